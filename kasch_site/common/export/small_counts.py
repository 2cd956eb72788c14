"""Tables of persons in which nobody can be found again.

Counts from one to four are hidden. That alone protects nobody: whoever knows a total and all the other cells subtracts.
So further cells are hidden until none can be worked out. In a table with totals the hidden cells are the edges of a
graph whose nodes are its rows and columns, the totals among them, and a cell can be worked out from the others just
when its edge is a bridge (Gusfield, A Graph Theoretic Approach to Statistical Data Security, SIAM J. Comput. 17, 1988).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

SMALL = 5
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by rows and columns with their totals; None stands where a count is hidden."""

    rows: tuple
    columns: tuple
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None

    def lines(self) -> Iterator[tuple]:
        """Each row: its name, its cells, its total."""
        return zip(self.rows, self.cells, self.row_totals, strict=True)

    @property
    def hides(self) -> bool:
        """Whether anything is hidden."""
        return None in self.row_totals + self.column_totals or any(None in row for row in self.cells)


def is_small(count: int) -> bool:
    """Whether so few persons could be found again; nobody at all is no secret."""
    return 0 < count < SMALL


def protected(counts: Sequence[int]) -> list[int | None]:
    """Counts beside their total, with the small ones hidden, and another one where a single one could be worked out.

    Used for the totals of a table as well, so that they are hidden alike wherever they stand.
    """
    hidden = {index for index, count in enumerate(counts) if is_small(count)}
    if len(hidden) == 1:
        others = [index for index, count in enumerate(counts) if count >= SMALL]
        hidden |= {min(others, key=lambda index: counts[index])} if others else set()
    return [None if index in hidden else count for index, count in enumerate(counts)]


def table(rows: Sequence, columns: Sequence, counts: Sequence[Sequence[int]]) -> Table:
    """A table with its totals in which no count from one to four stands or can be worked out."""
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
    """How much of the whole a part is, from 0 to 1; None where one of them is hidden or there is nothing."""
    return part / whole if part is not None and whole else None


def _alone(shown):
    """A hidden count with nothing beside it to hide it: then the sum must go too."""
    return sum(1 for count in shown if count is None) == 1


def _hidden_cells(counts, shown_rows, shown_columns) -> set[Cell]:
    """The cells to hide: the small ones, and of the others as few and as small ones as will do.

    The totals of the rows are a last column, those of the columns a last row.
    """
    height, width = len(counts), len(counts[0]) if counts else 0
    hidden = {(row, column) for row, column in product(range(height), range(width)) if is_small(counts[row][column])}
    margins = {(row, width) for row, total in enumerate(shown_rows) if total is None}
    margins |= {(height, column) for column, total in enumerate(shown_columns) if total is None}
    while open_ones := _bridges(hidden | margins) - margins:
        cover = _cheapest_cover(counts, hidden | margins, min(open_ones))
        if cover <= hidden:
            # Nothing left to hide them behind: then nothing of the inner table is shown.
            return set(product(range(height), range(width)))
        hidden |= cover
    return hidden


def _cheapest_cover(counts, hidden, cell) -> set[Cell]:
    """The corners of a rectangle around a cell, which make it one of a circle; empty where there is none."""
    row, column = cell
    best, best_cost = set(), None
    for other_row, other_column in product(range(len(counts)), range(len(counts[0]))):
        if other_row == row or other_column == column:
            continue
        corners = {(row, other_column), (other_row, column), (other_row, other_column)}
        # A corner where nobody is would give the others away: none of them can be less than nothing.
        new = [counts[r][c] for r, c in corners - hidden]
        cost = (sum(1 for count in new if count < SMALL), sum(new))
        if best_cost is None or cost < best_cost:
            best, best_cost = corners, cost
    return best


def _bridges(edges: set[Cell]) -> set[Cell]:
    """Edges between rows and columns that lie on no circle: taking one away parts what it joins."""
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
