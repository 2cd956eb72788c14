"""What residents read about the places of a date before they sign up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from events.models import OccurrenceCapacity, RegistrationSettings
from kasch_site.common import clock
from kasch_site.common.sections import Entry

from .settings import closing_time, terms_of_event

# The form stands below the address of its date (events/urls.py).
SIGN_UP = "anmelden/"
# In a list, how many places are free is said only where one should hurry.
FEW = 5


@dataclass(frozen=True, slots=True)
class Availability:
    """The places of one date. `free` is None where there is no limit; `most` is the largest party that can sign up.

    With `in_order` nobody overtakes those who wait: then a place that is free is not free for whoever comes now.
    `closes_at` is aware; None where one can sign up until the date begins.
    """

    url: str
    is_open: bool
    most: int
    free: int | None = None
    in_order: bool = True
    somebody_waits: bool = False
    closes_at: datetime | None = None

    @property
    def is_full(self) -> bool:
        """Whether even one person more would have to wait."""
        return not self.has_room(1)

    @property
    def is_nearly_full(self) -> bool:
        """Whether few places are left."""
        return self.free is not None and self.free <= FEW and not self.is_full

    def has_room(self, people: int) -> bool:
        """Whether a party of so many would find places at this moment."""
        if self.free is None:
            return True
        return people <= self.free and not (self.somebody_waits and self.in_order)


Taken = list[tuple]


def taken_of(event) -> Taken:
    """What is taken of the dates to come of an event: rows of UUID, places, held, waiting, in one query."""
    if terms_of_event(event) is None:
        return []
    return _taken(event.pk)


def still_so(event, taken: Taken) -> Callable[[], bool]:
    """A question to ask before a page about an event is shown again: is `taken` still what is taken?

    The stamp of all records does not rise with every sign-up, but such a page says how many places are free.
    """
    if terms_of_event(event) is None:
        return lambda: True
    pk = event.pk
    return lambda: _taken(pk) == taken


def _taken(pk):
    rows = OccurrenceCapacity.objects.filter(occurrence__event=pk, occurrence__ends_at__gt=clock.now()).order_by("pk")
    return list(rows.values_list("occurrence__uid", "places", "held", "waiting"))


def availability_of(event, entries: list[Entry], taken: Taken | None = None) -> dict[str, Availability]:
    """For each of these dates of an event its places, by the key of the entry; empty if the event takes no sign-ups.

    One query however many dates there are, if the terms of the event are at hand; none if it is known what is `taken`.
    """
    terms = terms_of_event(event)
    if terms is None or not entries:
        return {}
    now, is_published = clock.now(), event.is_published(clock.now())
    rows = taken_of(event) if taken is None else taken
    known = {f"events:{uid.hex}": (places, held, bool(waiting)) for uid, places, held, waiting in rows}
    return {
        entry.key: _availability(
            entry, entry.url, terms, is_published, now, *known.get(entry.key, (terms.places, 0, False))
        )
        for entry in entries
    }


def availability_of_date(date) -> Availability | None:
    """The places of one date read with `Occurrence.objects.with_places()`, without another query.

    None if its event takes no sign-ups.
    """
    terms = terms_of_event(date.event)
    if terms is None:
        return None
    seating = getattr(date, "seating", None)
    known = (seating.places, seating.held, seating.waiting > 0) if seating else (terms.places, 0, False)
    now = clock.now()
    return _availability(date, "", terms, date.event.is_published(now), now, *known)


def _availability(entry, url, terms, is_published, now, places, held, waits):
    closes_at = closing_time(terms, entry.starts_at)
    return Availability(
        url=f"{url}{SIGN_UP}",
        is_open=is_published and not entry.is_cancelled and now < closes_at,
        most=terms.largest_party if places is None else min(terms.largest_party, places),
        free=None if places is None else max(places - held, 0),
        in_order=terms.rule == RegistrationSettings.Rule.IN_ORDER,
        somebody_waits=waits,
        closes_at=closes_at if terms.closes_hours_before else None,
    )
