"""Daily and hourly work, run once for all processes.

The database decides which process runs a job: a row of `PeriodicRun` is unique per job and day; the name of an hourly
job includes the hour. A failed job is retried after a while, and one whose process died is taken over by another, so
every job must be idempotent. Errors are stored and logged by type and location, without their message.
"""

import logging
from collections.abc import Callable
from datetime import UTC, date, timedelta

from django.db import transaction
from django.db.models import Q

from kasch_site.common import clock
from kasch_site.common.error_report import place_of, trace_of
from kasch_site.common.models import PeriodicRun
from kasch_site.common.sections import DailyWork, HourlyWork, RetentionProvider, providers

from .purge import sweep

logger = logging.getLogger(__name__)

# Long enough not to flood the log, short enough to recover before anybody notices.
RETRY_AFTER = timedelta(minutes=10)
# Longer than any job takes: after that its process counts as dead.
GIVEN_UP_AFTER = timedelta(hours=1)
RUNS_ARE_KEPT = timedelta(days=60)


def run_due(today: date) -> list[str]:
    """Run the work due on that day; return the names of the jobs that this call has finished.

    A job that raises does not stop the others; its error is logged and stored in its row.
    """
    return [name for name, job in jobs(today).items() if _run_once(name, today, job)]


def jobs(today: date) -> dict[str, Callable[[], object]]:
    """Return the jobs of that day and this hour by name: the periodic work of each section, and retention."""
    now = clock.now()
    work: dict[str, Callable[[], object]] = {}
    # With the date and in UTC: in autumn two local hours of a day have the same number.
    hour = now.astimezone(UTC)
    # Infrastructure first: public holidays must be recorded before events generate their dates.
    for each in reversed(providers(DailyWork)):
        work[f"{each.key}: daily"] = lambda each=each: each.daily(today)
    for each in reversed(providers(HourlyWork)):
        work[f"{each.key}: hour {hour:%m-%d %H} UTC"] = lambda each=each: each.hourly(now)
    for each in reversed(providers(RetentionProvider)):
        work[f"{each.key}: purge"] = lambda each=each: each.purge(now)
    work["the house: sweep"] = lambda: sweep(now)
    work["old runs: forget"] = lambda: PeriodicRun.objects.filter(day__lt=today - RUNS_ARE_KEPT).delete()
    return work


def _run_once(name, day, job) -> bool:
    run = _claim(name, day)
    if run is None:
        return False
    # A process that presumed this one dead has written a new start: then the result is not ours to record.
    ours = PeriodicRun.objects.filter(pk=run.pk, started_at=run.started_at)
    try:
        job()
    except Exception as error:
        logger.error("%s failed for %s; it is tried again:\n%s", name, day, trace_of(error))
        ours.update(error=place_of(error))
        return False
    ours.update(finished_at=clock.now(), error="")
    return True


def _claim(name, day) -> PeriodicRun | None:
    """Claim a job and return its row; None if it is done, in progress or has failed just now."""
    run, is_new = PeriodicRun.objects.get_or_create(job=name, day=day)
    if is_new:
        return run
    now = clock.now()
    failed = ~Q(error="") & Q(started_at__lte=now - RETRY_AFTER)
    died = Q(error="", started_at__lte=now - GIVEN_UP_AFTER)
    with transaction.atomic():
        # One statement that checks and updates: only one of two processes can claim the row.
        taken = PeriodicRun.objects.filter(failed | died, pk=run.pk, finished_at=None).update(started_at=now, error="")
    if not taken:
        return None
    run.started_at = now
    return run
