"""Process slots with an expired deadline: by a job at that moment, and hourly for anything the job missed.

Modules that set deadlines import this one to schedule a job, so it must not import them; they are passed to `register`.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.worker.jobs import job

_steps: list[Callable[[datetime], int]] = []


def register(*steps: Callable[[datetime], int]) -> None:
    """Register functions that `process_expired` calls, in this order.

    Each takes an aware datetime, ends what has expired by then, and returns the number of rows it ended. It must be
    idempotent and safe to run concurrently. A function that is already registered is not added again.
    """
    _steps.extend(step for step in steps if step not in _steps)


def schedule_expiry(moment: datetime) -> None:
    """Schedule a run of `process_expired` at a deadline, within the caller's transaction."""
    process_expired_now.using(run_after=moment).enqueue() if moment > clock.now() else process_expired_now.enqueue()


def process_expired(now: datetime) -> int:
    """Process everything that has expired by `now`; return the number of rows. Idempotent, safe to run concurrently."""
    return sum(step(now) for step in _steps)


@job(gettext_lazy("Nicht gebrauchte Beratungszeiten weitergeben"))
def process_expired_now() -> int:
    """Process everything that has expired by now."""
    return process_expired(clock.now())
