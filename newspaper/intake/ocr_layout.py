"""Reconstruct lines, columns and blocks from tesseract's table of words."""

from collections.abc import Iterable
from itertools import groupby, pairwise
from statistics import median

from .process.boxes import Box, Word
from .process.lines import Block, Line

_HYPHENS = frozenset("-‐¬")
_FEWEST_LINES = 4  # of columns
_MIN_GUTTER = 0.6  # in heights of a line
_MAX_CROSSING = 0.12  # of the lines may cross a gutter: those of a heading


def blocks_of(rows: list[dict]) -> list[Block]:
    """Return the blocks of the words of tesseract's table."""
    found: list[Block] = []
    for _number, inside in groupby(rows, lambda row: row["block_num"]):
        lines = [
            [_word(row) for row in words]
            for _line, words in groupby(inside, lambda row: (row["par_num"], row["line_num"]))
        ]
        for column in _columns(lines):
            found.append(_block([_line(words) for words in column], len(found)))
    return found


def _word(row) -> Word:
    left, top, width, height = (float(row[name]) for name in ("left", "top", "width", "height"))
    text = row["text"].strip()
    has_hyphen = len(text) > 1 and text[-1] in _HYPHENS and text[-2].isalnum()
    box = Box(left, top, left + width, top + height)
    return Word(text[:-1] if has_hyphen else text, box, height, has_hyphen=has_hyphen)


def _around(words: Iterable[Word]) -> Box:
    first, *others = (word.box for word in words)
    box = Box(first.left, first.top, first.right, first.bottom)
    for other in others:
        box.extend(other)
    return box


def _line(words: list[Word]) -> Line:
    box = _around(words)
    return Line(words, box, box.height)


def _block(lines: list[Line], index) -> Block:
    box = _around(word for line in lines for word in line.words)
    return Block(lines, box, index, median(line.size for line in lines))


def _columns(lines: list[list[Word]]) -> list[list[list[Word]]]:
    """Return the lines split into columns if tesseract has read across gutters."""
    edges = _gutters(lines)
    columns: list[list[list[Word]]] = [[] for _edge in range(len(edges) + 1)]
    for words in lines:
        by_column = groupby(words, lambda word: sum((word.box.left + word.box.right) / 2 > edge for edge in edges))
        for number, part in by_column:
            columns[number].append(list(part))
    return [column for column in columns if column]


def _gutters(lines) -> list[float]:
    """Return the centre of each gutter, from the left."""
    if len(lines) < _FEWEST_LINES:
        return []
    height = median(word.box.height for words in lines for word in words)
    changes = sorted(
        change for words in lines for run in _runs(words, height) for change in ((run.left, 1), (run.right, -1))
    )
    allowed, crossing, found = int(_MAX_CROSSING * len(lines)), 0, []
    for (place, change), (following, _next) in pairwise(changes):
        crossing += change
        if crossing <= allowed and following - place >= _MIN_GUTTER * height:
            found.append((place + following) / 2)
    return found


def _runs(words, height) -> list[Box]:
    """Return the parts of a line between gaps that can be gutters."""
    runs: list[Box] = []
    for word in words:
        if runs and word.box.left - runs[-1].right < _MIN_GUTTER * height:
            runs[-1].extend(word.box)
        else:
            runs.append(_around([word]))
    return runs
