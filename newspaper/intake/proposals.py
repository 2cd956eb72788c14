"""Propose number, year and date of an issue from the name of its file and the text of its first page.

Names are wrong in a third of all cases, so the text takes precedence; staff confirm or correct the result.
"""

import re
from dataclasses import dataclass
from datetime import date

from newspaper.models.issues import FIRST_YEAR
from newspaper.models.paper import MAX_ISSUES_PER_YEAR

_MAX_TEXT = 20_000  # characters of the first page that are looked at
_MONTHS = {
    **dict(zip(("januar", "februar", "märz", "april", "mai", "juni"), range(1, 7), strict=True)),
    **dict(zip(("juli", "august", "september", "oktober", "november", "dezember"), range(7, 13), strict=True)),
}
_MONTH = "|".join(_MONTHS)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NUMBER = r"(?P<number>\d{1,2})"
_IN_TEXT = (
    re.compile(rf"\b(?:ausgabe|nummer|nr\.?|heft|no\.?)\s{{0,3}}{_NUMBER}\s{{0,3}}[/|.,·–-]?\s{{0,3}}{_YEAR}\b", re.I),
    re.compile(
        rf"\b(?:ausgabe|nummer|nr\.?|heft|no\.?)\s{{0,3}}{_NUMBER}\b[^\n]{{0,40}}?\b(?:{_MONTH})[^\n]{{0,20}}?\b{_YEAR}\b",
        re.I,
    ),
    re.compile(rf"\b{_NUMBER}\s?/\s?{_YEAR}\b"),
)
_IN_NAME = (
    re.compile(rf"(?<!\d){_YEAR}[-_. /]{{1,2}}(?:nr|heft|ausgabe)?[-_. ]?{_NUMBER}(?!\d)", re.I),
    re.compile(rf"(?<!\d){_NUMBER}[-_. /]{{1,2}}{_YEAR}(?!\d)", re.I),
    re.compile(rf"(?<!\d){_YEAR}(?P<number>\d\d)(?!\d)"),
)
_DAY = re.compile(rf"\b(?P<day>\d{{1,2}})\.\s?(?P<month>{_MONTH})\s{_YEAR}\b", re.I)
_NUMERIC_DAY = re.compile(rf"\b(?P<day>\d{{1,2}})\.\s?(?P<number>\d{{1,2}})\.\s?{_YEAR}\b")
_MONTH_OF_YEAR = re.compile(rf"\b(?P<month>{_MONTH})(?:\s?[/–-]\s?(?:{_MONTH}))?\s{_YEAR}\b", re.I)
_TWO_YEARS = re.compile(rf"\b(?P<month>{_MONTH})\s{_YEAR}\s?[/–-]\s?(?:{_MONTH})\s(?:19|20)\d\d\b", re.I)


@dataclass(frozen=True)
class Proposal:
    """A proposed number, year and date; doubtful if the name and the text of the file contradict each other."""

    number: int | None = None
    year: int | None = None
    published_on: date | None = None
    is_doubtful: bool = False


def propose(name: str, text: str, today: date) -> Proposal:
    """Return the proposal for a file with this name and this text on its first page."""
    text = text[:_MAX_TEXT]
    by_name, by_text = _first(_IN_NAME, name, today), _first(_IN_TEXT, text, today)
    number, year = by_text or by_name or (None, None)
    published_on = _date(text, today)
    if year is None and published_on is not None:
        year = published_on.year
    if published_on is not None and year is not None and abs(published_on.year - year) > 1:
        published_on = None
    return Proposal(number, year, published_on, bool(by_name and by_text and by_name != by_text))


def _first(patterns, text, today):
    """Return number and year from the first pattern that matches, if an issue can have them; None otherwise."""
    for pattern in patterns:
        for match in pattern.finditer(text):
            number, year = int(match["number"]), int(match["year"])
            if 1 <= number <= MAX_ISSUES_PER_YEAR and FIRST_YEAR <= year <= today.year + 1:
                return number, year
    return None


def _date(text, today):
    for pattern in (_DAY, _NUMERIC_DAY, _TWO_YEARS, _MONTH_OF_YEAR):
        for match in pattern.finditer(text):
            found = _as_date(match.groupdict())
            if found is not None and FIRST_YEAR <= found.year <= today.year + 1:
                return found
    return None


def _as_date(parts):
    month = _MONTHS[parts["month"].casefold()] if parts.get("month") else int(parts["number"])
    try:
        return date(int(parts["year"]), month, int(parts.get("day") or 1))
    except ValueError:
        return None
