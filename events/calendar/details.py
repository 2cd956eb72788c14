"""Details of an event that all its dates share, cached until an event, a group or a room changes."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language

from events.models import Event, OccurrenceCapacity, RegistrationSettings
from events.registration.settings import closing_time
from kasch_site.common.caching.versions import per_version
from kasch_site.common.models import is_public
from kasch_site.common.sections import Facet, Facts, LanguageFacet, Places
from kasch_site.common.text.languages import native_name

_FEE = Event.Cost.FEE.value
_DONATION = Event.Cost.DONATION.value
_REQUIRED = Event.SignUp.REQUIRED.value
_AWAITED = OccurrenceCapacity.State.AWAITED.value
_IN_ORDER = RegistrationSettings.Rule.IN_ORDER.value
# Except for values decided by a rule, database and contract use the same words.
_PLACES = {places.value: places for places in Places}


class Place(NamedTuple):
    """A place: its name, the room of the house if it is one, and whether it is step-free."""

    name: str = ""
    room_id: int | None = None
    is_step_free: bool | None = None


class GroupInBrief(NamedTuple):
    """The group of an event, and when it becomes public."""

    facet: Facet
    status: str
    publish_at: datetime | None


class RegistrationSettingsInBrief(NamedTuple):
    """The registration settings of an event, as far as lists of dates show them."""

    places: int | None
    rule: str
    closes_hours_before: int


@dataclass(frozen=True, slots=True)
class Details:
    """The shared details of an event; a date can override title and place."""

    title: str
    url: str
    summary: str
    category: Facet | None
    group: GroupInBrief | None
    place: Place
    facts: Facts
    is_step_free: bool | None
    changed_at: datetime
    registration_settings: RegistrationSettingsInBrief | None

    def facts_at(self, place) -> Facts:
        """Return the practical facts; step-free access is that of the event, or else of the room."""
        step_free = place.is_step_free if self.is_step_free is None else self.is_step_free
        return self.facts if step_free is self.facts.is_step_free else replace(self.facts, is_step_free=step_free)

    def group_at(self, now) -> Facet | None:
        """Return the group if it is published."""
        if self.group and is_public(self.group.status, self.group.publish_at, now):
            return self.group.facet
        return None

    def places_at(self, starts_at, state, now) -> Places:
        """Return the availability for a new registration, if registration is enabled.

        `state` is that of the `OccurrenceCapacity`, None without one.
        """
        if now >= closing_time(self.registration_settings, starts_at):
            return Places.CLOSED
        if state is None:
            return Places.OPEN if self.registration_settings.places is None else Places.FREE
        if state == _AWAITED:
            # A new registration would overtake the waitlist: the rule decides.
            return Places.FULL if self.registration_settings.rule == _IN_ORDER else Places.FREE
        return _PLACES[state]


def place_of(elsewhere, room_name, room_id, is_step_free):
    """Return the place of the given values; an external place precedes a room. None if both are missing."""
    if elsewhere:
        return Place(elsewhere)
    return Place(room_name, room_id, is_step_free) if room_id else None


def details_of(events: set[int]) -> dict[int, Details]:
    """Return the details of the events with these keys; the result may contain further events."""
    # Read the version before the data, so that cached data is never older than its version.
    details_by_event = _cached_details()
    if not events <= details_by_event.keys():
        _load_details(events - details_by_event.keys(), details_by_event)
    return details_by_event


# Read plain values for `Details`: model instances of events and groups cost twice as much.
_FIELDS = (
    *("pk", "title", "slug", "summary", "place", "cost", "cost_note", "sign_up", "sign_up_note", "is_step_free"),
    *("bring_along", "children_welcome", "changed_at", "category__slug", "category__name", "group_id"),
    *("group__slug", "group__name", "group__status", "group__publish_at"),
    *("room_id", "room__name", "room__is_step_free"),
    *(
        "registration_settings__pk",
        "registration_settings__places",
        "registration_settings__rule",
        "registration_settings__closes_hours_before",
    ),
    *("languages__code", "languages__name", "languages__own_name"),
)


def _load_details(events: set[int], details_by_event: dict[int, Details]) -> None:
    rows = Event.objects.filter(pk__in=events).order_by("languages__name")
    first_rows, languages = {}, {}
    # One row for each language of an event.
    for row in rows.values_list(*_FIELDS, named=True):
        first_rows.setdefault(row.pk, row)
        languages.setdefault(row.pk, []).extend(_language(row))
    address = reverse("events:list")
    costs = {cost.value: str(cost.label) for cost in Event.Cost}
    for key, row in first_rows.items():
        details_by_event[key] = _details(row, address, costs[row.cost], tuple(languages[key]))


def _language(row):
    """Return the language of a row as a list, empty if the event has none."""
    code = row.languages__code
    if not code:
        return []
    return [LanguageFacet(code, row.languages__name, native_name(code, row.languages__own_name))]


def _cached_details() -> dict[int, Details]:
    return _details_cache().setdefault(get_language(), {})


@per_version("events", "groups", "house")
def _details_cache() -> dict[str, dict[int, Details]]:
    """Return the cache by language, filled on demand: later reads are never older than the version in the key."""
    return {}


def _details(event, address, cost, languages):
    place = place_of(event.place, event.room__name, event.room_id, event.room__is_step_free) or Place()
    step_free = place.is_step_free if event.is_step_free is None else event.is_step_free
    return Details(
        title=event.title,
        url=f"{address}{event.slug}/",
        summary=event.summary,
        category=Facet(event.category__slug, event.category__name) if event.category__slug else None,
        group=_group(event),
        place=place,
        facts=_facts(event, step_free, cost, languages),
        is_step_free=event.is_step_free,
        changed_at=event.changed_at,
        registration_settings=_registration_settings(event),
    )


def _group(event):
    if event.group_id is None:
        return None
    return GroupInBrief(Facet(event.group__slug, event.group__name), event.group__status, event.group__publish_at)


def _registration_settings(event):
    if event.registration_settings__pk is None:
        return None
    return RegistrationSettingsInBrief(
        event.registration_settings__places,
        event.registration_settings__rule,
        event.registration_settings__closes_hours_before,
    )


def _facts(event, step_free, cost, languages):
    return Facts(
        is_free=event.cost != _FEE,
        asks_donation=event.cost == _DONATION,
        cost=event.cost_note or cost,
        needs_sign_up=event.sign_up == _REQUIRED or event.registration_settings__pk is not None,
        sign_up_note=event.sign_up_note,
        is_step_free=step_free,
        bring_along=event.bring_along,
        children_welcome=event.children_welcome,
        languages=languages,
    )
