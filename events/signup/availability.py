"""What residents read about the places of a date before they sign up."""

from dataclasses import dataclass
from datetime import datetime

from kasch_site.common import clock
from kasch_site.common.rooms import Entry

from .models import LARGEST_PARTY, Seating, Terms
from .terms import closing_time, terms_of_event

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


# For a form that is only read: what is too much, the verb says.
ANY_PLACES = Availability(url="", is_open=True, most=LARGEST_PARTY)


def availability_of(event, entries: list[Entry]) -> dict[str, Availability]:
    """For each of these dates of an event its places, by the key of the entry; empty if the event takes no sign-ups.

    One query however many dates there are, if the terms of the event are at hand.
    """
    terms = terms_of_event(event)
    if terms is None or not entries:
        return {}
    now, is_published = clock.now(), event.is_published(clock.now())
    rows = Seating.objects.of_event(event).with_waiting().values_list("occurrence__uid", "places", "held", "waits")
    known = {f"events:{uid.hex}": (places, held, waits) for uid, places, held, waits in rows}
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
    places, held = (seating.places, seating.held) if seating else (terms.places, 0)
    now = clock.now()
    return _availability(date, "", terms, date.event.is_published(now), now, places, held, date.somebody_waits)


def _availability(entry, url, terms, is_published, now, places, held, waits):
    closes_at = closing_time(terms, entry.starts_at)
    return Availability(
        url=f"{url}{SIGN_UP}",
        is_open=is_published and not entry.is_cancelled and now < closes_at,
        most=terms.largest_party if places is None else min(terms.largest_party, places),
        free=None if places is None else max(places - held, 0),
        in_order=terms.rule == Terms.Rule.IN_ORDER,
        somebody_waits=waits,
        closes_at=closes_at if terms.closes_hours_before else None,
    )
