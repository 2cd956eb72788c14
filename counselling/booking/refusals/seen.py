"""Buttons of staff act on what their page showed: a change in between is reported, and nothing is done."""

from django.utils.translation import gettext as _

from counselling.models import Booking
from counselling.notifications.messages import when_in_words

from .errors import BookingRefused


class BookingChanged(BookingRefused):
    """The booking has changed since staff saw it; the message says what is true now."""

    def __init__(self, row: Booking):
        text = _("Inzwischen hat sich der Termin von %(name)s geändert. Jetzt gilt: %(now)s. Es ist nichts geschehen.")
        super().__init__(text % {"name": row.name, "now": _in_words(row)})


def refuse_unless_seen(row: Booking, seen: str | None) -> None:
    """Raise `BookingChanged` if the version that was shown (`Booking.version`) is not the current one.

    None means that nothing was shown: the person concerned acts. Callers must hold the lock of the booking's slot.
    """
    if seen is not None and seen != row.version:
        raise BookingChanged(row)


def _in_words(row):
    state = row.get_state_display()
    if row.cancelled_by:
        state = f"{state} ({row.get_cancelled_by_display()})"
    ordered = _("Dolmetschen ist bestellt") if row.interpreter_ordered else ""
    return ", ".join(filter(None, [state, when_in_words(row.slot), row.email or row.phone, ordered]))
