"""Fold names and titles, so that they are found however they are typed: "mueller" finds "Müller", "duc" finds "Đức"."""

import unicodedata
from collections.abc import Callable

MAX_TYPED_LENGTH = 200  # characters of a search; longer ones find nothing
# Common spellings without umlauts; other accents are dropped.
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
# Letters that Unicode does not decompose, as a German keyboard writes them: Đức, Yıldız, Þórr, Łukasz. Then Ukrainian
# and Arabic letters that are often typed as another one; the apostrophe and the stroke are letters for Unicode.
_PLAIN = str.maketrans({"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n", "ŧ": "t", "þ": "th", "ø": "o",
                        "æ": "ae", "œ": "oe", "ґ": "г", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه",
                        "ʼ": "", "ـ": ""})  # fmt: skip


def spellings(text: str) -> set[str]:
    """Return the folded spellings of a text: without case, accents, spaces and punctuation, umlauts dropped or written
    out.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return {_letters(folded), _letters(folded.translate(_WRITTEN_OUT))}


def word_matcher(typed: str) -> Callable[[str], bool] | None:
    """Return a predicate over texts: whether a text contains each of the typed words, in any order.

    Return None if nothing can be searched: the input is too long, or has no letter or digit.
    """
    if len(typed) > MAX_TYPED_LENGTH:
        return None
    words = [spelled for word in typed.replace(",", " ").split() if (spelled := spellings(word) - {""})]
    if not words:
        return None

    def matches(text: str) -> bool:
        text_words = spellings(text)
        return all(any(part in own for part in word for own in text_words) for word in words)

    return matches


def _letters(folded):
    plain = unicodedata.normalize("NFKD", folded.translate(_PLAIN))
    return "".join(character for character in plain if character.isalnum())
