"""Propose articles from the text of a page, whose headings are set in larger letters."""

import re
from dataclasses import dataclass
from statistics import median

from newspaper.models import Page, Place, Subject

# A heading is this much higher than the usual line of its page.
HIGHER = 1.35
MIN_LETTERS, MAX_LETTERS = 6, 200
MAX_PROPOSALS = 12
_AUTHOR = re.compile(r"^(?:Von|Text|Text und Fotos?|Autor(?:in)?):?\s+(\S+(?:\s+\S+){1,4})$", re.MULTILINE)
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ArticleProposal:
    """A proposed article: its heading, and the text up to the next heading."""

    title: str
    text: str
    author: str = ""


def proposals(page: Page) -> list[ArticleProposal]:
    """Return the proposed articles of a page, in reading order; an empty list without headings."""
    headings = _headings(page)
    found = []
    for index, (start, end) in enumerate(headings):
        until = headings[index + 1][0] if index + 1 < len(headings) else len(page.text)
        text = page.text[end:until].strip()
        author = _AUTHOR.search(text[:300])
        found.append(ArticleProposal(_one_line(page.text[start:end]), text, author[1] if author else ""))
    return found[:MAX_PROPOSALS]


def subjects_in(text: str) -> list[Subject]:
    """Return the subjects that occur in a text."""
    return _named(Subject, text)


def places_in(text: str) -> list[Place]:
    """Return the streets and places that occur in a text."""
    return _named(Place, text)


def _headings(page):
    """Return the spans of the headings in the text: consecutive words that are all higher than usual."""
    words = sorted(page.words)
    if not words:
        return []
    least = HIGHER * median(word[5] for word in words)
    headings: list[tuple[int, int]] = []
    previous_is_high = False
    for start, length, _x, _y, _width, height in words:
        is_high = height >= least
        if is_high and previous_is_high and "\n\n" not in page.text[headings[-1][1] : start]:
            headings[-1] = (headings[-1][0], max(headings[-1][1], start + length))
        elif is_high:
            headings.append((start, start + length))
        previous_is_high = is_high
    return [(start, end) for start, end in headings if MIN_LETTERS <= end - start <= MAX_LETTERS]


def _named(model, text):
    return [
        term for term in model.objects.all() if re.search(rf"(?<!\w){re.escape(term.name)}(?!\w)", text, re.IGNORECASE)
    ]


def _one_line(text):
    return _BLANKS.sub(" ", text).strip()
