"""Tables in which nobody can be found again: nothing small is shown, and nothing hidden can be worked out."""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.export.small_counts import SMALL, is_small, protected, rate, table

COUNTS = st.integers(0, 40) | st.integers(0, 5)
TABLES = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=1, max_size=6)
)


def made(counts):
    return table(range(len(counts)), range(len(counts[0])), counts)


def worked_out(counts, found):
    """What somebody finds who solves all the sums of a table: its hidden counts that can have only one value."""
    height, width = len(counts), len(counts[0])
    unknown = [
        (row, column) for row, column in product(range(height), range(width)) if found.cells[row][column] is None
    ]
    unknown += [("row", row) for row in range(height) if found.row_totals[row] is None]
    unknown += [("column", column) for column in range(width) if found.column_totals[column] is None]
    unknown += ["total"] if found.total is None else []
    places = {name: place for place, name in enumerate(unknown)}

    def line(names, sum_name):
        values = [Fraction(0)] * len(unknown)
        for name in names:
            if name in places:
                values[places[name]] += 1
        if sum_name in places:
            values[places[sum_name]] -= 1
        return values

    lines = [line([(row, column) for column in range(width)], ("row", row)) for row in range(height)]
    lines += [line([(row, column) for row in range(height)], ("column", column)) for column in range(width)]
    lines += [line([("row", row) for row in range(height)], "total")]
    lines += [line([("column", column) for column in range(width)], "total")]
    return [unknown[place] for place in _determined(lines, len(unknown))]


def _determined(lines, width):
    """Columns of a system of equations whose unknown has one value: Gauss, then lines with a single one."""
    reduced, rank = [list(line) for line in lines], 0
    for column in range(width):
        pivot = next((row for row in range(rank, len(reduced)) if reduced[row][column]), None)
        if pivot is None:
            continue
        reduced[rank], reduced[pivot] = reduced[pivot], reduced[rank]
        reduced[rank] = [value / reduced[rank][column] for value in reduced[rank]]
        for row in range(len(reduced)):
            if row != rank and reduced[row][column]:
                factor = reduced[row][column]
                reduced[row] = [
                    value - factor * other for value, other in zip(reduced[row], reduced[rank], strict=True)
                ]
        rank += 1
    single = ([place for place, value in enumerate(line) if value] for line in reduced[:rank])
    return [places[0] for places in single if len(places) == 1]


@given(TABLES)
def test_no_small_count_is_shown(counts):
    found = made(counts)
    shown = [count for row in found.cells for count in row] + [*found.row_totals, *found.column_totals, found.total]
    assert not [count for count in shown if count is not None and is_small(count)]


@given(TABLES)
def test_no_small_count_can_be_worked_out(counts):
    found = made(counts)
    truth = {(row, column): counts[row][column] for row, column in product(range(len(counts)), range(len(counts[0])))}
    truth |= {("row", row): sum(line) for row, line in enumerate(counts)}
    truth |= {("column", column): sum(line) for column, line in enumerate(zip(*counts, strict=True))}
    truth["total"] = sum(map(sum, counts))
    assert [(name, truth[name]) for name in worked_out(counts, found) if is_small(truth[name])] == []


@given(TABLES)
def test_what_is_shown_is_true(counts):
    found = made(counts)
    for row, column in product(range(len(counts)), range(len(counts[0]))):
        assert found.cells[row][column] in (None, counts[row][column])
    assert all(shown in (None, sum(counts[row])) for row, shown in enumerate(found.row_totals))
    assert found.total in (None, sum(map(sum, counts)))


def test_a_table_of_large_counts_is_shown_whole():
    found = made([[12, 9, 0], [30, 8, 7]])
    assert not found.hides
    assert found.row_totals == (21, 45) and found.column_totals == (42, 17, 7) and found.total == 66


def test_a_single_small_count_hides_three_more():
    found = made([[3, 20, 30], [9, 40, 8], [50, 60, 70]])
    assert found.cells == ((None, 20, None), (None, 40, None), (50, 60, 70))
    assert found.total == 290


def test_totals_are_hidden_two_by_two():
    assert protected([3, 20, 7]) == [None, 20, None]
    assert protected([3, 2, 7]) == [None, None, 7]
    assert protected([0, 20, 7]) == [0, 20, 7]


def test_a_rate_needs_both_counts():
    assert rate(5, 20) == 0.25
    assert rate(None, 20) is None and rate(5, None) is None and rate(0, 0) is None
    assert SMALL == 5
