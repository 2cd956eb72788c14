"""What two tables say together: nobody can be found by taking one from the other."""

from kasch_site.common.export import linked_counts, small_counts
from kasch_site.common.export.linked_counts import TOTAL

# Who was advised, by topic and month; how it ended, by topic: with appointment, without one, did not come.
MONTHS, ENDS = [[10, 10], [10, 10]], [[17, 3, 7], [16, 4, 9]]
ADVISED = [{(0, row, TOTAL): -1, (1, row, 0): 1, (1, row, 1): 1} for row in (0, 1, TOTAL)]


def shown():
    tables = [small_counts.table("ab", range(len(cells[0])), cells) for cells in (MONTHS, ENDS)]
    return tables, linked_counts.protected(tables, [MONTHS, ENDS], ADVISED)


def gives_away(by_month, by_end):
    """Topics of which one takes those with an appointment from all who were advised, and has those without."""
    return [
        row
        for row in (0, 1)
        if by_end.cells[row][1] is None and None not in (by_month.row_totals[row], by_end.cells[row][0])
    ]


def test_what_one_table_hides_another_does_not_give_away():
    alone, together = shown()
    assert gives_away(*alone) == [0, 1], "each by itself is safe, and both together are not: or this test says nothing"
    assert gives_away(*together) == []


def test_what_stands_there_is_true_and_something_stands_there():
    _alone, (by_month, by_end) = shown()
    for table, cells in ((by_month, MONTHS), (by_end, ENDS)):
        pairs = [pair for row in zip(table.cells, cells, strict=True) for pair in zip(*row, strict=True)]
        assert all(shown in (None, count) for shown, count in pairs)
    assert by_end.total == 56 and by_month.total == 40


def test_large_counts_all_stand_there():
    cells = [[10, 20], [30, 40]]
    table = small_counts.table("ab", "cd", cells)
    assert linked_counts.protected([table, table], [cells, cells], []) == [table, table]


def test_where_nothing_is_left_to_hide_behind_nothing_is_shown():
    cells = [[3, 0], [0, 0]]
    table = small_counts.table("ab", "cd", cells)
    (found,) = linked_counts.protected([table], [cells], [{(0, 0, 0): 1, (0, TOTAL, TOTAL): -1}])
    assert found.cells[0][0] is None and found.total is None
