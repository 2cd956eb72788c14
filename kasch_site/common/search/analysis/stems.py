"""Stems of words: what remains of "kleine" and "kleiner"."""

from functools import cache, lru_cache

import snowballstemmer

# Languages with a stemmer, each with the letter that marks its stems: those of one language never meet another's.
_LANGUAGES = {"de": ("d", "german"), "en": ("e", "english"), "ru": ("r", "russian"), "ar": ("a", "arabic")}
_LATIN, _CYRILLIC, _ARABIC = ("de", "en"), ("ru",), ("ar",)
# Plurals that no stemmer knows, by the endings of singular and plural: Museum and Museen, Atlas and Atlanten.
_FOREIGN_ENDINGS = (("um", "en"), ("us", "en"), ("a", "en"), ("o", "en"), ("as", "anten"), ("um", "a"), ("on", "a"))


@cache
def _stemmer(language):
    return snowballstemmer.stemmer(_LANGUAGES[language][1])


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """Return the marked stem of a word; "" for a language without a stemmer."""
    if language not in _LANGUAGES:
        return ""
    return _LANGUAGES[language][0] + _stemmer(language).stemWord(word)


def languages_of(word: str) -> tuple[str, ...]:
    """Return the languages in which a typed word can be meant, by its letters."""
    first = next((letter for letter in word if letter.isalpha()), "")
    if "\u0400" <= first <= "\u052f":
        return _CYRILLIC
    if "\u0600" <= first <= "\u06ff":
        return _ARABIC
    return _LATIN if first and first < "\u0250" else ()


def other_number(word: str, is_noun) -> list[str]:
    """Return the plural of a German noun from Latin or Greek, or its singular, if the stem differs.

    `is_noun` is a predicate: whether a word is a known noun.
    """
    stems = []
    for singular, plural in _FOREIGN_ENDINGS:
        if word.endswith(singular) and len(word) > len(singular) + 2 and is_noun(word):
            stems.append(word.removesuffix(singular) + plural)
        if word.endswith(plural) and is_noun(changed := word.removesuffix(plural) + singular):
            stems.append(changed)
    return stems
