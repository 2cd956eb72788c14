"""Where a name occurs, in all issues: what staff look at before they hide it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from newspaper.models import Article, Column, Issue, Page, Place, Subject

from .names import Pattern, Span

AROUND = 60  # characters of a snippet on each side
MAX_FOUND = 400


@dataclass(frozen=True, slots=True)
class Snippet:
    """A place in a text: the words there, and those around them."""

    before: str
    found: str
    after: str


@dataclass(slots=True)
class Spot:
    """A page of an issue, or what is not on a page of it, with the places of the name there.

    If it is not certain, it may be another person; `passage` is what would be hidden. `has_no_place`: no box says where
    it is on the image of the page.
    """

    issue: Issue
    page_number: int | None
    is_certain: bool = True
    passage: str = ""
    has_no_place: bool = False
    snippets: list[Snippet] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return what a form names it by."""
        return f"{self.issue.pk}:{self.page_number or 0}:{self.passage}"


@dataclass(frozen=True, slots=True)
class NameMatches:
    """Where a name was found: certain spots, possible ones, and entries of the vocabulary that are called so."""

    certain: list[Spot]
    possible: list[Spot]
    vocabulary: list[str]

    @property
    def keys(self) -> set[str]:
        """Return the keys of the certain spots."""
        return {spot.key for spot in self.certain}


def find(name: str) -> NameMatches:
    """Return where a name occurs, the newest issue first; at most `MAX_FOUND` spots of each kind."""
    pattern = Pattern(name)
    spots: dict[str, Spot] = {}
    for issue_id, number, text, words in _texts(pattern):
        for span in pattern.spans(text, is_certain=False):
            if span.is_certain or number:  # passages are hidden on pages
                _add(spots, issue_id, number, text, span, words)
    issues = Issue.objects.in_bulk({int(key.partition(":")[0]) for key in spots})
    for key, spot in spots.items():
        spot.issue = issues[int(key.partition(":")[0])]
    ordered = sorted(spots.values(), key=lambda spot: (-spot.issue.year, -spot.issue.number, spot.page_number or 0))
    certain, possible = (
        [spot for spot in ordered if spot.is_certain is wanted][:MAX_FOUND] for wanted in (True, False)
    )
    return NameMatches(certain, possible, _vocabulary(pattern))


def _texts(pattern) -> Iterable[tuple[int, int | None, str, list | None]]:
    """Yield the texts that may contain it: key of the issue, number of the page, text, boxes if it is a page."""
    pages = [pk for pk, text in Page.objects.values_list("pk", "text").iterator() if pattern.may_be_in(text)]
    for page in Page.objects.filter(pk__in=pages):
        yield page.issue_id, page.number, page.text, page.words
    for issue, page, *texts in Article.objects.values_list("issue", "page", "title", "author", "summary", "text"):
        yield from ((issue, page, text, None) for text in texts)
    for pk, *texts in Issue.objects.values_list("pk", "theme", "rights"):
        yield from ((pk, None, text, None) for text in texts)


def _add(spots, issue_id, number, text, span: Span, words):
    passage = "" if span.is_certain else " ".join(text[span.start : span.end].split())
    key = f"{issue_id}:{number or 0}:{passage}"
    spot = spots.setdefault(key, Spot(None, number, span.is_certain, passage))
    spot.snippets.append(_snippet(text, span))
    if words is not None and not any(word[0] < span.end and span.start < word[0] + word[1] for word in words):
        spot.has_no_place = True


def _snippet(text, span) -> Snippet:
    """Return what is around a span, from the beginning of a word to the end of one."""
    start, end = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    before, after = text[start : span.start], text[span.end : end]
    if start:
        before = "… " + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + " …"
    return Snippet(before, text[span.start : span.end], after)


def _vocabulary(pattern) -> list[str]:
    return [str(term) for model in (Subject, Place, Column) for term in model.objects.all() if pattern.spans(term.name)]
