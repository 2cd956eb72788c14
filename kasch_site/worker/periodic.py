"""Work of every day and every hour, done once however many processes there are.

The database decides who does a job: a row of `PeriodicRun` exists once for each job and day, an hourly job has its
hour in its name. A job that failed is tried again after a while, and one whose process died is taken up by another;
so every job must be safe to run twice. What is kept and logged of an error is its kind and place, not its words.
"""

import logging
from collections.abc import Callable
from datetime import UTC, date, timedelta

from django.db import transaction
from django.db.models import Q

from kasch_site.common import clock
from kasch_site.common.error_report import place_of, trace_of
from kasch_site.common.models import PeriodicRun
from kasch_site.common.sections import Section, sections

from .purge import sweep

logger = logging.getLogger(__name__)

# Long enough not to fill the log with the same error, short enough to be done before somebody notices.
RETRY_AFTER = timedelta(minutes=10)
# No job takes that long: whoever has not finished by then is dead.
GIVEN_UP_AFTER = timedelta(hours=1)
RUNS_ARE_KEPT = timedelta(days=60)


def run_due(today: date) -> list[str]:
    """Do what is still to be done on that day; returns the names of the jobs that this call has finished.

    A job that raises does not keep the others from running; its error stands in the log and in its row.
    """
    return [name for name, job in jobs(today).items() if _run_once(name, today, job)]


def jobs(today: date) -> dict[str, Callable[[], object]]:
    """The work of that day and this hour by its name: what each room does, and what has had its time in each by now."""
    now = clock.now()
    work: dict[str, Callable[[], object]] = {}
    # With its day and in UTC: of the 25 hours of a day in autumn two bear the same number on every clock.
    hour = now.astimezone(UTC)
    # From the floor up: the holidays that the house records are there when events make their dates.
    for each in reversed(sections()):
        work[f"{each.key}: daily"] = lambda each=each: each.daily(today)
        if type(each).hourly is not Section.hourly:
            work[f"{each.key}: hour {hour:%m-%d %H} UTC"] = lambda each=each: each.hourly(now)
        work[f"{each.key}: forget"] = lambda each=each: each.forget(now)
    work["the house: sweep"] = lambda: sweep(now)
    work["old runs: forget"] = lambda: PeriodicRun.objects.filter(day__lt=today - RUNS_ARE_KEPT).delete()
    return work


def _run_once(name, day, job) -> bool:
    run = _claim(name, day)
    if run is None:
        return False
    # Whoever thought us dead and took over has written a new start: then the result is theirs to note.
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
    """The row of a job if it is ours to do now; None if it is done, or somebody is at it, or it failed just now."""
    run, is_new = PeriodicRun.objects.get_or_create(job=name, day=day)
    if is_new:
        return run
    now = clock.now()
    failed = ~Q(error="") & Q(started_at__lte=now - RETRY_AFTER)
    died = Q(error="", started_at__lte=now - GIVEN_UP_AFTER)
    with transaction.atomic():
        # One statement that asks and takes: of two processes only one finds the row still free.
        taken = PeriodicRun.objects.filter(failed | died, pk=run.pk, finished_at=None).update(started_at=now, error="")
    if not taken:
        return None
    run.started_at = now
    return run
