"""How many places the dates of an event have: of all of them at once, or of one that is another size."""

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import OccurrenceCapacity
from events.recurrence.words import short_day_of
from kasch_site.common import clock

from .registrations import RegistrationRefused, set_places
from .settings import terms_of


def takes_sign_ups(occurrence) -> bool:
    """Whether one can sign up for a date, or somebody has."""
    return terms_of(occurrence) is not None or OccurrenceCapacity.objects.filter(pk=occurrence.pk).exists()


def places_at(occurrence) -> int | None:
    """How many places a date has now; None is no limit."""
    seating = OccurrenceCapacity.objects.filter(pk=occurrence.pk).first()
    if seating:
        return seating.places
    terms = terms_of(occurrence)
    return terms.places if terms else None


def too_few(event, before: int | None, after: int | None) -> list[str]:
    """Why the dates to come cannot have so many places: a sentence for each that has given away more."""
    if after is None:
        return []
    taken = _same(event, before).filter(held__gt=after).select_related("occurrence")
    return [
        _("Am %(day)s sind schon %(held)d Plätze vergeben.")
        % {"day": short_day_of(seating.occurrence), "held": seating.held}
        for seating in taken
    ]


@transaction.atomic
def change_places(event, before: int | None, after: int | None) -> None:
    """Give the dates to come of an event more or fewer places; one that differs by hand stays as it is.

    Raises `SignUpRefused` with a sentence for each date that has given away more, and changes nothing then.
    """
    refused = too_few(event, before, after)
    if refused:
        raise RegistrationRefused(" ".join(refused))
    for seating in _same(event, before).select_related("occurrence"):
        set_places(seating.occurrence, after)


def _same(event, places):
    """Dates to come that have as many places as the event says; the others were changed by hand."""
    coming = OccurrenceCapacity.objects.of_event(event).filter(occurrence__ends_at__gt=clock.now(), places=places)
    return coming.order_by("occurrence__starts_at", "pk")
