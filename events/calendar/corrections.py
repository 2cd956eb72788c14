"""Corrections of mistyped words, for a search of the list without hits."""

from kasch_site.common.search.suggestions import candidates
from kasch_site.common.sections import Entry
from kasch_site.common.text.folding import word_matcher

from .programme import searchable_text

_MAX_WORDS = 4  # that are looked up for one search


def correction(query: str, entries: list[Entry]) -> str:
    """Return the query with its unknown words replaced by similar ones of these entries, or "" if there are none."""
    texts = {searchable_text(entry) for entry in entries}
    words = query.split()
    unknown = [word for word in words if not _is_in(texts, word)]
    if not unknown or len(unknown) > _MAX_WORDS:
        return ""
    corrected = {word: next((each for each in candidates(word) if _is_in(texts, each)), "") for word in unknown}
    suggestion = " ".join(corrected.get(word, word) for word in words)
    return suggestion if all(corrected.values()) and _is_in(texts, suggestion) else ""


def _is_in(texts, words):
    """Return whether one of the texts contains all these words; True without words."""
    matches = word_matcher(words)
    return matches is None or any(map(matches, texts))
