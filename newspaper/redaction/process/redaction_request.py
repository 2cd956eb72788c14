"""What a request asks for: which terms are hidden where, and what of each page."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from newspaper.redaction.names import Pattern


@dataclass
class Plan:
    """What is hidden on a page: areas, all of it, or the page itself with a sentence in its place.

    `layer` are the words that are left, with their places. `has_no_place`: something is hidden in its text, but no box
    says where it is. `needs_images`: it has none yet. With `is_image` something hidden is in its objects, not in what
    it shows: it becomes an image that looks the same.
    """

    areas: list[Sequence[int]] = field(default_factory=list)
    layer: list[Sequence] = field(default_factory=list)
    is_hidden: bool = False
    has_no_place: bool = False
    needs_images: bool = False
    is_black: bool = False
    is_image: bool = False

    @property
    def looks_different(self) -> bool:
        """Return whether its images have to be made again."""
        return bool(self.areas) or self.is_black or self.is_hidden

    @property
    def is_replaced(self) -> bool:
        """Return whether it becomes an image in the PDF."""
        return self.looks_different or self.is_image


class Wanted:
    """The terms of a request: `everywhere` in the document, of each page, and `beside`: in bookmarks and properties."""

    def __init__(self, request: dict):
        """Prepare the patterns."""
        self.everywhere = _patterns(request["terms"])
        self.beside = [*self.everywhere, *_patterns(request["beside"])]
        self._of_page = {int(number): _patterns(terms) for number, terms in request["page_terms"].items()}
        self._asked = request["pages"]

    def of_page(self, number: int) -> list[Pattern]:
        """Return the patterns that must not be on a page, counted from 1."""
        return [*self.everywhere, *self._of_page.get(number, [])]

    def plan(self, number: int) -> Plan:
        """Return what is asked to be hidden on a page."""
        asked = self._asked.get(str(number), {})
        facts = ("is_hidden", "has_no_place", "needs_images")
        lists = {name: list(asked.get(name, [])) for name in ("areas", "layer")}
        return Plan(**lists, **{name: asked.get(name, False) for name in facts})


def _patterns(terms) -> list[Pattern]:
    return [Pattern(term, is_passage=is_passage) for term, is_passage in terms]
