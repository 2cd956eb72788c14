"""Copies of events, one after another or in the next year."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from events.models import Event, Occurrence, OccurrenceCapacity
from events.registration.capacity.capacity import set_places
from events.registration.settings import copy_settings, settings_of_event
from events.scheduling.generation import add_date
from kasch_site.common import clock

# Everything of an event is copied except these; a test requires the reason.
NOT_COPIED = {
    "id": "the copy is a record of its own",
    "slug": "the copy has an address of its own",
    "status": "the copy is a draft until staff publish it",
    "publish_at": "the time of publication was that of the original",
    "changed_at": "set when the copy is saved",
    "series": "the rules of the original keep making its dates; those of the copy would book its rooms twice",
    "occurrences": "staff choose new days: `days`",
}
NOT_COPIED_OF_DATES = {
    "id": "the copy is a record of its own",
    "event": "the copy of the event",
    "series": "only single dates are copied",
    "slot": "only single dates are copied",
    "key": "follows from the day",
    "starts_at": "follows from the new day, at the same time",
    "ends_at": "follows from the new day, at the same time",
    "status": "the copy takes place",
    "reason": "the copy takes place",
    "is_different": "only single dates are copied",
    "uid": "a calendar must not take the copy for the original",
    "sequence": "the copy has not been changed yet",
    "changed_at": "set when the copy is saved",
    "head_count": "people of the original",
    "highlights": "staff choose what leads the new month",
}


@transaction.atomic
def duplicate(event: Event, days: list[tuple[Occurrence, date]] = ()) -> Event:
    """Copy an event with its registration settings as a draft, on other days at the same times of day; return it.

    Each pair maps a date to its new day; a capacity set by hand is copied with its date. Registrations are not copied.
    """
    copied = {field.attname: getattr(event, field.attname) for field in Event._meta.concrete_fields}
    draft = Event(**{name: value for name, value in copied.items() if name not in NOT_COPIED})
    draft.status = Event.Status.DRAFT
    draft.save()
    for field in Event._meta.many_to_many:
        getattr(draft, field.name).set(getattr(event, field.name).all())
    copy_settings(event, draft)
    for row, day in days:
        _duplicate_date(row, day, draft)
    return draft


def _duplicate_date(row, day, draft):
    values = {name: getattr(row, name) for name in ("is_all_day", "title", "room_id", "place", "is_special")}
    copy = add_date(draft, *_at_same_times(row, day), **values)
    settings = settings_of_event(draft)
    capacity = OccurrenceCapacity.objects.filter(pk=row.pk).first()
    if settings and capacity and capacity.places != settings.places:
        set_places(copy, capacity.places)


def _at_same_times(row, day):
    """Return start and end in local time, regardless of changes of daylight saving time."""
    start, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    until = day + (end.date() - start.date())
    return clock.local(day, start.time()), clock.local(until, end.time())
