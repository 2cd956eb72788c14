"""A restored database equals the recorded one, and new rows can be added to it."""

import pytest

from kasch_site.common.caching import versions
from kasch_site.home.models import Notice
from tests.support.database.recorded import changed_rows, record, replay


def in_order(recorded):
    """Return the rows of each table, in any order."""
    return {
        table: sorted(rows.splitlines() if isinstance(rows, bytes) else map(repr, rows))
        for table, rows in recorded.items()
    }


@pytest.mark.parametrize("time", ["first", "second"])
def test_all_recorded_rows_are_created_and_no_others(demo_house, recorded_demo_house, time):
    Notice.objects.all().delete()
    recorded, _folder = recorded_demo_house
    before = versions.read_stamp()
    replay(recorded)
    assert in_order(record()) == in_order(recorded)
    assert all(new > old for (_room, new), (_same, old) in zip(versions.read_stamp(), before, strict=True))


def test_new_records_get_new_keys_and_are_tracked(demo_house):
    known, before = set(Notice.objects.values_list("pk", flat=True)), versions.read_stamp()
    added = Notice.objects.create(title="Neu", text="Neu.", from_day="2026-12-01", until_day="2026-12-02")
    assert known and added.pk > max(known)
    assert versions.read_stamp() != before


def test_a_changed_row_is_counted_and_a_read_one_is_not(demo_house):
    before = changed_rows()
    notices = list(Notice.objects.all())
    assert changed_rows() == before
    notices[0].save()
    assert changed_rows() > before
