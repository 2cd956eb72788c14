"""Clean texts from other catalogues: in NFC, without non-sorting marks and ISBD punctuation.

Catalogues mark an article that does not count for sorting: MARC 21 with U+0098 and U+009C around it, others with "@"
before the word that counts, or with "¬" around the article. ISBD ends a part with " /" or " :".
"""

import html
import re
import unicodedata

from kasch_site.common.text.plaintext import one_line

_QUOTES = "„“”»«'" + '"'
_BEFORE, _BEHIND = rf"[^\s(\[{_QUOTES}]", rf"[\w(\[{{…{_QUOTES}]"
_NON_SORTING = re.compile(rf"[\x88\x89\x98\x9c\xac]|(?<!{_BEFORE})@(?={_BEHIND})|(?<!\S)@(?!\S)")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_ISBD_END = " /:;,="
_BRACKETS = str.maketrans("", "", "[]<>")
_PLACEHOLDERS = frozenset(
    ("na", "n/a", "null", "none", "nan", "-", "?", "[s.n.]", "s.n.", "[s.l.]", "s.l.", "[o.v.]", "[...]", "...")
)
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_AGE = re.compile(
    r"(?<!\d)(\d{1,2})(?:\s*/\s*\d{1,2}\.)?(?:\s*(?:-|–|bis)\s*(\d{1,2}))?(?!\d)(\.?\s*/?\s*(?:\d\.)?\s*Klasse)?"
)
_SCHOOL_BEGINS_AT = 5  # children in the first grade are six years old
MAX_RAW = 20_000  # no field of a catalogue is longer


def clean(text) -> str:
    """Return a text on one line, in NFC, without marks for sorting."""
    composed = unicodedata.normalize("NFC", html.unescape(str("" if text is None else text)[:MAX_RAW]))
    return one_line(_INVISIBLE.sub("", _NON_SORTING.sub("", composed)))


def part(text) -> str:
    """Return a part of a description without ISBD punctuation at its end; "" for a placeholder such as "NA"."""
    cleaned = clean(text).rstrip(_ISBD_END).lstrip()
    return "" if cleaned.casefold() in _PLACEHOLDERS else cleaned


def unbracketed(text) -> str:
    """Return a part without the brackets of an addition by the cataloguer: "[Stuttgart]"."""
    return part(part(text).translate(_BRACKETS))


def fit(text: str, length: int) -> str:
    """Return a text of at most `length` characters, cut at a word."""
    if len(text) <= length:
        return text
    return text[: length - 2].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def year_in(text) -> int | None:
    """Return the year in "[ca. 1935]", "c1998" or a number; None if there is none."""
    match = _YEAR.search(str("" if text is None else text)[:100])
    return int(match[1]) if match else None


def natural_name(name: str) -> str:
    """Return a name in natural order: "Kästner, Erich" becomes "Erich Kästner"."""
    last, comma, first = name.partition(",")
    if not comma or not first.strip() or "," in first:
        return name.strip(" ,")
    return f"{first.strip()} {last.strip()}"


def ages_in(text) -> tuple[int | None, int | None]:
    """Return the minimum and maximum age in "ab 8", "6-10 Jahre", "ab 3. Klasse"; None if unknown."""
    plain = str("" if text is None else text)[:100]
    plain = str(int(float(plain))) if re.fullmatch(r"\d{1,2}\.0", plain) else plain
    match = _AGE.search(plain)
    if not match:
        return None, None
    more = _SCHOOL_BEGINS_AT if match[3] else 0
    first = int(match[1]) + more
    last = int(match[2]) + more if match[2] else None
    return (first, last if last is None or last >= first else None) if first <= 18 else (None, None)
