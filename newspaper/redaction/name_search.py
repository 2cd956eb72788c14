"""Search all issues for a name, so that staff can review the matches before they hide it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from newspaper.models import Article, Column, Issue, Page, Place, Subject

from .names import Pattern, Span

AROUND = 60  # characters of a snippet on each side
MAX_FOUND = 400


@dataclass(frozen=True, slots=True)
class Snippet:
    """A match in a text, with the words before and after it."""

    before: str
    found: str
    after: str


@dataclass(slots=True)
class Match:
    """The matches on a page of an issue, or in data of the issue outside its pages (`page_number` is None then).

    An uncertain match can be another person; `passage` is the text that would be hidden. `has_no_box`: no box of a
    word gives the position on the image of the page.
    """

    issue: Issue
    page_number: int | None
    is_certain: bool = True
    passage: str = ""
    has_no_box: bool = False
    snippets: list[Snippet] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return the key of the match in forms."""
        return f"{self.issue.pk}:{self.page_number or 0}:{self.passage}"


@dataclass(frozen=True, slots=True)
class NameMatches:
    """The certain and the possible matches of a name, and the entries of the vocabulary with this name."""

    certain: list[Match]
    possible: list[Match]
    vocabulary: list[str]

    @property
    def keys(self) -> set[str]:
        """Return the keys of the certain matches."""
        return {match.key for match in self.certain}


def find(name: str) -> NameMatches:
    """Return the matches of a name, the newest issue first; at most `MAX_FOUND` certain and as many possible ones."""
    pattern = Pattern(name)
    matches: dict[str, Match] = {}
    for issue_id, number, text, words in _texts(pattern):
        for span in pattern.spans(text, is_certain=False):
            if span.is_certain or number:  # passages are hidden on pages
                _add(matches, issue_id, number, text, span, words)
    issues = Issue.objects.in_bulk({int(key.partition(":")[0]) for key in matches})
    for key, match in matches.items():
        match.issue = issues[int(key.partition(":")[0])]
    ordered = sorted(
        matches.values(), key=lambda match: (-match.issue.year, -match.issue.number, match.page_number or 0)
    )
    certain, possible = (
        [match for match in ordered if match.is_certain is is_certain][:MAX_FOUND] for is_certain in (True, False)
    )
    return NameMatches(certain, possible, _vocabulary(pattern))


def _texts(pattern) -> Iterable[tuple[int, int | None, str, list | None]]:
    """Yield texts that may match: key of the issue, page number or None, text, boxes of words if it is a page."""
    pages = [pk for pk, text in Page.objects.values_list("pk", "text").iterator() if pattern.may_be_in(text)]
    for page in Page.objects.filter(pk__in=pages):
        yield page.issue_id, page.number, page.text, page.words
    for issue, page, *texts in Article.objects.values_list("issue", "page", "title", "author", "summary", "text"):
        yield from ((issue, page, text, None) for text in texts)
    for pk, *texts in Issue.objects.values_list("pk", "theme", "rights"):
        yield from ((pk, None, text, None) for text in texts)


def _add(matches, issue_id, number, text, span: Span, words):
    passage = "" if span.is_certain else " ".join(text[span.start : span.end].split())
    key = f"{issue_id}:{number or 0}:{passage}"
    match = matches.setdefault(key, Match(None, number, span.is_certain, passage))
    match.snippets.append(_snippet(text, span))
    if words is not None and not any(word[0] < span.end and span.start < word[0] + word[1] for word in words):
        match.has_no_box = True


def _snippet(text, span) -> Snippet:
    """Return a span with the text around it, cut at words."""
    start, end = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    before, after = text[start : span.start], text[span.end : end]
    if start:
        before = "… " + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + " …"
    return Snippet(before, text[span.start : span.end], after)


def _vocabulary(pattern) -> list[str]:
    return [str(term) for model in (Subject, Place, Column) for term in model.objects.all() if pattern.spans(term.name)]
