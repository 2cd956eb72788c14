"""Suppression of small counts in tables about persons.

Counts from one to four are hidden. They could be computed from a total and the other cells, so further cells are hidden
until no hidden one can be derived. In a table with totals the hidden cells are the edges of a graph whose nodes are its
rows and columns, the totals included, and a cell can be derived from the others exactly if its edge is a bridge
(Gusfield, A Graph Theoretic Approach to Statistical Data Security, SIAM J. Comput. 17, 1988).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

SMALL = 5
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by rows and columns with their totals; None marks a hidden count."""

    rows: tuple
    columns: tuple
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None

    def lines(self) -> Iterator[tuple]:
        """Yield each row: its name, its cells, its total."""
        return zip(self.rows, self.cells, self.row_totals, strict=True)

    @property
    def hides(self) -> bool:
        """Return whether any count is hidden."""
        return None in self.row_totals + self.column_totals or any(None in row for row in self.cells)


def is_small(count: int) -> bool:
    """Return whether the count is small enough to identify persons; zero is not."""
    return 0 < count < SMALL


def protected(counts: Sequence[int]) -> list[int | None]:
    """Return the counts of a line with small ones hidden, and another one if a single one could be derived from the
    total.

    Used for the totals of a table as well, so that they are hidden the same way everywhere.
    """
    hidden = {index for index, count in enumerate(counts) if is_small(count)}
    if len(hidden) == 1:
        others = [index for index, count in enumerate(counts) if count >= SMALL]
        hidden |= {min(others, key=lambda index: counts[index])} if others else set()
    return [None if index in hidden else count for index, count in enumerate(counts)]


def table(rows: Sequence, columns: Sequence, counts: Sequence[Sequence[int]]) -> Table:
    """Return a table with totals in which no count from one to four is shown or can be derived."""
    row_totals = [sum(row) for row in counts]
    column_totals = [sum(column) for column in zip(*counts, strict=True)] if counts else [0] * len(columns)
    shown_rows, shown_columns = protected(row_totals), protected(column_totals)
    hidden = _hidden_cells(counts, shown_rows, shown_columns)
    total = sum(row_totals)
    return Table(
        rows=tuple(rows),
        columns=tuple(columns),
        cells=tuple(
            tuple(None if (row, column) in hidden else count for column, count in enumerate(line))
            for row, line in enumerate(counts)
        ),
        row_totals=tuple(shown_rows),
        column_totals=tuple(shown_columns),
        total=None if is_small(total) or _alone(shown_rows) or _alone(shown_columns) else total,
    )


def rate(part: int | None, whole: int | None) -> float | None:
    """Return `part` / `whole`, from 0 to 1; None if either is hidden or `whole` is zero."""
    return part / whole if part is not None and whole else None


def _alone(shown):
    """Return whether exactly one count is hidden, so that the sum must be hidden too."""
    return sum(1 for count in shown if count is None) == 1


def _hidden_cells(counts, shown_rows, shown_columns) -> set[Cell]:
    """Return the cells to hide: the small ones, and as few and as small further ones as needed.

    The row totals are treated as a last column, the column totals as a last row.
    """
    height, width = len(counts), len(counts[0]) if counts else 0
    hidden = {(row, column) for row, column in product(range(height), range(width)) if is_small(counts[row][column])}
    margins = {(row, width) for row, total in enumerate(shown_rows) if total is None}
    margins |= {(height, column) for column, total in enumerate(shown_columns) if total is None}
    while open_ones := _bridges(hidden | margins) - margins:
        cover = _cheapest_cover(counts, hidden | margins, min(open_ones))
        if cover <= hidden:
            # No cell is left to protect them: hide the whole inner table.
            return set(product(range(height), range(width)))
        hidden |= cover
    return hidden


def _cheapest_cover(counts, hidden, cell) -> set[Cell]:
    """Return the corners of a rectangle around a cell, which put it on a cycle; empty if there is none."""
    row, column = cell
    best, best_cost = set(), None
    for other_row, other_column in product(range(len(counts)), range(len(counts[0]))):
        if other_row == row or other_column == column:
            continue
        corners = {(row, other_column), (other_row, column), (other_row, other_column)}
        # A corner with count zero would reveal the others, because counts cannot be negative.
        new = [counts[r][c] for r, c in corners - hidden]
        cost = (sum(1 for count in new if count < SMALL), sum(new))
        if best_cost is None or cost < best_cost:
            best, best_cost = corners, cost
    return best


def _bridges(edges: set[Cell]) -> set[Cell]:
    """Return the edges between rows and columns that lie on no cycle."""
    return {edge for edge in edges if not _is_joined(edges - {edge}, edge)}


def _is_joined(edges, ends) -> bool:
    row, column = ends
    seen, to_see = {("row", row)}, [("row", row)]
    while to_see:
        kind, number = to_see.pop()
        index, other = (0, "column") if kind == "row" else (1, "row")
        reached = {(other, edge[1 - index]) for edge in edges if edge[index] == number} - seen
        seen |= reached
        to_see.extend(reached)
    return ("column", column) in seen
