"""Tokens: the words of a document with their tier, and what a typed word must meet.

A token is a letter for where and how a document has a word, and the word: "ahaus" is the word "haus" in a title or
name, "bhaus" a part of a compound there. So one index serves all tiers, and both databases compare nothing but tokens.
"""

import unicodedata
from collections.abc import Iterator

from kasch_site.common.sections.search import SearchText

from . import compounds
from .numbers import number_tokens
from .stems import languages_of, other_number, stem
from .tiers import Tier
from .words import Word, spelled, words

MAX_TEXT_LENGTH = 50_000  # characters of a text that are searched


# The letters of the tokens of each tier: of words as they are written, and of their stems.
SPELLED = {Tier.EXACT: "a", Tier.PART: "b", Tier.SUBJECT: "e", Tier.TEXT: "g"}
_STEMMED = {Tier.STEM: "c", Tier.PART_STEM: "d", Tier.SUBJECT: "f", Tier.TEXT: "h"}
# Beside the marks of the languages (`stems`): any word without a final s, "Lauras" and "Laura".
_WITHOUT_S = "0"


def document_tokens(search_text: SearchText) -> set[str]:
    """Return the tokens of a document."""
    tokens = set(number_tokens(search_text.numbers))
    for heading in (search_text.title, search_text.subtitle, search_text.series, search_text.volume):
        tokens.update(_heading_tokens(heading, search_text.language))
    for name in search_text.names:
        tokens.update(_name_tokens(name))
    for subject in search_text.subjects:
        tokens.update(_text_tokens(subject, Tier.SUBJECT, "de"))
    for text in (search_text.summary, search_text.text[:MAX_TEXT_LENGTH]):
        tokens.update(_text_tokens(text, Tier.TEXT, search_text.language))
    return tokens


def tokens_of(piece: str, tier: Tier) -> list[str]:
    """Return the tokens of which a document has one, if it has a typed word in this tier."""
    tokens = [SPELLED[tier] + spelling for spelling in spelled(piece)] if tier in SPELLED else []
    if tier in _STEMMED:
        tokens += [_STEMMED[tier] + marked for marked in stems_of(piece)]
    return tokens


def stems_of(piece: str) -> list[str]:
    """Return the marked stems that a typed word may have."""
    return [
        *_folded_stems(piece, languages_of(piece)),
        *(_WITHOUT_S + _without_s(spelling) for spelling in spelled(piece)),
    ]


def _heading_tokens(text, language) -> Iterator[str]:
    for index, word in enumerate(words(text)):
        yield from _spelled_tokens(word, "a")
        for piece in word.pieces:
            if language != "de":
                yield from _stem_tokens(piece, language, "c")
                continue
            parts = _parts(piece)
            for part in parts:
                yield from ("b" + spelling for spelling in spelled(part))
                yield from _stem_tokens(part, "de", "d")
            yield from _german_stem_tokens(piece, is_first=index == 0, is_compound=bool(parts))


def _german_stem_tokens(piece, is_first, is_compound) -> Iterator[str]:
    """Yield the tokens of the stem of a word in a title; a name has none, so that "Hansen" does not find "Hans"."""
    plain = _plain(piece)
    may_be_name = piece[0].isupper() and not is_compound and not compounds.forms(plain)
    if may_be_name and (not is_first or stem(plain, "de")[1:] == plain):
        yield from ("c" + _WITHOUT_S + _without_s(spelling) for spelling in spelled(piece))
    else:
        yield from _stem_tokens(piece, "de", "c")


def _stem_tokens(piece, language, letter) -> Iterator[str]:
    yield from (letter + marked for marked in _folded_stems(piece, (language,)))
    yield from (letter + _WITHOUT_S + _without_s(spelling) for spelling in spelled(piece))
    if language == "de":
        for changed in other_number(_plain(piece), compounds.is_noun):
            yield from (letter + marked for marked in _folded_stems(changed, ("de",)))


def _text_tokens(text, tier, language) -> Iterator[str]:
    for word in words(text):
        yield from _spelled_tokens(word, SPELLED[tier])
        for piece in word.pieces:
            yield from _stem_tokens(piece, language, _STEMMED[tier])
            for part in _parts(piece) if language == "de" else ():
                yield from (SPELLED[tier] + spelling for spelling in spelled(part))
                yield from _stem_tokens(part, "de", _STEMMED[tier])


def _name_tokens(name) -> Iterator[str]:
    surname, _comma, first_names = name.partition(",")
    own = list(words(f"{first_names} {surname}"))
    for word in own:
        yield from _spelled_tokens(word, "a")
        for spelling in (form for piece in word.pieces for form in spelled(piece)):
            yield "a" + _contracted(spelling)
    given = [piece for word in own[:-1] for piece in word.pieces if piece[0].isupper()]
    initials = [spelled(piece[0])[0] for piece in given if spelled(piece[0])]
    yield from ("b" + initial for initial in initials)
    if len(initials) > 1:
        are_written = all(len(piece) == 1 for piece in given)  # "J. K." is "JK", and "Joanne K." nearly
        yield ("a" if are_written else "b") + "".join(initials)


def _spelled_tokens(word: Word, letter) -> Iterator[str]:
    for piece in dict.fromkeys((*word.pieces, word.text)):
        yield from (letter + spelling for spelling in spelled(piece))


def _parts(piece):
    return compounds.parts(piece) if piece[0].isupper() else ()


def _folded_stems(piece, languages) -> list[str]:
    plain = _plain(piece)
    marked = (stem(spelled(piece)[0] if language == "ar" and spelled(piece) else plain, language)
              for language in languages)  # fmt: skip
    return [token[0] + spelled(token[1:])[0] for token in marked if spelled(token[1:])]


def _plain(piece) -> str:
    return unicodedata.normalize("NFKC", piece).casefold().replace("ё", "е")


def _without_s(spelling) -> str:
    return spelling.removesuffix("s") if len(spelling) > 3 else spelling


def _contracted(spelling) -> str:
    """Return a name with ae, oe, ue without the e: who writes "Kaestner" is found by "Kastner" too."""
    for written_out, vowel in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        spelling = spelling.replace(written_out, vowel)
    return spelling
