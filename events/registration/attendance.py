"""Attendance figures without names."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from events.models import HeadCount, Occurrence, Registration, RegistrationSettings
from kasch_site.common import clock

# After this period staff can no longer give a reliable number.
ASKED_FOR = timedelta(weeks=4)


@transaction.atomic
def count(occurrence: Occurrence, came: int | None) -> HeadCount:
    """Record how many people came to a date; None deletes the number."""
    found, _new = HeadCount.objects.get_or_create(occurrence=occurrence)
    found.came = came
    found.counted_at = None if came is None else clock.now()
    found.save(update_fields=["came", "counted_at"])
    return found


def to_count() -> list[Occurrence]:
    """Return recent dates that took place and have no attendance figure, latest first.

    Include only events with registrations or with an earlier head count: staff get reminders about these.
    """
    return list(_expected())


def others_to_count() -> list[Occurrence]:
    """Return the remaining recent dates without an attendance figure."""
    return list(_over().uncounted().exclude(pk__in=_expected().order_by().values("pk")))


def expected_to_count() -> int:
    """Return the number of dates without an attendance figure."""
    return _expected().count()


def _expected():
    counted = Occurrence.objects.counted().filter(event=OuterRef("event"))
    asked = Q(Exists(RegistrationSettings.objects.filter(event=OuterRef("event")))) | Q(Exists(counted))
    signed_up = Q(Exists(Registration.objects.booked().filter(capacity=OuterRef("pk"))))
    return _over().uncounted().filter(asked | signed_up)


def counted_lately() -> list[Occurrence]:
    """Return recent dates that have an attendance figure, latest first, so that staff can correct it."""
    return list(_over().counted())


def _over():
    now = clock.now()
    over = Occurrence.objects.visible(now).planned().filter(ends_at__lte=now, ends_at__gt=now - ASKED_FOR)
    return over.select_related("event", "head_count").order_by("-starts_at", "pk")
