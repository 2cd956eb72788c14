"""The text of a page that staff have corrected: the boxes of its words, and what of it stays when it is read again."""

import hashlib
import re
from bisect import bisect_right
from difflib import SequenceMatcher

from newspaper.models import Page

_WORDS = re.compile(r"\S+")
# Comparing takes time that grows with the square of the length. Of more changed words the boxes are given up.
MAX_WORDS = 4000


def digest_of(text: str) -> str:
    """Return by what the text that a file has is known again; "" for none."""
    words = " ".join(text.split())
    return hashlib.sha256(words.encode()).hexdigest() if words else ""


def read_again(page: Page, text: str, words: list[list[int]]) -> dict:
    """Return the fields of a corrected page after its file was read again, which has this text now.

    The correction stays if the file says the same as before; then its words get the new boxes. If the file was replaced
    by one that says something else, its text is taken, and staff compare: the correction is in the history.
    """
    digest = digest_of(text)
    if not page.is_to_compare:
        return {"read_digest": digest}
    if digest and digest == page.read_digest:
        return {"words": moved(words, text, page.text), "is_to_compare": False}
    if not digest:
        return {"words": [], "read_digest": ""}
    return {"text": text, "words": words, "text_source": Page.TextSource.PDF, "read_digest": digest}


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
