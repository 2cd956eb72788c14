"""The row lock of a date. Every operation on registrations holds it, so that all see the same number of free places."""

from events.models import Occurrence, OccurrenceCapacity
from events.registration.notifications import notifications
from events.registration.settings import places_of


def lock_capacity(occurrence) -> OccurrenceCapacity:
    """Return the capacity of a date, locked until the end of the transaction; create it if it does not exist.

    The date, its event and its settings are read after the lock is held: a change that was committed while waiting for
    the lock is seen.
    """
    capacities = OccurrenceCapacity.objects.for_update().filter(pk=occurrence.pk)
    capacity = capacities.first()
    if capacity is None:
        _create_capacity(occurrence)
        capacity = capacities.get()
    capacity.occurrence = Occurrence.objects.select_related("event__registration_settings").get(pk=capacity.pk)
    return capacity


def lock_capacities(keys) -> list[OccurrenceCapacity]:
    """Return existing capacities, locked in the order of their keys, with their dates as `lock_capacity` returns them.

    Callers that change several dates lock all of them before the first write.
    """
    locked = list(OccurrenceCapacity.objects.for_update().filter(pk__in=keys).order_by("pk"))
    dates = Occurrence.objects.select_related("event__registration_settings").in_bulk([each.pk for each in locked])
    for capacity in locked:
        capacity.occurrence = dates[capacity.pk]
    return locked


def _create_capacity(occurrence):
    """Create the capacity of a date without registrations, with its current details."""
    sequence = {"announced_sequence": occurrence.sequence, "notified_sequence": occurrence.sequence}
    announced = {"announced": notifications.details_of(occurrence), **sequence}
    OccurrenceCapacity.objects.get_or_create(
        occurrence=occurrence, defaults={"places": places_of(occurrence), **announced}
    )
