"""Add titles to the catalogue."""

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from kasch_site.common import clock
from kasch_site.common.text.german_order import sort_key
from kasch_site.house.models import Language
from library.circulation import purchase_requests
from library.models import MediumKind, Subject, Title

from . import copies as copies_of_title
from .records.record import Record


class TitleExists(ValueError):
    """Raised if `title` in the catalogue has the same ISBN."""

    def __init__(self, title: Title | None):
        super().__init__("A title has this ISBN already.")
        self.title = title


@dataclass
class Vocabulary:
    """The languages, subjects and kinds of media of the house; loaded once for many records."""

    languages: dict[str, Language] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    media: dict[str, MediumKind] = field(default_factory=dict)

    @classmethod
    def of_the_house(cls) -> "Vocabulary":
        """Load the vocabulary."""
        return cls(
            {each.code.partition("-")[0]: each for each in Language.objects.order_by("-code")},
            {sort_key(each.name): each for each in Subject.objects.all()},
            {sort_key(each.name): each for each in MediumKind.objects.all()},
        )

    def languages_of(self, record: Record) -> list[Language]:
        """Return the languages of a record that the house has."""
        return [self.languages[code] for code in record.languages if code in self.languages]

    def subjects_of(self, record: Record) -> list[Subject]:
        """Return the subjects of a record that the house has."""
        found = [self.subjects.get(sort_key(name)) for name in record.subjects]
        return list(dict.fromkeys(subject for subject in found if subject))

    def medium_of(self, record: Record) -> MediumKind | None:
        """Return the kind of medium of a record, by its name or a synonym."""
        name = sort_key(record.medium)
        if name in self.media:
            return self.media[name]
        words = _MEDIUM_WORDS.get(record.medium, ())
        return next((medium for key, medium in self.media.items() if any(word in key for word in words)), None)


# Words in the names of kinds of media, for the kinds that other catalogues know (`marc`).
_MEDIUM_WORDS = {
    "book": ("buch",),
    "audio": ("horbuch", "horspiel", "cd", "audio"),
    "film": ("film", "dvd", "video"),
    "game": ("spiel",),
    "map": ("karte",),
}


def add(record: Record, medium: MediumKind, vocabulary: Vocabulary | None = None) -> Title:
    """Add a title and its copies, notify persons with a matching purchase request, and return the title.

    Raise `TitleExists` if its ISBN exists, `copies.NumberTaken` for a label that cannot be used.
    """
    vocabulary = vocabulary or Vocabulary.of_the_house()
    try:
        with transaction.atomic():
            if record.copies:
                copies_of_title.lock_numbers()
            title = Title(**record.fitted().title_fields(), medium=medium, added_on=clock.today())
            title.save(force_insert=True)
            title.languages.set(vocabulary.languages_of(record))
            title.subjects.set(vocabulary.subjects_of(record))
            complete(title, record.copies, shelf=record.shelf, number=record.number)
            return title
    except IntegrityError as error:
        existing = Title.objects.filter(isbn=record.isbn).first() if record.isbn else None
        if existing is None:
            raise
        raise TitleExists(existing) from error


def complete(title: Title, count: int, *, shelf: str = "", number: str = "") -> None:
    """Add the copies of a new title and notify persons with a matching purchase request.

    Callers are in a transaction, in which they have called `copies.lock_numbers` before they saved the title.
    """
    if count:
        copies_of_title.add(title, count, shelf=shelf, number=number)


def corrected(title: Title) -> None:
    """Notify persons whose purchase request matches a corrected title, if it is public."""
    purchase_requests.notify_if_shown(title)
