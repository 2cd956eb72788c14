"""Corrections of the text of a page by staff."""

import re

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Q, When

from newspaper.intake.corrected_text import moved
from newspaper.models import Page, TextReport

# Below this confidence, in per cent, the text that was recognised on an image is doubtful.
DOUBTFUL = 85.0
# `rank` is annotated by `in_checking_order`.
CHECKING_ORDER = ("rank", "confidence", "-issue__year", "-issue__number", "number")
# A page that staff have saved with an empty text really has none.
_EMPTY = Q(text="") & ~Q(text_source=Page.TextSource.TYPED)
_DOUBTFUL = Q(confidence__lt=DOUBTFUL) & ~Q(text="")
_TO_COMPARE = Q(is_to_compare=True)
_REPORTED = Exists(TextReport.objects.open().filter(page=OuterRef("pk")))


def empty():
    """Return pages without text that staff have not checked."""
    return _readable().filter(_EMPTY)


def doubtful():
    """Return pages whose text was recognised with low confidence and not checked by staff."""
    return _readable().filter(_DOUBTFUL)


def reported():
    """Return pages with an open report of a mistake."""
    return _readable().filter(_REPORTED)


def to_compare():
    """Return pages that staff had corrected and whose text differs in the new file."""
    return _readable().filter(_TO_COMPARE)


def to_check():
    """Return pages whose text staff should check: reported, changed, empty, then by ascending confidence."""
    return in_checking_order(_readable().filter(_REPORTED | _TO_COMPARE | _EMPTY | _DOUBTFUL))


def in_checking_order(pages):
    """Sort pages for checking: reported, changed, empty, by ascending confidence, others."""
    is_checkable = Q(state=Page.State.READY, hidden_at=None)
    conditions = enumerate((_REPORTED, _TO_COMPARE, _EMPTY, _DOUBTFUL))
    ranks = [When(is_checkable & condition, then=rank) for rank, condition in conditions]
    rank = Case(*ranks, default=len(ranks))
    return pages.annotate(rank=rank).order_by(*CHECKING_ORDER)


def next_to_check(page: Page) -> Page | None:
    """Return the next page to check, of the same issue if possible; None if there is none."""
    others = to_check().exclude(pk=page.pk)
    return others.filter(issue=page.issue_id).first() or others.first()


@transaction.atomic
def correct(page: Page, text: str) -> Page:
    """Store the corrected text of a page as checked, and return the page.

    The boxes of unchanged words are kept, so that a search still marks them on the image.
    """
    text = _normalised(text)
    locked = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if text != locked.text:
        locked.words = moved(locked.words, locked.text, text)
        locked.text, locked.text_source = text, Page.TextSource.TYPED
    elif not text:
        locked.text_source = Page.TextSource.TYPED
    locked.confidence, locked.is_to_compare = None, False
    locked.save(update_fields=["text", "words", "text_source", "confidence", "is_to_compare"])
    return locked


def _normalised(text):
    """Return the text with "\n" as line ends, without blanks at its ends and at the ends of lines."""
    return "\n".join(line.rstrip() for line in re.split(r"\r\n|\r|\n", text)).strip()


def _readable():
    return Page.objects.filter(state=Page.State.READY, hidden_at=None)
