"""The day of a counsellor: appointments, needs, and whom to call beforehand."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from counselling.models import Booking, Counsellor, Slot
from counselling.notifications.interpreting import Interpreting, interpreting_of
from kasch_site.common import clock
from kasch_site.common.text.german_order import GermanOrder


@dataclass(frozen=True, slots=True)
class Line:
    """A slot of the day and its booking; `should_be_called` is set if the person recently missed an appointment."""

    slot: Slot
    booking: Booking | None
    should_be_called: bool = False

    @property
    def needs(self) -> list[str]:
        """Return the needs to prepare for, as text."""
        return needs_of(self.booking) if self.booking else []


@dataclass(frozen=True, slots=True)
class Day:
    """The slots of one counsellor on one day."""

    counsellor: Counsellor
    lines: list[Line]

    @property
    def expected(self) -> list[Line]:
        """Return only the slots with a booking."""
        return [line for line in self.lines if line.booking]


def needs_of(booking: Booking) -> list[str]:
    """Return the needs of a person as text: interpreter, step-free access, company."""
    needs = [
        _interpreting(booking),
        _("ohne Stufen") if booking.needs_step_free else "",
        _("kommt in Begleitung") if booking.brings_companion else "",
    ]
    return [need for need in needs if need]


def _interpreting(booking):
    """Return the language of the person, and how interpreting is arranged."""
    values = {
        None: "",
        Interpreting.COUNSELLOR: _("auf %(language)s"),
        Interpreting.ORDERED: _("Dolmetschen: %(language)s (bestellt)"),
        Interpreting.MISSING: _("Dolmetschen: %(language)s (noch nicht bestellt)"),
    }
    return values[interpreting_of(booking)] % {"language": booking.interpreter}


def days(day: date, counsellor: Counsellor | None = None) -> list[Day]:
    """Return the day of all counsellors or of one, in a constant number of queries."""
    return _days(_lines(*clock.day_bounds(day), counsellor))


def week(monday: date, counsellor: Counsellor | None = None) -> list[tuple[date, list[Day]]]:
    """Return the seven days from `monday` on, each with the days of all counsellors or of one, in the same queries."""
    lines = _lines(clock.local(monday), clock.local(monday + timedelta(days=7)), counsellor)
    dates = [monday + timedelta(days=number) for number in range(7)]
    return [(day, _days([line for line in lines if timezone.localdate(line.slot.starts_at) == day])) for day in dates]


def _lines(start, end, counsellor) -> list[Line]:
    slots = Slot.objects.within(start, end).exclude(state=Slot.State.WITHDRAWN)
    if counsellor:
        slots = slots.filter(counsellor=counsellor)
    slots = list(slots.select_related("counsellor", "room").order_by(GermanOrder("counsellor__name"), "starts_at"))
    bookings = {
        row.slot_id: row
        for row in Booking.objects.active()
        .filter(slot__in=slots)
        .select_related("interpreter", "topic", "slot__counsellor")
        .prefetch_related("slot__counsellor__languages")
    }
    missed = _missed() if bookings else []
    found = [(slot, bookings.get(slot.pk)) for slot in slots]
    return [Line(slot, booking, bool(booking) and should_be_called(booking, missed)) for slot, booking in found]


def _days(lines) -> list[Day]:
    by_counsellor: dict[int, Day] = {}
    for line in lines:
        by_counsellor.setdefault(line.slot.counsellor_id, Day(line.slot.counsellor, [])).lines.append(line)
    return list(by_counsellor.values())


def should_be_called(booking: Booking, missed: list[tuple] | None = None) -> bool:
    """Return whether the person has missed a retained appointment; nobody is refused because of that."""
    if booking.state not in Booking.EXPECTED:
        return False
    others = _missed() if missed is None else missed
    return any(pk != booking.pk and not {*contact}.isdisjoint(booking.keys) for pk, *contact in others)


def _missed():
    """Return primary key and canonical contact of retained bookings with a missed appointment."""
    missed = Booking.objects.filter(state=Booking.State.MISSED)
    return list(missed.order_by().values_list("pk", "email_key", "phone_key"))
