"""Daily and hourly work: jobs that exist once for each day or hour.

The key of such a job names its period, and is unique in the table. Like any other job it is begun again where a process
was killed, so all periodic work must be idempotent. What failed is tried again after a while, as long as its period
lasts; then the job of the next period does its work.
"""

from datetime import UTC, date, timedelta

from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.sections import DailyWork, HourlyWork, RetentionProvider, providers, section

from . import purge
from .execution import try_again
from .jobs import job
from .models import Job

# Long enough not to flood the log, short enough to recover before anybody notices.
RETRY_AFTER = timedelta(minutes=10)


@job(_("Tägliche Arbeit"), queue_name=Job.PERIODIC_QUEUE)
def daily(section_key: str) -> None:
    """Run the daily work of a section."""
    section(section_key).daily(clock.today())


@job(_("Stündliche Arbeit"), queue_name=Job.PERIODIC_QUEUE)
def hourly(section_key: str) -> None:
    """Run the hourly work of a section."""
    section(section_key).hourly(clock.now())


@job(_("Abgelaufenes löschen"), queue_name=Job.PERIODIC_QUEUE)
def erase(section_key: str) -> None:
    """Erase data of a section whose retention period ended."""
    section(section_key).purge(clock.now())


@job(_("Aufräumen"), queue_name=Job.PERIODIC_QUEUE)
def purge_shared() -> int:
    """Erase what is left of deleted records; return their number."""
    return purge.purge_shared(clock.now())


def schedule(today: date) -> None:
    """Add the jobs of that day and this hour that do not exist; requeue failed ones, and drop those of past periods."""
    now, jobs = clock.now(), jobs_of(today)
    existing = set(Job.objects.filter(key__in=jobs).values_list("key", flat=True))
    Job.objects.bulk_create([row for key, row in jobs.items() if key not in existing], ignore_conflicts=True)
    current = Job.objects.filter(key__in=jobs)
    for failed in current.failed().filter(finished_at__lte=now - RETRY_AFTER):
        try_again(failed)
    past = Job.objects.filter(queue=Job.PERIODIC_QUEUE).exclude(key__in=jobs)
    (past.waiting() | past.failed()).delete()


def jobs_of(today: date) -> dict[str, Job]:
    """Return the jobs of that day and this hour by key, unsaved: the work of each section, and retention."""
    rows: dict[str, Job] = {}

    def add(task, period, *args):
        key = ":".join([task.name, *args, period])
        due_at = since + timedelta(microseconds=len(rows))  # to be run in this order
        rows[key] = Job(
            key=key, queue=task.queue_name, task_path=task.module_path, args=list(args), enqueued_at=now, due_at=due_at
        )

    now = clock.now()
    since = now - timedelta(seconds=1)
    # With the date and in UTC: in autumn two local hours of a day have the same number.
    day, hour = today.isoformat(), f"{now.astimezone(UTC):%Y-%m-%dT%HZ}"
    # Infrastructure first: public holidays must be recorded before events generate their dates.
    for provider in reversed(providers(DailyWork)):
        add(daily, day, provider.key)
    for provider in reversed(providers(HourlyWork)):
        add(hourly, hour, provider.key)
    for provider in reversed(providers(RetentionProvider)):
        add(erase, day, provider.key)
    add(purge_shared, day)
    return rows
