"""The order in which people read the blocks of a page: headings, then columns from left to right, boxes as a whole.

A page is cut where nothing is printed: into columns by gutters from top to bottom, and across where a heading or
another number of columns begins. What lies in the middle of a text that flows around it is read after that text.
"""

from itertools import pairwise
from statistics import median

from .lines import Block

_MIN_GUTTER = 0.3  # in sizes of the letters
_HEADING = 1.25  # how much larger the letters of a heading are than those of the text
_MOST_LETTERS_OF_KICKER = 40
_MAX_DEPTH = 40


def in_order(blocks: list[Block], depth: int = 0) -> list[Block]:
    """Return blocks without parts in reading order."""
    ordered = _ordered(blocks, _usual_size(blocks), depth)
    return [each for block in ordered for each in (in_order(block.parts, depth + 1) if block.parts else [block])]


def _usual_size(blocks):
    return median([block.size for block in blocks for _weight in range(1 + block.letters // 20)] or [1.0])


def _ordered(blocks, size, depth):
    if len(blocks) < 2 or depth > _MAX_DEPTH:
        return sorted(blocks, key=lambda block: block.index)
    inside = _wrapped_around(blocks, size)
    if inside:
        rest = [block for block in blocks if block not in inside]
        return _ordered(rest, size, depth + 1) + _ordered(inside, size, depth + 1)
    sections = _sections(blocks, size)
    if len(sections) > 1:
        return [block for section in sections for block in _ordered(section, size, depth + 1)]
    columns = _columns(blocks, size)
    if len(columns) > 1:
        return [block for column in columns for block in _ordered(column, size, depth + 1)]
    strips = strips_of(blocks)
    if len(strips) > 1:
        return [block for strip in strips for block in _ordered(strip, size, depth + 1)]
    return sorted(blocks, key=lambda block: block.index)


def strips_of(blocks: list[Block]) -> list[list[Block]]:
    """Return the blocks between the horizontal lines at which nothing is printed, from the top."""
    found, bottom = [], None
    for block in sorted(blocks, key=lambda block: block.box.top):
        # Boxes of lines reach a little into each other.
        if bottom is None or block.box.top >= bottom - 0.2 * block.size:
            found.append([])
        found[-1].append(block)
        bottom = block.box.bottom if bottom is None else max(bottom, block.box.bottom)
    return found


def _columns(blocks, size):
    """Return the blocks between the vertical gutters, from the left."""
    found, right = [], None
    for block in sorted(blocks, key=lambda block: block.box.left):
        if right is None or block.box.left - right >= _MIN_GUTTER * size:
            found.append([])
        found[-1].append(block)
        right = block.box.right if right is None else max(right, block.box.right)
    return found


def _sections(blocks, size):
    """Return the blocks by section: one begins with a heading, or where the number of columns changes."""
    found = []
    for strip in strips_of(blocks):
        if found and _continues(found[-1], strip, size):
            found[-1] += strip
        else:
            kicker = _kicker(found[-1], strip) if found and _is_heading(strip, size) else []
            found.append([*kicker, *strip])
    return [section for section in found if section]


def _is_heading(strip, size):
    return min(strip, key=lambda block: (block.box.top, block.index)).size >= _HEADING * size


def _kicker(section, strip):
    """Take the short line above a heading, which says what it is about, out of the section before; return it."""
    last = max(section, key=lambda block: block.box.bottom)
    above = last.box.top - max((block.box.bottom for block in section if block is not last), default=float("-inf"))
    below = min(block.box.top for block in strip) - last.box.bottom
    if len(last.lines) != 1 or last.letters > _MOST_LETTERS_OF_KICKER or below >= above:
        return []
    section.remove(last)
    return [last]


def _continues(section, strip, size):
    if _is_heading(strip, size):
        return all(block.size >= _HEADING * size for block in section)
    above, together = len(_columns(section, size)), len(_columns(section + strip, size))
    if together > 1:
        # A box below that is as wide as two of the columns ends them.
        return together == above or above == 1
    return above == len(_columns(strip, size)) == 1


def _wrapped_around(blocks, size):
    """Return the blocks between parts of columns whose text continues below them."""
    if len(blocks) < 3 or (len(_columns(blocks, size)) > 1 and not _crosses(blocks)):
        return []
    by_index = sorted(blocks, key=lambda block: block.index)
    continued = [pair for pair in pairwise(by_index) if _continues_in(*pair)]
    return [
        block
        for block in blocks
        if any(
            above.box.bottom <= block.box.top + size
            and block.box.bottom <= below.box.top + size
            and min(above.box.right, block.box.right) > max(above.box.left, block.box.left)
            and block not in (above, below)
            for above, below in continued
        )
    ]


def _crosses(blocks):
    return any(block.parts for block in blocks)


def _continues_in(above, below):
    """Return whether a text continues below something else: the next in its column, with a gap of some lines."""
    narrower = min(above.box.width, below.box.width)
    overlap = min(above.box.right, below.box.right) - max(above.box.left, below.box.left)
    smaller, larger = sorted((above.size, below.size))
    gap = below.box.top - above.box.bottom
    return (
        not above.parts
        and not below.parts
        and overlap > 0.8 * narrower
        and larger < 1.1 * smaller
        and gap > 2 * smaller
    )
