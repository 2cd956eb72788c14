"""The search of the catalogue."""

from dataclasses import dataclass

from django.db.models import Q

from library.models import Title

MAX_LETTERS = 80  # of a search
MAX_FOUND = 300


@dataclass(frozen=True, slots=True)
class Found:
    """The keys of the titles, best first; what was probably meant, if little or nothing fits; the words to mark."""

    keys: list[int]
    suggestion: str = ""
    words: tuple[str, ...] = ()


def find(typed: str) -> Found:
    """Return the titles that a search finds."""
    words = typed[:MAX_LETTERS].split()
    if not words:
        return Found([])
    titles = Title.objects.published()
    for word in words:
        titles = titles.filter(Q(title__icontains=word) | Q(authors__icontains=word))
    return Found(list(titles.in_german_order().values_list("pk", flat=True)[:MAX_FOUND]), words=tuple(words))
