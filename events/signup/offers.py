"""How long places are kept for somebody who waited, and what happens when nobody answers."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.jobs.titles import job

# A mail is read within a day; whoever has to be called by the desk gets two.
BY_MAIL = timedelta(hours=24)
BY_PHONE = timedelta(hours=48)
# The last ones must still find their way here.
BEFORE_THE_START = timedelta(hours=2)
AT_LEAST = timedelta(hours=1)


def deadline(now: datetime, starts_at: datetime, *, by_phone: bool) -> datetime:
    """Until when an offer made `now` for a date that begins at `starts_at` is good; all aware.

    It ends by day at a full hour, two hours before the date at the latest; but nobody has less than an hour to answer,
    unless the date itself begins.
    """
    end = min(clock.by_day(now + (BY_PHONE if by_phone else BY_MAIL)), starts_at - BEFORE_THE_START)
    return min(max(end, now + AT_LEAST), max(starts_at, now + AT_LEAST))


def lapse_at(sign_up) -> None:
    """Have the offer of a sign-up looked at again when it ends."""
    lapse_offer.using(run_after=sign_up.offered_until).enqueue(sign_up.pk)


@job(_("Nicht beantwortete Plätze weitergeben"))
def lapse_offer(sign_up_pk: int) -> bool:
    """Let an offer end that nobody answered, and offer the places to the next."""
    from .models import SignUp
    from .registration import lapse

    found = SignUp.objects.select_related("seating__occurrence").filter(pk=sign_up_pk).first()
    return bool(found) and lapse(found)
