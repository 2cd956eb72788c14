"""Somebody does not advise for a while: free times go, and about each appointment somebody decides.

Nothing is decided silently: `take_out` refuses an absence over appointments that nobody has decided about. Falling ill
is the same in one stroke (`ill`): a day, and everybody is offered other times.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counselling.booking import bookings as booking
from counselling.booking import offers
from counselling.models import Absence, Booking, Counsellor, Offer
from kasch_site.common import clock

from . import slot_generation

OFFER, CANCEL, KEEP = "offer", "cancel", "keep"
DECISIONS = {
    OFFER: _("absagen und zwei andere Zeiten anbieten"),
    CANCEL: _("nur absagen"),
    KEEP: _("bleibt, er findet trotzdem statt"),
}


class Undecided(Exception):
    """Appointments lie in an absence, and nobody has said what becomes of them."""

    def __init__(self, bookings):
        super().__init__(f"{len(bookings)} appointments are not decided about")
        self.bookings = bookings


def affected(counsellor: Counsellor, start: datetime, end: datetime) -> list[Booking]:
    """Appointments with this counsellor that touch [start, end), aware, and have not begun; by time."""
    return list(_affected({"slot__counsellor": counsellor}, start, end))


def hold(counsellors: list[int], bookings: list[Booking]) -> None:
    """Lock all that deciding about these appointments may change, before anything is written."""
    offered = Offer.objects.open().filter(booking__in=bookings).order_by().values_list("slot_id", flat=True)
    slot_generation.lock(counsellors, more=[*offered, *(row.slot_id for row in bookings)])


@transaction.atomic
def take_out(absence: Absence, decisions: dict[int, str]) -> list[Booking]:
    """Save the absence and do what was decided about each appointment in it, by their numbers.

    "offer" cancels it and offers other times, "cancel" cancels it, "keep" leaves it as it is. Returns the appointments
    that were cancelled and about which nobody can be told, for they left no way. Raises `Undecided`.
    """
    before = Absence.objects.filter(pk=absence.pk).values_list("counsellor", flat=True)
    counsellors = [absence.counsellor_id, *before]
    hold(counsellors, affected(absence.counsellor, absence.starts_at, absence.ends_at))
    found = affected(absence.counsellor, absence.starts_at, absence.ends_at)
    undecided = [row for row in found if decisions.get(row.pk) not in DECISIONS]
    if undecided:
        raise Undecided(undecided)
    absence.save()
    _make_times(counsellors)
    return call_off({row: decisions[row.pk] for row in found})


@transaction.atomic
def ill(counsellor: Counsellor, day: date) -> list[Booking]:
    """Somebody is ill today or tomorrow: free times of that day go, and everybody is offered two other times.

    Twice is once. Returns the appointments about which nobody can be told.
    """
    start, end = clock.day_bounds(day)
    absence = Absence.objects.filter(counsellor=counsellor, starts_at=start, ends_at=end).first()
    absence = absence or Absence(counsellor=counsellor, starts_at=start, ends_at=end, kind=Absence.Kind.ILL)
    while True:
        decisions = {row.pk: OFFER for row in affected(counsellor, start, end)}
        try:
            with transaction.atomic():
                return take_out(absence, decisions)
        except Undecided:
            continue  # somebody has booked in between


@transaction.atomic
def end(absence: Absence) -> slot_generation.Change:
    """The absence is over or was a mistake: times come back; what was cancelled stays cancelled."""
    slot_generation.lock([absence.counsellor_id])
    absence.delete()
    return slot_generation.make_times_of(absence.counsellor_id)


def call_off(decisions: dict[Booking, str]) -> list[Booking]:
    """Carry decisions out; returns the cancelled ones whom nobody can tell. The caller holds their times."""
    for row, decision in decisions.items():
        if decision == OFFER:
            offers.offer_instead(row)
        elif decision == CANCEL:
            booking.cancel(row, by=Booking.By.HOUSE)
    return [row for row, decision in decisions.items() if decision != KEEP and not (row.email or row.phone)]


def of_house(start: datetime, end: datetime) -> list[Booking]:
    """Appointments with anybody that touch [start, end), aware, and have not begun; by time."""
    return list(_affected({}, start, end))


def _affected(whom, start, end):
    found = Booking.objects.filter(state__in=Booking.EXPECTED, slot__starts_at__lt=end, slot__ends_at__gt=start, **whom)
    found = found.filter(slot__starts_at__gt=clock.now())
    return found.select_related("slot__counsellor", "slot__room", "topic").order_by("slot__starts_at", "pk")


def _make_times(counsellors):
    for counsellor in sorted(set(counsellors)):
        slot_generation.make_times_of(counsellor)
