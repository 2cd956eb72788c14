"""The two strokes of which every change of an appointment is made: it gets a time, or it gives its time up.

Whoever calls them holds the times concerned (`locking`).
"""

from datetime import datetime, timedelta
from typing import NoReturn

from django.db import IntegrityError, transaction

from counselling.models import Booking, Slot
from counselling.scheduling import slot_generation
from kasch_site.common import clock

from . import statements
from .errors import TAKEN, BookingRefused
from .expiry import schedule_expiry
from .slot_locks import set_state

COOLING_TIME = timedelta(minutes=15)
_SEATED = ("slot", "state", "confirm_until", "cancelled_by", "cancelled_at")


def assign(row: Booking, slot: Slot, state: str) -> None:
    """Give a time to an appointment, new or old. Raises `BookingRefused` if somebody has it against all locks."""
    set_state(slot, Slot.State.BOOKED)
    try:
        with transaction.atomic():
            sit_down(row, slot, state)
    except IntegrityError as error:
        refuse_double(error)


def sit_down(row: Booking, slot: Slot, state: str) -> None:
    """The second half of `seat`, for a time that counts as booked already; raises IntegrityError."""
    row.slot, row.state = slot, state
    row.cancelled_by, row.cancelled_at = "", None
    if state != Booking.State.UNCONFIRMED:
        row.confirm_until = None
    if row.pk:
        row.save(update_fields=_SEATED)
    else:
        statements.insert(row)


def refuse_double(error: IntegrityError) -> NoReturn:
    """The constraint has the last word: say so to the person; any other is a mistake of ours and raised as it is."""
    # PostgreSQL names the constraint, SQLite the column.
    if "never_two_at_one_time" in str(error) or "counselling_booking.slot_id" in str(error):
        raise BookingRefused(TAKEN, is_taken=True) from error
    raise error


def leave(row: Booking, by: str) -> None:
    """Cancel an appointment; its time becomes free."""
    row.state, row.confirm_until = Booking.State.CANCELLED, None
    row.cancelled_by, row.cancelled_at = by, clock.now()
    row.save(update_fields=_SEATED)
    freed(row.slot)


def freed(slot: Slot, *, cooling=COOLING_TIME) -> None:
    """Let a locked time that nobody has any more go on: to whoever waits, then to everybody, after it has cooled.

    One that the hours do not want any more is withdrawn instead; it comes back when they do (see `times`).
    """
    now = clock.now()
    if slot.starts_at <= now:
        set_state(slot, Slot.State.FREE)
    elif slot_generation.fits(slot):
        cool(slot, now + cooling)
    else:
        set_state(slot, Slot.State.WITHDRAWN)
        Slot.objects.filter(pk=slot.pk).update(hours=None)


def cool(slot: Slot, until: datetime) -> None:
    """Keep a locked time out of sight until then, and have somebody look whom it goes to."""
    set_state(slot, Slot.State.COOLING, until=until)
    schedule_expiry(until)
