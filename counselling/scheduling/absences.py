"""Absences: withdraw free slots, and carry out staff's decision about each booking.

`save_absence` refuses an absence while a booking in it is undecided. `record_sick_leave` is the shortcut for sick
leave: for one day, all bookings are cancelled and other slots offered.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counselling.booking import bookings as booking
from counselling.booking.offers import alternatives
from counselling.models import Absence, Booking, Counsellor, Offer, ScheduleRule
from kasch_site.common import clock

from . import slot_generation

OFFER, CANCEL, KEEP = "offer", "cancel", "keep"
DECISIONS = {
    OFFER: _("absagen und zwei andere Zeiten anbieten"),
    CANCEL: _("nur absagen"),
    KEEP: _("bleibt, er findet trotzdem statt"),
}


class UndecidedBookings(Exception):
    """Raised if the absence contains bookings without a decision."""

    def __init__(self, bookings):
        super().__init__(f"{len(bookings)} appointments are not decided about")
        self.bookings = bookings


def affected(counsellor: Counsellor, start: datetime, delete_absence: datetime) -> list[Booking]:
    """Return future bookings of this counsellor that overlap [start, end), both aware, ordered by start."""
    return list(_affected({"slot__counsellor": counsellor}, start, delete_absence))


def lock_rows(counsellors: list[int], bookings: list[Booking]) -> None:
    """Lock all rows that decisions about these bookings may change. Call it before the first write."""
    offered = Offer.objects.open().filter(booking__in=bookings).order_by().values_list("slot_id", flat=True)
    slot_generation.lock(counsellors, more=[*offered, *(row.slot_id for row in bookings)])


@transaction.atomic
def save_absence(absence: Absence, decisions: dict[int, str]) -> list[Booking]:
    """Save the absence and carry out the decision for each booking in it; `decisions` is keyed by primary key.

    "offer" cancels the booking and offers other slots, "cancel" cancels it, "keep" leaves it unchanged. Return the
    cancelled bookings without contact details, whose persons cannot be notified. Raise `UndecidedBookings`.
    """
    before = Absence.objects.filter(pk=absence.pk).values_list("counsellor", flat=True)
    counsellors = [absence.counsellor_id, *before]
    lock_rows(counsellors, affected(absence.counsellor, absence.starts_at, absence.ends_at))
    bookings = affected(absence.counsellor, absence.starts_at, absence.ends_at)
    undecided = [row for row in bookings if decisions.get(row.pk) not in DECISIONS]
    if undecided:
        raise UndecidedBookings(undecided)
    unchanged_fields = {name: getattr(absence, name) for name in ("counsellor", "starts_at", "ends_at")}
    previous = list(before.exclude(**unchanged_fields))
    absence.save()
    ScheduleRule.objects.walk_in().filter(counsellor__in=previous).touch()
    _generate_slots(counsellors)
    return cancel({row: decisions[row.pk] for row in bookings})


@transaction.atomic
def record_sick_leave(counsellor: Counsellor, day: date) -> list[Booking]:
    """Record sick leave for today or tomorrow: withdraw free slots, and offer every booking two other slots.

    Idempotent. Return the bookings whose persons cannot be notified.
    """
    start, delete_absence = clock.day_bounds(day)
    absence = Absence.objects.filter(counsellor=counsellor, starts_at=start, ends_at=delete_absence).first()
    absence = absence or Absence(counsellor=counsellor, starts_at=start, ends_at=delete_absence, kind=Absence.Kind.ILL)
    while True:
        decisions = {row.pk: OFFER for row in affected(counsellor, start, delete_absence)}
        try:
            with transaction.atomic():
                return save_absence(absence, decisions)
        except UndecidedBookings:
            continue  # a slot was booked in the meantime


@transaction.atomic
def delete_absence(absence: Absence) -> slot_generation.Change:
    """Delete an absence that is over or was entered by mistake, and restore its slots. Cancelled bookings remain
    cancelled.
    """
    slot_generation.lock([absence.counsellor_id])
    absence.delete()
    ScheduleRule.objects.walk_in().filter(counsellor=absence.counsellor_id).touch()
    return slot_generation.generate_slots_of(absence.counsellor_id)


def cancel(decisions: dict[Booking, str]) -> list[Booking]:
    """Apply the decisions; return cancelled bookings without contact details. Callers must hold the locks of their
    slots.
    """
    for row, decision in decisions.items():
        if decision == OFFER:
            alternatives.cancel_and_offer_alternatives(row)
        elif decision == CANCEL:
            booking.cancel(row, by=Booking.By.HOUSE)
    return [row for row, decision in decisions.items() if decision != KEEP and not (row.email or row.phone)]


def affected_of_all_counsellors(start: datetime, delete_absence: datetime) -> list[Booking]:
    """Return future bookings of all counsellors that overlap [start, end), both aware, ordered by start."""
    return list(_affected({}, start, delete_absence))


def _affected(conditions, start, delete_absence):
    bookings = Booking.objects.filter(
        state__in=Booking.EXPECTED, slot__starts_at__lt=delete_absence, slot__ends_at__gt=start, **conditions
    )
    bookings = bookings.filter(slot__starts_at__gt=clock.now())
    return bookings.select_related("slot__counsellor", "slot__room", "topic").order_by("slot__starts_at", "pk")


def _generate_slots(counsellors):
    for counsellor in sorted(set(counsellors)):
        slot_generation.generate_slots_of(counsellor)
