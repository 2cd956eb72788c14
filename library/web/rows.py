"""Titles as rows of a page, with their availability and the links of the reading list."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode
from zlib import crc32

from kasch_site.common.search.queries import Result
from library.catalogue import reading_list
from library.catalogue.availability import Availability, availability_of
from library.catalogue.descriptions import facts, language_code_of
from library.models import Title

# The number of colours and heights of spines and drawn covers in the stylesheet.
COLOURS, HEIGHTS = 7, 5


@dataclass(frozen=True, slots=True)
class Row:
    """A title in a list. `is_noted` is set if it is in the reading list; `note_url` adds or removes it."""

    title: Title
    availability: Availability
    facts: str
    lang: str
    url: str
    is_noted: bool = False
    note_url: str = ""
    name: str = ""  # the title, with the words of a search in `<mark>`

    @property
    def css_classes(self) -> str:
        """Return the CSS classes of its spine and its drawn cover; the same for the same title."""
        return css_classes_of(self.title)

    @property
    def first_author(self) -> str:
        """Return the name on the spine: the last name of the first author."""
        return last_name(self.title)


@dataclass(frozen=True, slots=True)
class Spine:
    """The spine of a title on a shelf."""

    title: Title
    css_classes: str
    first_author: str


def spines_of(titles: Iterable[Title]) -> list[Spine]:
    """Return the spines of titles, without their availability."""
    return [Spine(title, css_classes_of(title), last_name(title)) for title in titles]


@dataclass(frozen=True, slots=True)
class KeptParams:
    """Query parameters that links of a page keep: the numbers of the reading list."""

    numbers: tuple[int, ...] = ()

    @classmethod
    def read(cls, request) -> "KeptParams":
        """Read the reading list from the query string."""
        return cls(reading_list.parse(request.GET.get(reading_list.PARAM, "")))

    @property
    def params(self) -> dict[str, str]:
        """Return the query parameters of the reading list; none if it is empty."""
        return {reading_list.PARAM: reading_list.format_numbers(self.numbers)} if self.numbers else {}

    @property
    def query(self) -> str:
        """Return the query string of the list: "?nr=12,55", or ""."""
        return f"?{encoded(self.params)}" if self.numbers else ""

    def toggled(self, number: int, path: str, params: dict[str, str]) -> str:
        """Return the URL of a page with this number added or removed; "" if the list is full."""
        numbers = reading_list.toggled(self.numbers, number)
        if numbers is None:
            return ""
        query = encoded({**params, **KeptParams(numbers).params})
        return f"{path}?{query}" if query else path


def encoded(params: dict[str, str]) -> str:
    """Return a query string with unescaped commas, so that lists of numbers are readable."""
    return urlencode({name: value for name, value in params.items() if value}, safe=",")


def rows_of(
    titles: Iterable[Title], kept: KeptParams, path: str, params: dict[str, str], result: Result | None = None
) -> list[Row]:
    """Return these titles as rows of the page `path` with the query parameters `params`.

    The matching words of a search are marked in title and facts.
    """
    titles = list(titles)
    available = availability_of(titles)
    return [
        Row(
            title,
            available[title.pk],
            result.mark(facts(title), is_name=True) if result else facts(title),
            language_code_of(title),
            title.get_absolute_url() + kept.query,
            title.pk in kept.numbers,
            kept.toggled(title.pk, path, params),
            result.mark(title.title) if result else title.title,
        )
        for title in titles
    ]


def css_classes_of(title: Title) -> str:
    """Return the CSS classes of a drawn title, derived from a hash of its name: "book-3 tall-1"."""
    number = crc32(title.title.encode())
    return f"book-{number % COLOURS} tall-{number // COLOURS % HEIGHTS}"


def last_name(title: Title) -> str:
    """Return the last name of the first author, for the spine; "" without an author."""
    names = title.author_names
    return names[0].rpartition(" ")[2] if names else ""
