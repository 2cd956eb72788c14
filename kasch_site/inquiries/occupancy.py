"""Occupancy of a room on a day, in words for residents."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.sections import entries
from kasch_site.common.text.time_words import hours_in_words
from kasch_site.house.building import building
from kasch_site.house.models import Room

Interval = tuple[datetime, datetime]


def occupancy(room: Room | None, day: date | None) -> str:
    """Return one or two sentences: when the room is used; without a room, which are free; "" without a day."""
    if day is None:
        return ""
    sentence = _of_room(room, day) if room else _of_house(day)
    reason = building().closing_reason(day)
    closed = _("Das Haus ist geschlossen (%(reason)s).") % {"reason": reason} if reason else ""
    return f"{sentence} {closed}".strip()


def is_used(room: Room | None, day: date | None) -> bool:
    """Return whether the room is used on that day."""
    return room is not None and day is not None and bool(used(room.pk, day))


def used(room_id: int, day: date) -> list[Interval]:
    """Return when the room is used on that day: sorted disjoint intervals, cut at midnight."""
    start, end = clock.day_bounds(day)
    intervals = sorted(
        (max(entry.starts_at, start), min(entry.ends_at, end))
        for entry in entries(start, end)
        if entry.room_id == room_id and not entry.is_cancelled
    )
    merged: list[Interval] = []
    for first, last in intervals:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _of_room(room, day):
    intervals = used(room.pk, day)
    if not intervals:
        return _("An diesem Tag ist in dem Raum noch nichts eingetragen.")
    if intervals == [clock.day_bounds(day)]:
        return _("An diesem Tag ist der Raum durchgehend belegt.")
    hours = [hours_in_words(*map(timezone.localtime, interval)) for interval in intervals]
    return _("An diesem Tag ist der Raum belegt: %(hours)s.") % {"hours": get_text_list(hours, _("und"))}


def _of_house(day):
    start, end = clock.day_bounds(day)
    busy = {entry.room_id for entry in entries(start, end) if not entry.is_cancelled}
    free = [room.name for room in Room.objects.exclude(pk__in=busy - {None})]
    if not free:
        return _("An diesem Tag ist in jedem Raum schon etwas eingetragen. Wir sehen nach, was noch geht.")
    return _("An diesem Tag ist hier noch nichts eingetragen: %(rooms)s.") % {"rooms": ", ".join(free)}
