"""Published counts are multiples of five, each rounded independently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.export.rounding import MIN_TOTAL, rounded, share, table

counts = st.integers(0, 100_000)
tables = st.integers(1, 6).flatmap(lambda width: st.lists(st.lists(counts, min_size=width, max_size=width), max_size=6))


@pytest.mark.parametrize(
    ("count", "published"), [(0, 0), (1, 0), (2, 0), (3, 5), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)]
)
def test_a_count_becomes_the_nearest_multiple_of_five(count, published):
    assert rounded(count) == published


@given(counts)
def test_a_published_count_is_a_multiple_of_five_and_differs_by_at_most_two(count):
    assert rounded(count) % 5 == 0
    assert abs(rounded(count) - count) <= 2


@given(tables)
def test_each_cell_and_each_total_of_a_table_is_rounded_independently(inner):
    width = len(inner[0]) if inner else 3
    result = table(range(len(inner)), range(width), inner)
    assert result.cells == tuple(tuple(map(rounded, line)) for line in inner)
    assert result.row_totals == tuple(rounded(sum(line)) for line in inner)
    assert result.column_totals == tuple(rounded(sum(line[column] for line in inner)) for column in range(width))
    assert result.total == rounded(sum(sum(line) for line in inner))


def test_a_total_is_not_the_sum_of_rounded_counts():
    result = table(["a", "b"], ["x"], [[2], [2]])
    assert (result.cells, result.column_totals) == (((0,), (0,)), (5,))


@given(part=st.integers(0, 500), rest=st.integers(0, 500))
def test_a_percentage_depends_only_on_published_counts(part, rest):
    assert share(part, rest) == share(rounded(part), rounded(rest))


def test_no_percentage_of_a_few_persons_is_published():
    assert share(5, MIN_TOTAL - 10) is None
    assert share(5, MIN_TOTAL - 5) == 0.25
    assert share(0, 0) is None
