"""Optimistic locking of bookings: refuse an action of staff if the booking has changed since their page was shown."""

from django.utils.translation import gettext as _

from counselling.models import Booking
from counselling.notifications.messages import when_in_words

from .errors import BookingRefused


class BookingChanged(BookingRefused):
    """Raised if the booking has changed since the page of staff was shown; the message describes its current state."""

    def __init__(self, row: Booking):
        text = _("Inzwischen hat sich der Termin von %(name)s geändert. Jetzt gilt: %(now)s. Es ist nichts geschehen.")
        super().__init__(text % {"name": row.name, "now": _in_words(row)})


def refuse_if_changed(row: Booking, expected_version: str | None) -> None:
    """Raise `BookingChanged` if the version that was shown (`Booking.version`) is not the current one.

    None skips the check, for actions of the person concerned. Callers must hold the lock of the booking's slot.
    """
    if expected_version is not None and expected_version != row.version:
        raise BookingChanged(row)


def _in_words(row):
    state = row.get_state_display()
    if row.cancelled_by:
        state = f"{state} ({row.get_cancelled_by_display()})"
    ordered = _("Dolmetschen ist bestellt") if row.interpreter_ordered else ""
    return ", ".join(filter(None, [state, when_in_words(row.slot), row.email or row.phone, ordered]))
