"""The data of a title from any source, before it is added to the catalogue."""

from dataclasses import asdict, dataclass, field, fields, replace

from library.models import Title

from . import cleaning
from .isbn import InvalidISBN, normalise

MAX_COPIES = 50
_MAX_LENGTHS = {
    name: Title._meta.get_field(name).max_length
    for name in ("title", "subtitle", "authors", "series", "volume", "publisher", "description", "parts")
}


@dataclass(frozen=True)
class Record:
    """A title as another catalogue describes it. `languages` are codes of ISO 639-1, `subjects` are names.

    `isbns` are all those of the source, as ISBN-13; `isbn` is the first one. `key` identifies a record in its file.
    """

    title: str = ""
    subtitle: str = ""
    authors: str = ""
    isbns: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    series: str = ""
    volume: str = ""
    publisher: str = ""
    year: int | None = None
    description: str = ""
    age_from: int | None = None
    age_until: int | None = None
    is_large_print: bool = False
    is_easy: bool = False
    parts: str = ""
    medium: str = ""
    shelf: str = ""
    copies: int = 1
    number: str = ""
    key: str = ""
    # The data that could not be imported, as sentences for staff.
    notes: tuple[str, ...] = field(default=())

    @property
    def isbn(self) -> str:
        """Return the first ISBN; "" if there is none."""
        return self.isbns[0] if self.isbns else ""

    def fitted(self) -> "Record":
        """Return the record with each text cut to the length of its model field."""
        return replace(
            self, **{name: cleaning.fit(getattr(self, name), length) for name, length in _MAX_LENGTHS.items()}
        )

    def as_json(self) -> dict:
        """Return the non-empty values, for a JSON column."""
        return {name: value for name, value in asdict(self).items() if value != getattr(_EMPTY, name)}

    @classmethod
    def from_json(cls, data: dict) -> "Record":
        """Return the record of the result of `as_json`."""
        names = {each.name for each in fields(cls)}
        return cls(
            **{
                name: tuple(value) if isinstance(value, list) else value
                for name, value in data.items()
                if name in names
            }
        )

    def title_fields(self) -> dict:
        """Return the values of the fields of `Title`, without relations."""
        names = (*_MAX_LENGTHS, "isbn", "year", "age_from", "age_until", "is_large_print", "is_easy")
        return {name: getattr(self, name) for name in names}


_EMPTY = Record()


def valid_isbns(texts) -> tuple[str, ...]:
    """Return the valid ISBNs among the texts, as ISBN-13, without duplicates."""
    found = []
    for text in texts:
        try:
            found.append(normalise(text))
        except InvalidISBN:
            continue
    return tuple(dict.fromkeys(number for number in found if number))
