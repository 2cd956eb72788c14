"""Times whose term is over go on: a job at the moment it ends, and a look every hour for what that has missed.

What ends is known to the modules that set a term. They ask this one for a later look, so it must not import them:
`register` tells it what to call.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.worker.jobs import job

_steps: list[Callable[[datetime], int]] = []


def register(*steps: Callable[[datetime], int]) -> None:
    """Add functions that `tidy` calls, in this order.

    Each takes an aware moment, ends what is over at that moment, and returns how much it ended. It must be safe to
    run twice and at once. A function that is registered already is not added again.
    """
    _steps.extend(step for step in steps if step not in _steps)


def schedule_expiry(moment: datetime) -> None:
    """Have times and appointments looked at when a term ends; part of the transaction of the caller."""
    tidy_times.using(run_after=moment).enqueue() if moment > clock.now() else tidy_times.enqueue()


def tidy(now: datetime) -> int:
    """Let everything go on whose term is over; returns how much that was. Safe to run twice and at once."""
    return sum(step(now) for step in _steps)


@job(gettext_lazy("Nicht gebrauchte Beratungszeiten weitergeben"))
def tidy_times() -> int:
    """Let go on what is over now."""
    return tidy(clock.now())
