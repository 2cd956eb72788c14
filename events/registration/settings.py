"""Whether and how a date takes sign-ups."""

from datetime import datetime, timedelta

from events.models import LARGEST_PARTY, RegistrationSettings
from kasch_site.common import clock


def terms_of(occurrence) -> RegistrationSettings | None:
    """How the event of a date takes sign-ups on the website; None if it does not."""
    return terms_of_event(occurrence.event)


def terms_of_event(event) -> RegistrationSettings | None:
    """How an event takes sign-ups on the website; None if it does not."""
    try:
        return event.terms
    except RegistrationSettings.DoesNotExist:
        return None


def copy_terms(event, other) -> RegistrationSettings | None:
    """Let another event take sign-ups as this one does; None if this one takes none. Nobody is signed up by that."""
    terms = terms_of_event(event)
    if terms is None:
        return None
    fields = [
        each.attname for each in RegistrationSettings._meta.concrete_fields if each.attname not in ("id", "event_id")
    ]
    return RegistrationSettings.objects.create(event=other, **{name: getattr(terms, name) for name in fields})


def places_of(occurrence) -> int | None:
    """How many places a date has from the beginning; None is no limit."""
    terms = terms_of(occurrence)
    return terms.places if terms else None


def most_of(occurrence) -> int:
    """How many people one sign-up on the website can be for."""
    terms = terms_of(occurrence)
    return terms.largest_party if terms else LARGEST_PARTY


def closing_time(terms: RegistrationSettings, starts_at: datetime) -> datetime:
    """Until when one can sign up on the website for a date that begins at `starts_at`."""
    return starts_at - timedelta(hours=terms.closes_hours_before)


def is_bookable(occurrence, *, by_staff: bool = False) -> bool:
    """Whether one can sign up for a date at this moment: it takes place, is not over, and sign-ups are taken.

    Staff may sign somebody up after the closing time and for a draft, until the date is over.
    """
    terms, now = terms_of(occurrence), clock.now()
    if terms is None or occurrence.is_cancelled or occurrence.ends_at <= now:
        return False
    if by_staff:
        return True
    return occurrence.event.is_published(now) and now < closing_time(terms, occurrence.starts_at)
