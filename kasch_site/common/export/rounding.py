"""Published counts of persons, rounded to multiples of five, as German statistical offices do ("5er-Rundung").

Each count is rounded on its own, totals from their true values: it differs from the true count by at most two, the same
count is the same in every table, and rounded counts need not add up. A zero stands for zero to two persons. See
https://www.destatis.de/DE/Themen/Gesellschaft-Umwelt/Soziales/Sozialhilfe/Glossar/Geheimhaltung_HLU_BUT_ab2020.html and
https://www.statistik-bw.de/Arbeit/OeffentlichBeschaeftigte/BS-OD_Ghh5erRundung.jsp.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

BASE = 5
# Of fewer persons no share is published: rounding would distort it too much.
MIN_TOTAL = 20
# Printed below every table and in every file with rounded counts.
NOTE = _(
    "Jede Zahl ist für sich auf ein Vielfaches von 5 gerundet, damit niemand zu erkennen ist: 0 steht für 0 bis 2. "
    "Darum geht eine Summe nicht immer genau auf."
)


@dataclass(frozen=True, slots=True)
class Table:
    """Rounded counts by rows and columns, with rounded totals."""

    rows: tuple
    columns: tuple
    cells: tuple[tuple[int, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int

    def lines(self) -> Iterator[tuple]:
        """Yield each row: its name, its cells, its total."""
        return zip(self.rows, self.cells, self.row_totals, strict=True)


def rounded(count: int) -> int:
    """Return the multiple of five that is nearest to a count."""
    return (count + BASE // 2) // BASE * BASE


def table(rows: Sequence, columns: Sequence, counts: Sequence[Sequence[int]]) -> Table:
    """Return the table of true counts, one sequence for each row, as it may be published."""
    by_column = zip(*counts, strict=True) if counts else [()] * len(columns)
    return Table(
        rows=tuple(rows),
        columns=tuple(columns),
        cells=tuple(tuple(map(rounded, line)) for line in counts),
        row_totals=tuple(rounded(sum(line)) for line in counts),
        column_totals=tuple(rounded(sum(column)) for column in by_column),
        total=rounded(sum(map(sum, counts))),
    )


def share(part: int, rest: int) -> float | None:
    """Return a part of all persons, from 0 to 1; None of fewer than `MIN_TOTAL`.

    Computed from the rounded counts, which are published too, so that it reveals no more than they do.
    """
    whole = rounded(part) + rounded(rest)
    return rounded(part) / whole if whole >= MIN_TOTAL else None
