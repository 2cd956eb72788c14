"""Let long German words break where a reader expects it: `{{ event.title|soft_hyphens }}`.

For titles in narrow columns, in HTML only. Calendars, mails, feeds, data for search engines and attributes get the text
without them.
"""

import re
from functools import lru_cache
from itertools import pairwise

from django import template

from kasch_site.common.search.analysis.compounds import joints

register = template.Library()

SOFT_HYPHEN = "\u00ad"
# Words of eleven letters fit on a line at 320 px with text twice as large.
_LONG_WORD = re.compile(r"[^\W\d_]{12,}")
_MIN_LETTERS = 4  # on either side of a hyphen
# Nouns that are mostly endings: "Leserinnen", "Wanderungen", "Prinzessinnen", "Sächsisches".
_ENDINGS = re.compile(r"(?:[rs]inn|rung|t?isch)(?:e|en|es|er)?$", re.IGNORECASE)
# The syllable that begins the ending of a noun: "Veranstal-tungen", "Zuständig-keiten", "Bewohner-schaft".
_LAST_SYLLABLES = re.compile(
    r"(?:(?:sch|ch|ck|ph|th|qu|[bdfghjklmnprstvwxzß])ung(?:en|s)?|[hk]eit(?:en|s)?|schaft(?:en|s)?)$"
)


@register.filter(is_safe=True)
def soft_hyphens(text):
    """Return plain text with soft hyphens between the parts of long compounds, or before a long word's ending."""
    return _hyphenated(str(text))


@lru_cache(maxsize=5_000)
def _hyphenated(text):
    return _LONG_WORD.sub(_divide, text)


def _divide(match):
    word = match[0]
    starts = [0, *_divisions(word), len(word)]
    return SOFT_HYPHEN.join(word[start:end] for start, end in pairwise(starts))


def _divisions(word) -> list[int]:
    """Return the indices before which the word may be divided."""
    chosen = [start for start in _joints(word) if _MIN_LETTERS <= start <= len(word) - _MIN_LETTERS]
    longest_part = word[chosen[-1] :] if chosen else word
    ending = _LAST_SYLLABLES.search(longest_part) if len(longest_part) > 2 * _MIN_LETTERS + 4 else None
    if ending:
        chosen.append(len(word) - len(longest_part) + ending.start())
    return chosen


def _joints(word) -> list[int]:
    """Return the unambiguous joints of a compound, far enough from each other.

    "Monatsende" may be "Monat-sende": two joints that are only one or two letters apart are both left out.
    """
    found = [start for start in joints(word) if word[0].isupper() and not _is_inside(word, start)]
    clear = [start for start in found if not any(0 < abs(start - other) < 3 for other in found)]
    apart = clear[:1]
    for start in clear[1:]:
        if start - apart[-1] >= _MIN_LETTERS:
            apart.append(start)
    return apart


def _is_inside(word, start):
    """Return whether an ending of inflection begins there, or the "s" that joins two nouns: "Öffnung-s-zeiten"."""
    return bool(_ENDINGS.match(word[start:])) or (word[start] == "s" and word[:start].endswith(("ung", "heit", "keit")))
