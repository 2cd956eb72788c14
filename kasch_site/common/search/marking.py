"""Mark the words of a search in a text."""

from collections.abc import Iterator
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from .analysis.tokens import stems_of
from .analysis.words import Word, spelled, words
from .parsing import Query

# A part of a compound is recognised by this many letters at its beginning or end.
_MIN_PART = 4


def mark(text: str, query: Query, *, is_name: bool = False) -> SafeString:
    """Return a text as HTML with the words of the query in `<mark>`; of names only whole words."""
    html, end = [], 0
    for word in searched_words(text, query, is_name=is_name):
        html += [escape(text[end : word.start]), "<mark>", escape(word.text), "</mark>"]
        end = word.end
    return mark_safe("".join([*html, escape(text[end:])]))  # noqa: S308 - every part is escaped


def searched_words(text: str, query: Query, *, is_name: bool = False) -> Iterator[Word]:
    """Yield the words of a text that the query is about, with their places."""
    typed = _typed(query)
    return (word for word in words(text) if _is_searched(word, typed, is_name))


def snippet(text: str, query: Query, length: int) -> SafeString:
    """Return the part of a text around its first word of the query, cut between words, as HTML with marks."""
    places = list(words(text))
    typed = _typed(query)
    first = next((place for place, word in enumerate(places) if _is_searched(word, typed, False)), 0)
    start = first
    while start and places[first].start - places[start - 1].start < length // 3:
        start -= 1
    inside = [word for word in places[start:] if word.end - places[start].start <= length]
    if not inside:
        return mark_safe("")
    begin = 0 if start == 0 else inside[0].start
    end = len(text) if inside[-1] is places[-1] else inside[-1].end
    before, after = "… " if begin else "", " …" if end < len(text) else ""
    return mark_safe(f"{before}{mark(text[begin:end].strip(), query)}{after}")  # noqa: S308 - marked text is escaped


def _typed(query):
    return tuple(dict.fromkeys(piece for term in query.terms for pieces in term.alternatives for piece in pieces))


def _is_searched(word, typed, is_name):
    own = word.pieces if word.pieces == (word.text,) else (*word.pieces, word.text)
    return any(_is_same(form, piece, is_name) for form in own for piece in typed)


# A text of a thousand words has most of them several times.
@lru_cache(maxsize=20_000)
def _is_same(own, typed, is_name):
    own_forms, typed_forms = spelled(own), spelled(typed)
    if not set(own_forms).isdisjoint(typed_forms):
        return True
    if is_name:
        return False
    return not set(stems_of(own)).isdisjoint(stems_of(typed)) or any(
        len(form) >= _MIN_PART and (one.startswith(form) or one.endswith(form))
        for one in own_forms
        for form in typed_forms
    )
