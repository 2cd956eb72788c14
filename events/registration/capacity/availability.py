"""Availability of a date as the website shows it before registration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from events.models import OccurrenceCapacity, RegistrationSettings
from events.registration.participation import obstacle_of
from events.registration.settings import closing_time, settings_of_event
from kasch_site.common import clock
from kasch_site.common.sections import Entry

# The URL of the form is the URL of its date plus this path (events/urls.py).
SIGN_UP = "anmelden/"
# Lists show the number of free places only when it is at most this.
FEW = 5


@dataclass(frozen=True, slots=True)
class Availability:
    """The places of one date. `free` is None without a limit; `max_people` is the limit of one registration.

    With `in_order`, waitlisted registrants have priority: new registrants cannot take a free place before them.
    `closes_at` is aware; None if registration is open until the date begins.
    """

    url: str
    is_open: bool
    max_people: int
    free: int | None = None
    in_order: bool = True
    somebody_waits: bool = False
    closes_at: datetime | None = None

    @property
    def is_full(self) -> bool:
        """Return whether a registration for one person would go on the waitlist."""
        return not self.has_room(1)

    @property
    def is_nearly_full(self) -> bool:
        """Return whether few places are left."""
        return self.free is not None and self.free <= FEW and not self.is_full

    def has_room(self, people: int) -> bool:
        """Return whether a registration for this number of people would get places now."""
        if self.free is None:
            return True
        return people <= self.free and not (self.somebody_waits and self.in_order)


Taken = list[tuple]


def taken_of(event) -> Taken:
    """Return the use of an event's future dates as rows of UUID, places, held, waiting, in one query."""
    if settings_of_event(event) is None:
        return []
    return _taken(event.pk)


def is_unchanged(event, taken: Taken) -> Callable[[], bool]:
    """Return a validator for a cached event page: whether `taken` still equals the database.

    The global version stamp does not change with every registration, but the page shows the number of free places.
    """
    if settings_of_event(event) is None:
        return lambda: True
    pk = event.pk
    return lambda: _taken(pk) == taken


def _taken(pk):
    rows = OccurrenceCapacity.objects.filter(occurrence__event=pk, occurrence__ends_at__gt=clock.now()).order_by("pk")
    return list(rows.values_list("occurrence__uid", "places", "held", "waiting"))


def availability_of(event, entries: list[Entry], taken: Taken | None = None) -> dict[str, Availability]:
    """Return the availability of each given date of an event by entry key; empty if the event has no registration.

    Takes one query for any number of dates if the registration settings are loaded; none if `taken` is given.
    """
    registration_settings = settings_of_event(event)
    if registration_settings is None or not entries:
        return {}
    now = clock.now()
    rows = taken_of(event) if taken is None else taken
    counts_by_key = {f"events:{uid.hex}": (places, held, bool(waiting)) for uid, places, held, waiting in rows}
    return {
        entry.key: _availability(
            entry,
            entry.url,
            registration_settings,
            obstacle_of(entry, event, now) is None,
            *counts_by_key.get(entry.key, (registration_settings.places, 0, False)),
        )
        for entry in entries
    }


def availability_of_date(date) -> Availability | None:
    """Return the availability of a date loaded with `Occurrence.objects.with_places()`, without another query.

    Return None if its event has no registration.
    """
    registration_settings = settings_of_event(date.event)
    if registration_settings is None:
        return None
    capacity = getattr(date, "capacity", None)
    counts = (
        (capacity.places, capacity.held, capacity.waiting > 0) if capacity else (registration_settings.places, 0, False)
    )
    return _availability(date, "", registration_settings, obstacle_of(date, date.event) is None, *counts)


def _availability(entry, url, registration_settings, is_open, places, held, has_waitlist):
    closes_at = closing_time(registration_settings, entry.starts_at)
    return Availability(
        url=f"{url}{SIGN_UP}",
        is_open=is_open,
        max_people=registration_settings.largest_party
        if places is None
        else min(registration_settings.largest_party, places),
        free=None if places is None else max(places - held, 0),
        in_order=registration_settings.rule == RegistrationSettings.Rule.IN_ORDER,
        somebody_waits=has_waitlist,
        closes_at=closes_at if registration_settings.closes_hours_before else None,
    )
