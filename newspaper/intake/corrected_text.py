"""Merge the corrected text of a page, and the boxes of its words, with a new reading of the file."""

import hashlib
import re
from bisect import bisect_right
from difflib import SequenceMatcher

from newspaper.models import Page

_WORDS = re.compile(r"\S+")
# Comparing takes time that grows with the square of the length. Of more changed words the boxes are given up.
MAX_WORDS = 4000


def digest_of(text: str) -> str:
    """Return the digest by which the text of a file is recognised; "" for an empty text."""
    words = " ".join(text.split())
    return hashlib.sha256(words.encode()).hexdigest() if words else ""


def read_again(page: Page, text: str, words: list[list[int]]) -> dict:
    """Return the fields of a corrected page after its file was read again and now has this text.

    The correction is kept if the text of the file is unchanged; its words get the new boxes. If the file was replaced
    and its text differs, the new text is stored and staff compare it: the correction is in the history.
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
    """Return the boxes of those words of the old text that are in the new one too, at their new positions."""
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
    """Return the pairs of positions, old and new, of words that are in both lists in the same order."""
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
    """Return the number of equal words at the beginning of both lists."""
    pairs = zip(before, after, strict=False)
    return next((place for place, (old, new) in enumerate(pairs) if old != new), min(len(before), len(after)))
