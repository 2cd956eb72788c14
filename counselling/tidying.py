"""Times whose term is over go on: a job at the moment it ends, and a look every hour for what that has missed."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.common.jobs.titles import job


def look_again(moment: datetime) -> None:
    """Have times and appointments looked at when a term ends; part of the transaction of the caller."""
    tidy_times.using(run_after=moment).enqueue() if moment > clock.now() else tidy_times.enqueue()


def tidy(now: datetime) -> int:
    """Let everything go on whose term is over; returns how much that was. Safe to run twice and at once."""
    from . import booking, offers

    return booking.lapse_unconfirmed(now) + offers.tidy(now)


@job(gettext_lazy("Nicht gebrauchte Beratungszeiten weitergeben"))
def tidy_times() -> int:
    """Let go on what is over now."""
    return tidy(clock.now())
