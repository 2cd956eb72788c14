"""Suppression of small counts across several tables about the same persons.

Each table is protected by itself (`small_counts`), but a shown count may be a sum of counts hidden in another. All
shown counts form a system of linear equations; a hidden count can be derived exactly if its unknown has a single
solution. While such a count is from one to four, further counts are hidden beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from .small_counts import Table, is_small

# The index of a total in place of a row or column.
TOTAL = -1
# Indices of a table, a row and a column.
Entry = tuple[int, int, int]
Equation = dict[Entry, int]
# Computed modulo a prime, which is exact and fast; the coefficients of the equations are 1 and -1.
_PRIME = 2**61 - 1


def protected(tables: Sequence[Table], counts: Sequence[Sequence[Sequence[int]]], links: Iterable[Equation]) -> list:
    """Return the tables, with further counts hidden if necessary; `links` are sums of entries that are always zero."""
    values = {key: value for number, cells in enumerate(counts) for key, value in _values(number, cells)}
    hidden = {key for number, table in enumerate(tables) for key in _hidden(number, table)}
    equations = [equation for number, table in enumerate(tables) for equation in _sums(number, table)] + list(links)
    while known := [key for key in _known(equations, hidden) if is_small(values[key])]:
        more = {_cover(key, equations, hidden, values) for key in known} - {None}
        if not more:
            hidden = set(values)  # no count is left to protect them
            break
        hidden |= more
    return [_without(number, table, hidden) for number, table in enumerate(tables)]


def _values(number, cells):
    columns = list(zip(*cells, strict=True))
    yield from (((number, r, c), count) for r, line in enumerate(cells) for c, count in enumerate(line))
    yield from (((number, r, TOTAL), sum(line)) for r, line in enumerate(cells))
    yield from (((number, TOTAL, c), sum(column)) for c, column in enumerate(columns))
    yield (number, TOTAL, TOTAL), sum(map(sum, cells))


def _hidden(number, table):
    shown = [[*cells, total] for _name, cells, total in table.lines()] + [[*table.column_totals, table.total]]
    for r, line in enumerate(shown):
        for c, count in enumerate(line):
            if count is None:
                yield number, r if r < len(table.rows) else TOTAL, c if c < len(table.columns) else TOTAL


def _sums(number, table):
    rows, columns = [*range(len(table.rows)), TOTAL], [*range(len(table.columns)), TOTAL]
    yield from ({(number, r, c): -1 if c == TOTAL else 1 for c in columns} for r in rows)
    yield from ({(number, r, c): -1 if r == TOTAL else 1 for r in rows} for c in columns)


def _known(equations, hidden) -> list[Entry]:
    """Return the hidden counts with a single solution: each is alone in its row of the reduced system."""
    reduced: dict[Entry, Equation] = {}
    for equation in equations:
        line = {key: factor for key, factor in equation.items() if key in hidden}
        for pivot in [key for key in line if key in reduced]:
            _take_away(line, reduced[pivot], line[pivot])
        if line:
            _add(reduced, line)
    return sorted(pivot for pivot, line in reduced.items() if len(line) == 1)


def _add(reduced, line):
    pivot = min(line)
    inverse = pow(line[pivot], -1, _PRIME)
    line = {key: factor * inverse % _PRIME for key, factor in line.items()}
    for other in reduced.values():
        if pivot in other:
            _take_away(other, line, other[pivot])
    reduced[pivot] = line


def _take_away(line, other, times):
    for key, factor in other.items():
        left = (line.get(key, 0) - times * factor) % _PRIME
        if left:
            line[key] = left
        else:
            line.pop(key, None)


def _cover(key, equations, hidden, values) -> Entry | None:
    """Return the count to hide beside another: the smallest one in its sums that is not identifying."""
    beside = {each for equation in equations if key in equation for each in equation} - hidden
    large = [each for each in beside if not is_small(values[each]) and values[each]]
    return min(large or beside, key=lambda each: (values[each], each), default=None)


def _without(number, table, hidden) -> Table:
    def shown(r, c, count):
        return None if (number, r, c) in hidden else count

    return replace(
        table,
        cells=tuple(tuple(shown(r, c, count) for c, count in enumerate(line)) for r, line in enumerate(table.cells)),
        row_totals=tuple(shown(r, TOTAL, count) for r, count in enumerate(table.row_totals)),
        column_totals=tuple(shown(TOTAL, c, count) for c, count in enumerate(table.column_totals)),
        total=shown(TOTAL, TOTAL, table.total),
    )
