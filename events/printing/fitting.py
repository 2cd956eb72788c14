"""Estimate of the height of a day from text lengths, because measuring is expensive."""

from math import ceil

from .formats import Sheet

# Measured on months of the demo data: character widths and line heights, in em.
_LETTER, _BOLD_LETTER = 0.44, 0.54
_LINE, _BETWEEN, _DAY = 1.13, 0.7, 3.3
_SAFE_PART, _SAFE_PART_OF_FIRST = 0.6, 0.4


def certainly_fits(days: list[dict], sheet: Sheet) -> list[bool]:
    """Return which days are certainly lower than a column; the first one shares its page with the header."""
    return [
        _height_of_day(day, sheet) < sheet.height_in_em * (_SAFE_PART if number else _SAFE_PART_OF_FIRST)
        for number, day in enumerate(days)
    ]


def _height_of_day(day, sheet):
    notes = ceil(_width(day["notes"]) * _BOLD_LETTER / (sheet.line_in_em + sheet.hang)) * _LINE
    return _DAY + notes + sum(_height_of_entry(entry, sheet) for entry in day["entries"])


def _height_of_entry(entry, sheet):
    title = _width(entry["title"]) * _BOLD_LETTER / sheet.line_in_em
    facts_width = _width(entry["words"]) * _LETTER / sheet.line_in_em
    if "cancellation" in entry:
        facts_width += _width(entry["cancellation"] + entry["reason"]) * _BOLD_LETTER / sheet.line_in_em
    return (ceil(title) + ceil(facts_width)) * _LINE + _BETWEEN


def _width(text):
    """Return the width of a text in lower-case characters; capitals, other scripts and emoji are wider."""
    return len(text) + sum(letter.isupper() + 2 * (letter >= "\u2e00") for letter in text) * 0.6
