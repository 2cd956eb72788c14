"""Capacity of the dates of an event: for all dates at once, or for a date with its own number."""

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from events.models import OccurrenceCapacity, Registration
from events.recurrence.descriptions import short_day_of
from events.registration.refusals import RegistrationRefused
from events.registration.settings import settings_of
from events.registration.waitlist.waitlist import offer_free_places
from kasch_site.common import clock

from .capacity_locks import lock_capacity


def takes_registrations(occurrence) -> bool:
    """Return whether registration for a date is enabled or registrations exist."""
    return settings_of(occurrence) is not None or OccurrenceCapacity.objects.filter(pk=occurrence.pk).exists()


def places_at(occurrence) -> int | None:
    """Return the current number of places of a date; None means no limit."""
    capacity = OccurrenceCapacity.objects.filter(pk=occurrence.pk).first()
    if capacity:
        return capacity.places
    registration_settings = settings_of(occurrence)
    return registration_settings.places if registration_settings else None


def capacity_errors(event, before: int | None, after: int | None) -> list[str]:
    """Return an error message for each future date on which more places than `after` are held or waited for."""
    if after is None:
        return []
    party = Max("registrations__people", filter=Q(registrations__state="waiting"))
    dates = _dates_with_default_places(event, before).annotate(party=party)
    taken = dates.filter(Q(held__gt=after) | Q(party__gt=after)).select_related("occurrence")
    return [_why_too_few(capacity, after) for capacity in taken]


def _why_too_few(capacity, after):
    values = {"day": short_day_of(capacity.occurrence), "held": capacity.held, "people": capacity.party}
    if capacity.held > after:
        return _("Am %(day)s sind schon %(held)d Plätze vergeben.") % values
    return _("Am %(day)s warten %(people)d Menschen, die zusammen kommen.") % values


@transaction.atomic
def set_places(occurrence, places: int | None) -> OccurrenceCapacity:
    """Set the capacity of a date.

    Raise `RegistrationRefused` if more places are held already, or if a party waits that would never fit.
    """
    capacity = lock_capacity(occurrence)
    if places is not None and places < capacity.held:
        raise RegistrationRefused(
            _("An diesem Tag sind schon %(held)d Plätze vergeben. Weniger geht nicht.") % {"held": capacity.held}
        )
    largest = Registration.objects.largest_waiting_party(capacity)
    if places is not None and places < largest:
        text = _("Auf der Warteliste stehen %(people)d Menschen, die zusammen kommen. Für sie reichen die Plätze nie.")
        raise RegistrationRefused(text % {"people": largest})
    capacity.places = places
    capacity.save(update_fields=["places"])
    offer_free_places(capacity)
    return capacity


@transaction.atomic
def change_places(event, before: int | None, after: int | None) -> None:
    """Change the capacity of an event's future dates; skip dates with a capacity set by hand.

    Raise `RegistrationRefused` with one sentence for each date that holds more places; nothing is changed then.
    """
    refused = capacity_errors(event, before, after)
    if refused:
        raise RegistrationRefused(" ".join(refused))
    for capacity in _dates_with_default_places(event, before).select_related("occurrence"):
        set_places(capacity.occurrence, after)


def _dates_with_default_places(event, places):
    """Return future dates whose capacity equals that of the event; the others were changed by hand."""
    upcoming = OccurrenceCapacity.objects.of_event(event).filter(occurrence__ends_at__gt=clock.now(), places=places)
    return upcoming.order_by("occurrence__starts_at", "pk")
