"""How things stand for a party that has signed up, as its own page says it."""

from events.calendar.entries import entry_of
from events.models import Registration
from kasch_site.common import clock
from kasch_site.visitors import reference_codes

from .availability import availability_of
from .notifications import REMINDER_LEAD_TIME

OVER, OFF = "over", "off"


def state_shown(sign_up: Registration) -> str:
    """The state in a word: that of the sign-up, unless its date is over or falls out, or an offer has run out.

    Whoever still holds an offer when its time is over has lost it, whether or not the job has written that down.
    """
    date, now = sign_up.occurrence, clock.now()
    if date.ends_at <= now:
        return OVER
    if date.is_cancelled:
        return OFF
    if sign_up.has_offer_ended(now):
        return Registration.State.LAPSED.value
    return sign_up.state


def phone_end(phone: str) -> str:
    """The last four digits of a number: enough to notice a typing mistake, too few to call somebody: "45 67"."""
    digits = "".join(sign for sign in phone if sign.isdecimal())[-4:]
    return f"{digits[:2]} {digits[2:]}" if digits else ""


def standing_of(sign_up: Registration) -> dict:
    """What the page of a sign-up shows, by the names of its template."""
    date, state = sign_up.occurrence, state_shown(sign_up)
    entry = entry_of(date)
    places = availability_of(date.event, [entry]).get(entry.key)
    return {
        "sign_up": sign_up,
        "state": state,
        "entry": entry,
        "code": reference_codes.spelled(sign_up.code),
        "code_signs": " ".join(sign_up.code),
        "phone_end": phone_end(sign_up.phone),
        "position": Registration.objects.ahead_of(sign_up).count() + 1 if state == Registration.State.WAITING else None,
        "may_leave": state in Registration.ACTIVE,
        # Who has cancelled, or was too late to answer, may come back as long as others may sign up.
        "may_return": state in (Registration.State.CANCELLED, Registration.State.LAPSED)
        and bool(places and places.is_open),
        "has_room": bool(places and places.has_room(sign_up.people)),
        "is_reminded": date.starts_at > clock.now() + REMINDER_LEAD_TIME,
    }
