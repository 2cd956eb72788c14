"""Estimate of the sheet that a month fits on, from text lengths, to avoid typesetting all sheets."""

from math import ceil

from .formats import Sheet

# Measured on months of the demo data: character widths and line heights, in em.
_LETTER, _BOLD_LETTER = 0.44, 0.54
_LINE, _BETWEEN, _DAY = 1.13, 0.7, 3.3
# A day that does not fit moves to the next column and leaves a gap of this share of its height on average.
_GAP = 0.45
_SURROUNDINGS_MM = 95  # head and foot of the first page
_CERTAINLY, _CERTAINLY_AT_FIRST = 0.6, 0.4
# Maximum error of the estimate in pages: for the smallest sheet, which is tried last, and for the others.
_DOUBT, _HOPE = 0.2, 0.12
_WORTH_TRYING = 2


def attempts(content: dict, sheets: tuple[Sheet, ...]) -> list[tuple[int, Sheet]]:
    """Return the attempts in order: a sheet, and the number of pages for which it is accepted.

    For the smallest possible number of pages: the most probable sheet, the next smaller one and the smallest; then the
    same for one page more. For large numbers of pages there is a single attempt.
    """
    guesses = [_pages(content, sheet) for sheet in sheets]
    fewest = max(1, ceil(guesses[-1] - _DOUBT))
    tries = []
    for few in (fewest, fewest + 1):
        first = next((number for number, guess in enumerate(guesses) if guess - _HOPE <= few), len(sheets) - 1)
        tries += [(few, sheet) for sheet in dict.fromkeys((*sheets[first : first + 2], sheets[-1]))]
    return tries if fewest <= _WORTH_TRYING else tries[:1]


def fits_for_certain(days: list[dict], sheet: Sheet) -> list[bool]:
    """Return which days are certainly lower than a column; the first one shares its page with the head."""
    return [
        _height_of_day(day, sheet) < sheet.height_in_em * (_CERTAINLY if number else _CERTAINLY_AT_FIRST)
        for number, day in enumerate(days)
    ]


def _pages(content, sheet):
    """Return the estimated number of pages of the month on this sheet, as a float."""
    heights = [_height_of_day(day, sheet) for day in content["days"]]
    if not heights:
        return 1
    gap = _GAP * sum(heights) / len(heights)
    column = max(1, sheet.height_in_em - gap)
    surroundings = sheet.columns * _SURROUNDINGS_MM / 25.4 * 72 / sheet.text
    return (sum(heights) + surroundings) / (sheet.columns * column)


def _height_of_day(day, sheet):
    notes = ceil(_width(day["notes"]) * _BOLD_LETTER / (sheet.line_in_em + sheet.hang)) * _LINE
    return _DAY + notes + sum(_height_of_entry(entry, sheet) for entry in day["entries"])


def _height_of_entry(entry, sheet):
    title = _width(entry["title"]) * _BOLD_LETTER / sheet.line_in_em
    facts_width = _width(entry["words"]) * _LETTER / sheet.line_in_em
    if "cancellation" in entry:
        facts_width += _width(entry["cancellation"] + entry["reason"]) * _BOLD_LETTER / sheet.line_in_em
    lines = ceil(title + facts_width) if sheet.dense else ceil(title) + ceil(facts_width)
    return lines * _LINE + _BETWEEN


def _width(text):
    """Return the width of a text in lower-case characters; capitals, other scripts and emoji are wider."""
    return len(text) + sum(letter.isupper() + 2 * (letter >= "\u2e00") for letter in text) * 0.6
