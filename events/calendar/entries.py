"""Dates of events as entries of the contract.

Every calendar page needs them, so they are read as plain columns; shared details of an event come from `details`.
"""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Occurrence
from events.recurrence.repetition import repetition_of
from kasch_site.common import clock
from kasch_site.common.sections import Entry, Status, UsualDate
from kasch_site.common.text.time_words import short_day

from .details import details_of, place_of


def entries_between(start, end, *, group=None):
    """Return visible dates that overlap [start, end), in two queries for any number of dates."""
    occurrences = Occurrence.objects.visible().between(start, end)
    if group is not None:
        occurrences = occurrences.filter(event__group__slug=group)
    return entries_of(occurrences)


def entry_of(occurrence) -> Entry:
    """Return one date as an entry, without availability. Needs no query if its event and room are loaded."""
    room = occurrence.room
    own_place = (occurrence.place, *((room.name, room.pk, room.is_step_free) if room else (None, None, None)))
    series = occurrence.series
    rule = (series.frequency, series.interval, series.starts_at, series.ends_at) if series else (None,) * 4
    event = details_of({occurrence.event_id})[occurrence.event_id]
    own = (getattr(occurrence, name) for name in _OCCURRENCE_FIELDS)
    return replace(_entry(event, clock.now(), *own, *rule, *own_place, None), places=None)


def entries_of(occurrences) -> list[Entry]:
    """Return the dates of a queryset as entries, in its order, in two queries for any number of dates."""
    rows = list(occurrences.values_list("event_id", *_ENTRY_FIELDS))
    events, now = details_of({row[0] for row in rows}), clock.now()
    # The event may be deleted between the two queries.
    return [_entry(events[event], now, *row) for event, *row in rows if event in events]


_OCCURRENCE_FIELDS = (
    "uid",
    "key",
    "title",
    "starts_at",
    "ends_at",
    "is_all_day",
    "status",
    "reason",
    "sequence",
    "changed_at",
    "is_different",
    "slot",
    "is_special",
)
_ENTRY_FIELDS = (
    *_OCCURRENCE_FIELDS,
    "series__frequency",
    "series__interval",
    "series__starts_at",
    "series__ends_at",
    "place",
    "room__name",
    "room_id",
    "room__is_step_free",
    "capacity__state",
)
_CANCELLED = Occurrence.Status.CANCELLED.value


def _entry(event, now, uid, key, title, starts_at, ends_at, all_day, status, reason, sequence, changed_at, *rest):
    is_different, slot, is_special, frequency, interval, usual_start, usual_end, *own_place, state = rest
    place, is_cancelled = place_of(*own_place) or event.place, status == _CANCELLED
    return Entry(
        key=f"events:{uid.hex}",
        title=title or event.title,
        starts_at=starts_at,
        ends_at=ends_at,
        url=f"{event.url}{key}/",
        app="events",
        all_day=all_day,
        status=Status.CANCELLED if is_cancelled else Status.PLANNED,
        reason=reason,
        difference=_difference(starts_at, slot, usual_start, place != event.place) if is_different else "",
        where=place.name,
        room_id=place.room_id,
        summary=event.summary,
        category=event.category,
        group=event.group_at(now),
        facts=event.facts_at(place),
        uid=str(uid),
        sequence=sequence,
        changed_at=max(changed_at, event.changed_at),
        places=None if is_cancelled or event.registration_settings is None else event.places_at(starts_at, state, now),
        repetition=repetition_of(frequency, interval, is_special),
        usual=UsualDate(event.title, slot, usual_start, usual_end, event.place.name) if is_different and slot else None,
    )


def _difference(starts_at, slot, usual_start, is_elsewhere):
    """Describe how a date differs from its series, for regular visitors: another day or time, another place."""
    if slot is None:
        return ""
    parts = (_moved(timezone.localtime(starts_at), slot, usual_start), is_elsewhere and _("anderer Ort"))
    return " · ".join(part for part in parts if part)


def _moved(start, slot, usual_start):
    if start.date() != slot:
        return _("verlegt vom %(day)s") % {"day": short_day(slot)}
    return _("andere Zeit") if usual_start is not None and start.time() != usual_start else ""
