"""The matches of a search in an issue, to go from one to the next: "Stelle 2 von 5"."""

from dataclasses import dataclass

from kasch_site.common.search.parsing import Query
from newspaper.models import Issue, Page
from newspaper.models.pages import MAX_PAGES

from .marks import spans
from .search import pages_with


@dataclass(frozen=True, slots=True)
class Place:
    """A match in an issue: its number, and the number of its page."""

    number: int
    page: int


@dataclass(frozen=True, slots=True)
class PlacesInIssue:
    """All matches of a search in an issue, in reading order."""

    query: Query
    places: tuple[Place, ...]

    @property
    def total(self) -> int:
        """Return the number of matches."""
        return len(self.places)

    def on(self, page: int) -> list[Place]:
        """Return the matches on a page."""
        return [place for place in self.places if place.page == page]

    def number_of_first(self, page: int) -> int:
        """Return the number of the first match on a page, or of the next one after the page."""
        return 1 + sum(place.page < page for place in self.places)

    def current(self, page: int, number: int) -> Place | None:
        """Return the match with this number if it is on the page, otherwise the first one on the page, or None."""
        there = self.on(page)
        return next((place for place in there if place.number == number), there[0] if there else None)

    def after(self, page: int, current: Place | None) -> Place | None:
        """Return the next match, the first one after the last; None if there is no other."""
        if current is not None:
            return self.places[current.number % self.total] if self.total > 1 else None
        return next((place for place in self.places if place.page > page), self.places[0] if self.places else None)

    def before(self, page: int, current: Place | None) -> Place | None:
        """Return the previous match, the last one before the first; None if there is no other."""
        if current is not None:
            return self.places[current.number - 2] if self.total > 1 else None
        earlier = [place for place in self.places if place.page < page]
        return (earlier or list(self.places) or [None])[-1]


def places_of(typed: str, issue: Issue) -> PlacesInIssue:
    """Return the matches of a search in a published issue, in at most five queries."""
    keys, result = pages_with(typed, issue, MAX_PAGES)
    pages = Page.objects.filter(pk__in=keys).order_by("number").values_list("number", "text")
    found = [number for number, text in pages for _span in spans(text, result.query)]
    return PlacesInIssue(result.query, tuple(Place(place, page) for place, page in enumerate(found, 1)))
