"""Dates of events as entries of the contract.

Every page that shows the calendar asks for them, so they are read column by column, and what an event says of all its
dates is read once and remembered until an event, a group or a room changes.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.rooms import Entry, Facet, Facts, Places, Status
from kasch_site.common.versions import per_version
from kasch_site.common.wording import short_day
from kasch_site.groups.models import Group

from .models import Event, Occurrence
from .signup.models import Seating, Terms
from .signup.terms import closing_time, terms_of_event


class Place(NamedTuple):
    """Where something is: in words, the room of the house if it is one, and whether it is reached without steps."""

    words: str = ""
    room_id: int | None = None
    is_step_free: bool | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What an event says of all its dates; a date may say otherwise about title and place."""

    title: str
    url: str
    summary: str
    category: Facet | None
    group: Group | None
    place: Place
    facts: Facts
    is_step_free: bool | None
    changed_at: datetime
    terms: Terms | None

    def facts_at(self, place) -> Facts:
        """The practical facts; step-free is what the event says, or else the room."""
        step_free = place.is_step_free if self.is_step_free is None else self.is_step_free
        return self.facts if step_free is self.facts.is_step_free else replace(self.facts, is_step_free=step_free)

    def group_at(self, now) -> Facet | None:
        """The group, once it is published."""
        return Facet(self.group.slug, self.group.name) if self.group and self.group.is_published(now) else None

    def places_at(self, starts_at, state, now) -> Places:
        """Whether who signs up now gets a place, where there are terms; `state` of the `Seating`, None without one."""
        if now >= closing_time(self.terms, starts_at):
            return Places.CLOSED
        if state is None:
            return Places.OPEN if self.terms.places is None else Places.FREE
        if state == _AWAITED:
            # Who comes now would overtake those who wait: that is for the rule to say.
            return Places.FULL if self.terms.rule == _IN_ORDER else Places.FREE
        return _PLACES[state]


def entries_between(start, end, *, group=None):
    """Visible dates that go on in [start, end), in two queries however many there are."""
    found = Occurrence.objects.visible().between(start, end)
    if group is not None:
        found = found.filter(event__group__slug=group)
    return entries_of(found)


def entry_of(occurrence) -> Entry:
    """One date; costs no query where its event is known and its room is at hand. Of its places it says nothing."""
    room = occurrence.room
    own_place = (occurrence.place, *((room.name, room.pk, room.is_step_free) if room else (None, None, None)))
    usual = occurrence.series.starts_at if occurrence.is_different and occurrence.series_id else None
    event = details_of({occurrence.event_id})[occurrence.event_id]
    own = (getattr(occurrence, name) for name in _OWN)
    return replace(_entry(event, clock.now(), *own, usual, *own_place, None), places=None)


def entries_of(occurrences) -> list[Entry]:
    """The dates of a queryset, in its order, in two queries however many there are."""
    rows = list(occurrences.values_list("event_id", *_DATE))
    events, now = details_of({row[0] for row in rows}), clock.now()
    return [_entry(events[event], now, *row) for event, *row in rows]


_OWN = (
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
)
_DATE = (*_OWN, "series__starts_at", "place", "room__name", "room_id", "room__is_step_free", "seating__state")
_CANCELLED = Occurrence.Status.CANCELLED.value
_FEE = Event.Cost.FEE.value
_DONATION = Event.Cost.DONATION.value
_REQUIRED = Event.SignUp.REQUIRED.value
_AWAITED = Seating.State.AWAITED.value
_IN_ORDER = Terms.Rule.IN_ORDER.value
# What no rule decides goes by the same word in the database and in the contract.
_PLACES = {places.value: places for places in Places}


def _entry(event, now, uid, key, title, starts_at, ends_at, all_day, status, reason, sequence, changed_at, *rest):
    is_different, slot, usual_start, *own_place, state = rest
    place, is_off = _place(*own_place) or event.place, status == _CANCELLED
    return Entry(
        key=f"events:{uid.hex}",
        title=title or event.title,
        starts_at=starts_at,
        ends_at=ends_at,
        url=f"{event.url}{key}/",
        app="events",
        all_day=all_day,
        status=Status.CANCELLED if is_off else Status.PLANNED,
        reason=reason,
        difference=_difference(starts_at, slot, usual_start, place != event.place) if is_different else "",
        where=place.words,
        room_id=place.room_id,
        summary=event.summary,
        category=event.category,
        group=event.group_at(now),
        facts=event.facts_at(place),
        uid=str(uid),
        sequence=sequence,
        changed_at=max(changed_at, event.changed_at),
        places=None if is_off or event.terms is None else event.places_at(starts_at, state, now),
    )


def _difference(starts_at, slot, usual_start, is_elsewhere):
    """What somebody who always comes must know of a date of a series: another day or hour, another place."""
    if slot is None:
        return ""
    parts = (_moved(timezone.localtime(starts_at), slot, usual_start), is_elsewhere and _("anderer Ort"))
    return " · ".join(part for part in parts if part)


def _moved(start, slot, usual_start):
    if start.date() != slot:
        return _("verlegt vom %(day)s") % {"day": short_day(slot)}
    return _("andere Zeit") if usual_start is not None and start.time() != usual_start else ""


def _place(elsewhere, room_name, room_id, is_step_free):
    """A place outside the house comes before a room; None where neither is named."""
    if elsewhere:
        return Place(elsewhere)
    return Place(room_name, room_id, is_step_free) if room_id else None


def details_of(events: set[int]) -> dict[int, Details]:
    """What the events with these keys say of all their dates; the answer may hold others too."""
    known = _known_details()
    if not events <= known.keys():
        _remember(Event.objects.filter(pk__in=events - known.keys()).only(*_NEEDED), known)
    return known


# All that `Details` is made of; building whole records of events and groups cost half as much again.
_NEEDED = (
    *("title", "slug", "summary", "place", "cost", "cost_note", "sign_up", "sign_up_note", "is_step_free"),
    *("bring_along", "children_welcome", "changed_at", "category__slug", "category__name"),
    *("group__slug", "group__name", "group__status", "group__publish_at", "room__name", "room__is_step_free"),
    *("terms__places", "terms__rule", "terms__closes_hours_before"),
)


def read_details(events) -> list[Event]:
    """The events of a queryset, in one query; what they say of all their dates is remembered on the way."""
    return _remember(events, _known_details())


def _remember(events, known: dict[int, Details]) -> list[Event]:
    """Add these events to `known`, which was asked for before: what is read is never older than its version.

    Asking for it a second time may give another one, where somebody saves or begins in the same moment.
    """
    events = events.select_related("category", "group", "room", "terms").defer("group__description")
    # One row for each language of an event.
    rows = events.annotate(speaks=F("languages__code"), language_name=F("languages__name")).order_by("language_name")
    found, languages = {}, {}
    for event in rows:
        found.setdefault(event.pk, event)
        languages.setdefault(event.pk, []).extend([Facet(event.speaks, event.language_name)] if event.speaks else [])
    address = reverse("events:list")
    costs = {cost.value: str(cost.label) for cost in Event.Cost}
    for key, event in found.items():
        known[key] = _details(event, address, costs[event.cost], tuple(languages[key]))
    return list(found.values())


def _known_details() -> dict[int, Details]:
    return _remembered_details().setdefault(get_language(), {})


@per_version("events", "groups", "house")
def _remembered_details() -> dict[str, dict[int, Details]]:
    """By language, filled when asked: what is read later is never older than the version it stands under."""
    return {}


def _details(event, address, cost, languages):
    room, terms = event.room, terms_of_event(event)
    place = _place(event.place, *([room.name, room.pk, room.is_step_free] if room else [None] * 3)) or Place()
    step_free = place.is_step_free if event.is_step_free is None else event.is_step_free
    return Details(
        title=event.title,
        url=f"{address}{event.slug}/",
        summary=event.summary,
        category=Facet(event.category.slug, event.category.name) if event.category else None,
        group=event.group,
        place=place,
        facts=_facts(event, step_free, cost, languages, terms),
        is_step_free=event.is_step_free,
        changed_at=event.changed_at,
        terms=terms,
    )


def _facts(event, step_free, cost, languages, terms):
    return Facts(
        is_free=event.cost != _FEE,
        asks_donation=event.cost == _DONATION,
        cost=event.cost_note or cost,
        needs_signup=event.sign_up == _REQUIRED or terms is not None,
        signup=event.sign_up_note,
        is_step_free=step_free,
        bring_along=event.bring_along,
        children_welcome=event.children_welcome,
        languages=languages,
    )
