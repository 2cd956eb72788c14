"""Status of a registration as shown on its page."""

from events.calendar.entries import entry_of
from events.models import Registration
from kasch_site.common import clock
from kasch_site.common.text.time_words import when_in_words
from kasch_site.messaging.models import Message

from .capacity.availability import availability_of
from .notifications.messages import ACCESS_TOKEN_LIFETIME
from .notifications.notifications import SECTION, details_of
from .notifications.reminders import reminded_on
from .participation import Obstacle, obstacle_of, waitlist_moves_up

OVER, DATE_CANCELLED, HIDDEN = "over", "date_cancelled", "hidden"
_BY_OBSTACLE = {Obstacle.OVER: OVER, Obstacle.CANCELLED: DATE_CANCELLED, Obstacle.UNPUBLISHED: HIDDEN}


def state_shown(registration: Registration) -> str:
    """Return the state to show: that of the registration, unless its date does not take place or an offer has expired.

    An expired offer counts as lapsed, whether or not the job has stored that.
    """
    date, now = registration.occurrence, clock.now()
    state = _BY_OBSTACLE.get(obstacle_of(date, date.event, now))
    if state:
        return state
    if registration.has_offer_ended(now):
        return Registration.State.LAPSED.value
    return registration.state


def phone_end(phone: str) -> str:
    """Return the last four digits of a number ("45 67"): enough to spot a typing error, too few to call the number."""
    digits = "".join(character for character in phone if character.isdecimal())[-4:]
    return f"{digits[:2]} {digits[2:]}" if digits else ""


def _time_before(registration) -> str:
    """Return the time of the date before it was moved; "" if the registrant was not notified of another one."""
    before = registration.capacity.announced_before.get("when", "")
    if not before or before == details_of(registration.occurrence)["when"]:
        return ""
    messages = Message.objects.about(SECTION, registration.pk).filter(kind="changed").exclude(state="cancelled")
    return before if messages.exists() else ""


def status_of(registration: Registration) -> dict:
    """Return the template context of the page of a registration."""
    date, state = registration.occurrence, state_shown(registration)
    entry = entry_of(date)
    places = availability_of(date.event, [entry]).get(entry.key)
    return {
        "registration": registration,
        "state": state,
        "old": _time_before(registration) if state in Registration.ACTIVE else "",
        "when": when_in_words(entry.starts_at, entry.ends_at, entry.all_day),
        "entry": entry,
        "phone_end": phone_end(registration.phone),
        "position": Registration.objects.ahead_of(registration).count() + 1
        if state == Registration.State.WAITING
        else None,
        "may_leave": state in Registration.ACTIVE or (state == HIDDEN and registration.is_active),
        # After a cancellation or a lapsed offer, registrants may return as long as registration is open.
        "may_return": state in (Registration.State.CANCELLED, Registration.State.LAPSED)
        and bool(places and places.is_open),
        "waitlist_moves_up": waitlist_moves_up(date),
        "has_room": bool(places and places.has_room(registration.people)),
        "days_kept": ACCESS_TOKEN_LIFETIME.days,
        "reminded_on": reminded_on(registration) if state == Registration.State.BOOKED else None,
    }
