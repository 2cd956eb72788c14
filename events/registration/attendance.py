"""How many came, as somebody has counted them, without names."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from events.models import HeadCount, Occurrence, Registration, RegistrationSettings
from kasch_site.common import clock

# Who has not counted by then does not know it any more.
ASKED_FOR = timedelta(weeks=4)


@transaction.atomic
def count(occurrence: Occurrence, came: int | None) -> HeadCount:
    """Note how many came to a date; None takes the number back."""
    found, _new = HeadCount.objects.get_or_create(occurrence=occurrence)
    found.came = came
    found.counted_at = None if came is None else clock.now()
    found.save(update_fields=["came", "counted_at"])
    return found


def to_count() -> list[Occurrence]:
    """Dates of the last weeks that took place and wait for a number, the last first.

    Only of events for which somebody signs up or has counted once: of these staff are reminded.
    """
    return list(_expected())


def others_to_count() -> list[Occurrence]:
    """The other dates of the last weeks that nobody has counted."""
    return list(_over().uncounted().exclude(pk__in=_expected().order_by().values("pk")))


def expected_to_count() -> int:
    """How many dates wait for a number."""
    return _expected().count()


def _expected():
    counted = Occurrence.objects.counted().filter(event=OuterRef("event"))
    asked = Q(Exists(RegistrationSettings.objects.filter(event=OuterRef("event")))) | Q(Exists(counted))
    signed_up = Q(Exists(Registration.objects.booked().filter(seating=OuterRef("pk"))))
    return _over().uncounted().filter(asked | signed_up)


def counted_lately() -> list[Occurrence]:
    """Dates of the last weeks with their number, the last first: so it can be put right."""
    return list(_over().counted())


def _over():
    now = clock.now()
    over = Occurrence.objects.visible(now).planned().filter(ends_at__lte=now, ends_at__gt=now - ASKED_FOR)
    return over.select_related("event", "head_count").order_by("-starts_at", "pk")
