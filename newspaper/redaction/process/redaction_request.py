"""A parsed request to the child process: the hidden terms, and the redaction of each page."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from newspaper.redaction.names import Pattern


@dataclass
class Plan:
    """The redaction of a page: black areas, the whole page black, or a notice in place of the page.

    `layer` are the remaining words with their boxes. `has_no_box`: a hidden term is in the text, but no box of a word
    gives its position. `needs_images`: the page has no images yet. `is_image`: a hidden term is in the objects of the
    page but not visible, so the page is replaced by an image that looks the same.
    """

    areas: list[Sequence[int]] = field(default_factory=list)
    layer: list[Sequence] = field(default_factory=list)
    is_hidden: bool = False
    has_no_box: bool = False
    needs_images: bool = False
    is_black: bool = False
    is_image: bool = False

    @property
    def looks_different(self) -> bool:
        """Return whether the images of the page have to be recreated."""
        return bool(self.areas) or self.is_black or self.is_hidden

    @property
    def is_replaced(self) -> bool:
        """Return whether the page is replaced by an image in the PDF."""
        return self.looks_different or self.is_image


class RedactionRequest:
    """The terms of a request: `everywhere` in the document, and `outside_pages`, in bookmarks and properties."""

    def __init__(self, request: dict):
        """Compile the patterns of the terms."""
        self.everywhere = _patterns(request["terms"])
        self.outside_pages = [*self.everywhere, *_patterns(request["outside_pages"])]
        self._of_page = {int(number): _patterns(terms) for number, terms in request["page_terms"].items()}
        self._pages = request["pages"]

    def of_page(self, number: int) -> list[Pattern]:
        """Return the patterns of the terms hidden on a page; pages are counted from 1."""
        return [*self.everywhere, *self._of_page.get(number, [])]

    def plan(self, number: int) -> Plan:
        """Return the redaction that the request specifies for a page."""
        page = self._pages.get(str(number), {})
        flags = ("is_hidden", "has_no_box", "needs_images")
        lists = {name: list(page.get(name, [])) for name in ("areas", "layer")}
        return Plan(**lists, **{name: page.get(name, False) for name in flags})


def _patterns(terms) -> list[Pattern]:
    return [Pattern(term, is_passage=is_passage) for term, is_passage in terms]
