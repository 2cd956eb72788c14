"""Separate the margins of a page from its text: running head, page number, what is printed on each page.

Margins are read before and after the text, so that they do not interrupt a column, and not at all if the text repeats
them.
"""

from .boxes import Box
from .lines import Block
from .reading_order import strips_of

_MARGIN = 0.09  # of the height of a page
_MOST_LETTERS = 150
_LEAST_GAP = 0.8  # in sizes of the letters, between it and the text


def without_margins(blocks: list[Block], page: Box) -> tuple[list[Block], list[Block], list[Block]]:
    """Return what is above the text of a page, its text, and what is below, each from the left."""
    strips = strips_of(blocks)
    if len(strips) < 3:
        return [], blocks, []
    top, bottom = page.top + _MARGIN * page.height, page.bottom - _MARGIN * page.height
    head = strips[0] if _bottom(strips[0]) <= top and _is_margin(strips[0], strips[1]) else []
    foot = strips[-1] if _top(strips[-1]) >= bottom and _is_margin(strips[-1], strips[-2]) else []
    text = [block for block in blocks if block not in head and block not in foot]
    lines_of_text = {_letters(line) for block in text for line in block.lines}
    return _from_left(block for block in head if _letters(block.lines[0]) not in lines_of_text), text, _from_left(foot)


def _is_margin(strip, neighbour):
    """Return whether a strip consists of single short lines, apart from the text next to it."""
    size = max(block.size for block in strip)
    gap = max(_top(neighbour) - _bottom(strip), _top(strip) - _bottom(neighbour))
    are_lines = all(len(block.lines) == 1 for block in strip)
    return are_lines and gap >= _LEAST_GAP * size and sum(block.letters for block in strip) <= _MOST_LETTERS


def _top(strip):
    return min(block.box.top for block in strip)


def _bottom(strip):
    return max(block.box.bottom for block in strip)


def _letters(line):
    return " ".join(word.text for word in line.words).casefold()


def _from_left(blocks):
    return sorted(blocks, key=lambda block: block.box.left)
