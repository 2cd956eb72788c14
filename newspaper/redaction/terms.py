"""The hidden terms that apply to a record, as patterns for a search in its fields."""

import hashlib
from dataclasses import dataclass

from newspaper.models import Article, HiddenTerm, Issue, Page

from . import names
from .names import Pattern
from .texts import Area

_KIND = HiddenTerm.Kind


@dataclass(frozen=True, slots=True)
class Terms:
    """The hidden terms of a record: patterns, areas of its page, and whether the whole page is hidden."""

    patterns: tuple[Pattern, ...]
    areas: tuple[Area, ...] = ()
    hides_page: bool = False

    def __bool__(self):
        return bool(self.patterns or self.areas or self.hides_page)


def terms_of(record: Page | Article | Issue) -> Terms:
    """Return the hidden terms of a record, in one query."""
    if isinstance(record, Issue):
        rows = HiddenTerm.objects.of_issue(record.pk).filter(page_number=None)
    elif isinstance(record, Article):
        rows = HiddenTerm.objects.of_page(record.issue_id, record.page)
    else:
        rows = HiddenTerm.objects.of_page(record.issue_id, record.number)
    rows = list(rows)
    return Terms(
        patterns_of(rows),
        tuple(tuple(area) for row in rows for area in row.areas),
        any(row.kind == _KIND.PAGE for row in rows),
    )


def patterns_everywhere() -> tuple[Pattern, ...]:
    """Return the names that are hidden in all issues."""
    return patterns_of(HiddenTerm.objects.everywhere())


def patterns_of(rows) -> tuple[Pattern, ...]:
    """Return the patterns of names and passages."""
    return tuple(
        names.pattern(row.term, is_passage=row.kind == _KIND.PASSAGE) for row in rows if row.kind != _KIND.PAGE
    )


def key_of(term: str) -> str:
    """Return a digest that is equal for all spellings of a term; "" for a term without letters."""
    letters = names.key_of(term)
    return hashlib.sha256(letters.encode()).hexdigest() if letters else ""
