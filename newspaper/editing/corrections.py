"""The text of a page as staff correct or type it."""

import re
from bisect import bisect_right
from difflib import SequenceMatcher

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Q, When

from newspaper.models import Page, TextReport

# Below this confidence, in per cent, the text that was recognised on an image is doubtful.
DOUBTFUL = 85.0
# `rank` is annotated by `in_order_of_work`.
ORDER_OF_WORK = ("rank", "confidence", "-issue__year", "-issue__number", "number")
# A page that staff have saved without text is one without words.
_EMPTY = Q(text="") & ~Q(text_source=Page.TextSource.TYPED)
_DOUBTFUL = Q(confidence__lt=DOUBTFUL) & ~Q(text="")
_REPORTED = Exists(TextReport.objects.open().filter(page=OuterRef("pk")))
_WORDS = re.compile(r"\S+")
# Comparing takes time that grows with the square of the length. Of more changed words the boxes are given up.
MAX_WORDS = 4000


def empty():
    """Return pages without a text that staff have not looked at."""
    return _readable().filter(_EMPTY)


def doubtful():
    """Return pages whose text was recognised on the image, and not well; until staff have looked at it."""
    return _readable().filter(_DOUBTFUL)


def reported():
    """Return pages with a mistake that a reader has reported, until staff have settled it."""
    return _readable().filter(_REPORTED)


def to_check():
    """Return pages whose text staff should look at: reported and empty ones first, then the most doubtful ones."""
    return in_order_of_work(_readable().filter(_REPORTED | _EMPTY | _DOUBTFUL))


def in_order_of_work(pages):
    """Return pages in the order in which staff look at them: reported, empty, most doubtful, others."""
    is_checkable = Q(state=Page.State.READY, hidden_at=None)
    ranks = [When(is_checkable & condition, then=rank) for rank, condition in enumerate((_REPORTED, _EMPTY, _DOUBTFUL))]
    rank = Case(*ranks, default=len(ranks))
    return pages.annotate(rank=rank).order_by(*ORDER_OF_WORK)


def next_to_check(page: Page) -> Page | None:
    """Return the page to look at after this one: of the same issue if there is one."""
    others = to_check().exclude(pk=page.pk)
    return others.filter(issue=page.issue_id).first() or others.first()


@transaction.atomic
def correct(page: Page, text: str) -> Page:
    """Store the text of a page as staff have typed it, and return the page; it counts as looked at from then on.

    The boxes of words that are unchanged are kept, so that a search still marks them on the image.
    """
    text = _with_usual_lines(text)
    locked = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if text != locked.text:
        locked.words = moved(locked.words, locked.text, text)
        locked.text, locked.text_source = text, Page.TextSource.TYPED
    elif not text:
        locked.text_source = Page.TextSource.TYPED
    locked.confidence = None
    locked.save(update_fields=["text", "words", "text_source", "confidence"])
    return locked


def moved(words: list[list[int]], old: str, new: str) -> list[list[int]]:
    """Return the boxes of words of the old text that are in the new one too, at their place there."""
    before, after = list(_WORDS.finditer(old)), list(_WORDS.finditer(new))
    pairs = _pairs([word[0] for word in before], [word[0] for word in after])
    starts = [word.start() for word in before]
    kept = []
    for start, length, *place in words:
        index = bisect_right(starts, start) - 1
        if index in pairs and start + length <= before[index].end():
            kept.append([start + after[pairs[index]].start() - starts[index], length, *place])
    return kept


def _pairs(before: list[str], after: list[str]) -> dict[int, int]:
    """Return the places of words that are in both lists, in the same order: the old place, and the new one."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    last, shift = len(before) - tail, len(after) - len(before)
    pairs = {place: place for place in range(head)} | {place: place + shift for place in range(last, len(before))}
    middle = before[head:last], after[head : len(after) - tail]
    if max(map(len, middle)) <= MAX_WORDS:
        for a, b, size in SequenceMatcher(a=middle[0], b=middle[1], autojunk=False).get_matching_blocks():
            pairs |= {head + a + step: head + b + step for step in range(size)}
    return pairs


def _common(before, after):
    """Return how many words are the same at the beginning."""
    pairs = zip(before, after, strict=False)
    return next((place for place, (old, new) in enumerate(pairs) if old != new), min(len(before), len(after)))


def _with_usual_lines(text):
    """Return the text with the line ends of the database, without blanks at its ends and at those of lines."""
    return "\n".join(line.rstrip() for line in re.split(r"\r\n|\r|\n", text)).strip()


def _readable():
    return Page.objects.filter(state=Page.State.READY, hidden_at=None)
