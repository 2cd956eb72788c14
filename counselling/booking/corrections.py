"""Corrections of a booking by staff: the name, the mail address, the phone number."""

from dataclasses import dataclass, fields

from django.db import transaction

from counselling.models import Booking
from counselling.notifications import notifications
from counselling.notifications.links import subject_of
from kasch_site.common import clock
from kasch_site.messaging import messages
from kasch_site.messaging.visitor_messages import channel_of, new_occasion
from kasch_site.visitors import access_tokens

from .confirmation import ask_to_confirm
from .refusals.errors import require_contact
from .slots.booking_locks import lock_slot_and_reload

_STATE = Booking.State
_STATUS_KINDS = ("confirmed", "confirm_email", "moved")


@dataclass(frozen=True, slots=True)
class Contact:
    """The name of a person and the ways to reach them."""

    name: str
    email: str = ""
    phone: str = ""

    @classmethod
    def of(cls, booking: Booking) -> "Contact":
        """Return the contact of a booking."""
        return cls(booking.name, booking.email, booking.phone)


@transaction.atomic
def correct(booking: Booking, contact: Contact, *, without_notification: bool = False) -> Booking:
    """Store the corrected contact of a booking.

    Raise `BookingRefused` if a person who booked online could no longer be reached. If mail address or number change,
    links sent to the old ones are revoked, and the status is sent to the new ones; with `without_notification` it is
    not, because staff inform the person themselves.
    """
    row = lock_slot_and_reload(booking)
    keys = set(row.keys)
    names = [field.name for field in fields(Contact)]
    for name in names:
        setattr(row, name, getattr(contact, name))
    if not row.at_desk:
        require_contact(row)
    if row.state == _STATE.UNCONFIRMED and not row.email:  # there is no address left to confirm
        row.state, row.confirm_until = _STATE.BOOKED, None
    row.save(update_fields=[*names, "state", "confirm_until"])
    if set(row.keys) != keys:
        row.email_confirmed_at = None  # the new address has not been confirmed
        row.save(update_fields=["email_confirmed_at"])
        _send_to_new_contact(row)
    if without_notification:
        # Not `confirm_email`: without its link the booking would lapse.
        notifications.cancel(row, "confirmed", "moved")
        row.informed_at = clock.now()
        row.save(update_fields=["informed_at"])
    return row


def _send_to_new_contact(row):
    """Revoke the links sent to the old contact, and send open messages and the status to the new one."""
    channel, now = channel_of(row), clock.now()
    notifications.cancel(row, *(_STATUS_KINDS if channel else ()))
    for record in (row, *row.offers.open()):
        access_tokens.revoke(notifications.SECTION, subject_of(record))
        if channel:
            messages.reroute(notifications.SECTION, subject_of(record), channel)
    if row.state == _STATE.UNCONFIRMED:
        ask_to_confirm(row)
        row.save(update_fields=["confirm_until"])
        notifications.notify(row, "confirm_email", occasion=new_occasion())
    elif row.state == _STATE.BOOKED and row.slot.ends_at > now:
        notifications.notify(row, "confirmed", occasion=new_occasion())
