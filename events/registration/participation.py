"""Whether a date takes place, and whether people may register for it.

Pages, forms, operations, messages, reminders and tasks ask here, so that nobody is invited to a date that another page
says is cancelled. The queryset `Occurrence.objects.taking_place` states the first half in SQL.
"""

import enum
from datetime import datetime

from kasch_site.common import clock

from .settings import closing_time, settings_of_event
from .waitlist.offer_deadlines import is_answerable


class Obstacle(enum.Enum):
    """Why nobody can register on the website; the first that applies."""

    OVER = enum.auto()
    CANCELLED = enum.auto()
    UNPUBLISHED = enum.auto()
    DISABLED = enum.auto()
    CLOSED = enum.auto()


# With one of these, the date does not take place as far as residents can know.
_DOES_NOT_TAKE_PLACE = (Obstacle.OVER, Obstacle.CANCELLED, Obstacle.UNPUBLISHED)


def obstacle_of(date, event, now: datetime | None = None) -> Obstacle | None:
    """Return why nobody can register for a date on the website at this moment, or None if registration is open.

    `date` is an `Occurrence` or an `Entry`. Needs no query if the registration settings of the event are loaded.
    """
    now = now or clock.now()
    if date.ends_at <= now:
        return Obstacle.OVER
    if date.is_cancelled:
        return Obstacle.CANCELLED
    if not event.is_published(now):
        return Obstacle.UNPUBLISHED
    registration_settings = settings_of_event(event)
    if registration_settings is None:
        return Obstacle.DISABLED
    return Obstacle.CLOSED if now >= closing_time(registration_settings, date.starts_at) else None


def takes_place(occurrence, now: datetime | None = None) -> bool:
    """Return whether a date is published, not cancelled and not over; same condition as the queryset's
    `taking_place`.
    """
    return obstacle_of(occurrence, occurrence.event, now) not in _DOES_NOT_TAKE_PLACE


def is_bookable(occurrence, *, by_staff: bool = False) -> bool:
    """Return whether registration for a date is possible now. Staff may register somebody after the closing time."""
    obstacle = obstacle_of(occurrence, occurrence.event)
    return obstacle is None or (by_staff and obstacle is Obstacle.CLOSED)


def waitlist_moves_up(occurrence) -> bool:
    """Return whether the waitlist of a date can still get an offer: it takes place, and there is time to answer."""
    now = clock.now()
    return takes_place(occurrence, now) and is_answerable(now, occurrence.starts_at)
