"""Attendance figures without names."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from events.models import HeadCount, Occurrence, Registration, RegistrationSettings
from kasch_site.common import clock

# After this period staff can no longer give a reliable number.
COUNTING_PERIOD = timedelta(weeks=4)


@transaction.atomic
def count(occurrence: Occurrence, came: int | None) -> HeadCount:
    """Record how many people came to a date; None deletes the number."""
    head_count, _is_new = HeadCount.objects.get_or_create(occurrence=occurrence)
    head_count.came = came
    head_count.counted_at = None if came is None else clock.now()
    head_count.save(update_fields=["came", "counted_at"])
    return head_count


def lock_head_counts(occurrences=None) -> None:
    """Lock the numbers of these dates, or of all recent ones, until the end of the transaction."""
    rows = HeadCount.objects.select_for_update(of=("self",)).order_by("pk")
    since = clock.now() - COUNTING_PERIOD
    wanted = Q(occurrence__ends_at__gte=since) if occurrences is None else Q(pk__in=[each.pk for each in occurrences])
    list(rows.filter(wanted).values_list("pk"))


def to_count() -> list[Occurrence]:
    """Return the dates whose attendance staff are reminded to count, latest first.

    These are recent dates that took place and have no attendance figure, of events that take registrations or had
    their attendance counted before, and dates with registrations.
    """
    return list(_dates_to_count())


def others_to_count() -> list[Occurrence]:
    """Return the remaining recent dates without an attendance figure."""
    return list(_past_dates().uncounted().exclude(pk__in=_dates_to_count().order_by().values("pk")))


def number_to_count() -> int:
    """Return the number of dates in `to_count`."""
    return _dates_to_count().count()


def _dates_to_count():
    counted = Occurrence.objects.counted().filter(event=OuterRef("event"))
    is_expected = Q(Exists(RegistrationSettings.objects.filter(event=OuterRef("event")))) | Q(Exists(counted))
    signed_up = Q(Exists(Registration.objects.booked().filter(capacity=OuterRef("pk"))))
    return _past_dates().uncounted().filter(is_expected | signed_up)


def recently_counted() -> list[Occurrence]:
    """Return recent dates that have an attendance figure, latest first, so that staff can correct it."""
    return list(_past_dates().counted())


def _past_dates():
    now = clock.now()
    over = Occurrence.objects.visible(now).planned().filter(ends_at__lte=now, ends_at__gt=now - COUNTING_PERIOD)
    return over.select_related("event", "head_count").order_by("-starts_at", "pk")
