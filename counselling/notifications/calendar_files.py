"""The appointment as an iCalendar file, which does not mention the topic."""

from django.utils.translation import gettext as _

from counselling.models import Booking
from kasch_site.common import clock
from kasch_site.common.export import ical
from kasch_site.common.export.publisher import Publisher
from kasch_site.common.sections import Entry, Status
from kasch_site.house.building import building
from kasch_site.house.stationery import absolute_url

from .links import SECTION


def calendar_of(booking: Booking) -> bytes:
    """Return the appointment as an iCalendar file that does not mention the topic."""
    entry = _entry(booking)
    return ical.calendar([entry], _publisher(), name=entry.title, is_personal=True)


def _publisher():
    return Publisher.of(building().house, absolute_url(""))


def _entry(booking) -> Entry:
    name = _("Termin: %(house)s") % {"house": building().house.short_name} if building().house else _("Termin")
    slot, now = booking.slot, clock.now()
    return Entry(
        key=f"counselling:{booking.idempotency_key}",
        title=name,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        url="/",
        app=SECTION,
        where=slot.room.name if slot.room else "",
        room_id=slot.room_id,
        status=Status.CANCELLED if booking.state == Booking.State.CANCELLED else Status.PLANNED,
        # Increases with every file, so that a moved appointment replaces the previous one.
        sequence=ical.sequence_at(now),
        changed_at=now.replace(microsecond=0),
    )


def calendar_attachment(booking: Booking):
    """Return the file as an attachment of a mail."""
    return ical.attachment(_entry(booking), _publisher(), is_personal=True)
