"""Registration settings of a date."""

from datetime import datetime, timedelta

from events.models import LARGEST_PARTY, RegistrationSettings
from kasch_site.common import clock


def terms_of(occurrence) -> RegistrationSettings | None:
    """Return the registration settings of the event of a date; None if registration is disabled."""
    return terms_of_event(occurrence.event)


def terms_of_event(event) -> RegistrationSettings | None:
    """Return the registration settings of an event; None if registration is disabled."""
    try:
        return event.terms
    except RegistrationSettings.DoesNotExist:
        return None


def copy_terms(event, other) -> RegistrationSettings | None:
    """Copy the registration settings of `event` to `other`; None if it has none. Registrations are not copied."""
    terms = terms_of_event(event)
    if terms is None:
        return None
    fields = [
        each.attname for each in RegistrationSettings._meta.concrete_fields if each.attname not in ("id", "event_id")
    ]
    return RegistrationSettings.objects.create(event=other, **{name: getattr(terms, name) for name in fields})


def places_of(occurrence) -> int | None:
    """Return the initial capacity of a date; None means no limit."""
    terms = terms_of(occurrence)
    return terms.places if terms else None


def most_of(occurrence) -> int:
    """Return the maximum number of people of one registration on the website."""
    terms = terms_of(occurrence)
    return terms.largest_party if terms else LARGEST_PARTY


def closing_time(terms: RegistrationSettings, starts_at: datetime) -> datetime:
    """Return when online registration closes for a date that begins at `starts_at`."""
    return starts_at - timedelta(hours=terms.closes_hours_before)


def is_bookable(occurrence, *, by_staff: bool = False) -> bool:
    """Return whether registration for a date is possible now: enabled, not cancelled, not over.

    Staff may register somebody after the closing time and for a draft, until the date is over.
    """
    terms, now = terms_of(occurrence), clock.now()
    if terms is None or occurrence.is_cancelled or occurrence.ends_at <= now:
        return False
    if by_staff:
        return True
    return occurrence.event.is_published(now) and now < closing_time(terms, occurrence.starts_at)
