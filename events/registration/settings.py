"""Registration settings of a date."""

from datetime import datetime, timedelta

from events.models import MAX_PARTY_SIZE, RegistrationSettings


def settings_of(occurrence) -> RegistrationSettings | None:
    """Return the registration settings of the event of a date; None if registration is disabled."""
    return settings_of_event(occurrence.event)


def settings_of_event(event) -> RegistrationSettings | None:
    """Return the registration settings of an event; None if registration is disabled."""
    try:
        return event.registration_settings
    except RegistrationSettings.DoesNotExist:
        return None


def copy_settings(event, other) -> RegistrationSettings | None:
    """Copy the registration settings of `event` to `other`; None if it has none. Registrations are not copied."""
    registration_settings = settings_of_event(event)
    if registration_settings is None:
        return None
    fields = [
        each.attname for each in RegistrationSettings._meta.concrete_fields if each.attname not in ("id", "event_id")
    ]
    return RegistrationSettings.objects.create(
        event=other, **{name: getattr(registration_settings, name) for name in fields}
    )


def places_of(occurrence) -> int | None:
    """Return the initial capacity of a date; None means no limit."""
    registration_settings = settings_of(occurrence)
    return registration_settings.places if registration_settings else None


def max_party_size_of(occurrence) -> int:
    """Return the maximum number of people of one registration on the website."""
    registration_settings = settings_of(occurrence)
    return registration_settings.largest_party if registration_settings else MAX_PARTY_SIZE


def closing_time(registration_settings: RegistrationSettings, starts_at: datetime) -> datetime:
    """Return when online registration closes for a date that begins at `starts_at`."""
    return starts_at - timedelta(hours=registration_settings.closes_hours_before)
