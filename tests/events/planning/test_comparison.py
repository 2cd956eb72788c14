"""Comparison with a printed plan."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.planning.comparison import Kind, Row, apply_changes, differences

ROW = Row(
    "events:1",
    "Yoga",
    datetime(2026, 12, 8, 9, tzinfo=UTC),
    datetime(2026, 12, 8, 10, tzinfo=UTC),
    False,
    "Saal",
    "planned",
)
moments = st.datetimes(datetime(2026, 12, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
rows = st.builds(
    Row,
    key=st.sampled_from([f"events:{number}" for number in range(6)] + ["advice:1"]),
    title=st.sampled_from(["Yoga", "Chor", "„Tanz“ \U0001f483", ""]),
    start=moments,
    end=moments,
    all_day=st.booleans(),
    where=st.sampled_from(["Saal", "Café", ""]),
    status=st.sampled_from(["planned", "cancelled"]),
)
months = st.lists(rows, max_size=7, unique_by=lambda row: row.key)


@given(months, months)
def test_applying_the_differences_to_the_printed_entries_gives_the_current_ones(before, after):
    assert apply_changes(before, differences(before, after)) == set(after)


@given(months)
def test_equal_lists_have_no_differences(month):
    assert differences(month, month[::-1]) == []


@given(months, months)
def test_each_changed_entry_is_listed_once_with_its_changed_fields(before, after):
    difference = differences(before, after)
    assert len({each.key for each in difference}) == len(difference)
    assert all(each.kinds for each in difference)
    unchanged = {row.key for row in before} & {row.key for row in after} - {each.key for each in difference}
    assert {row for row in before if row.key in unchanged} == {row for row in after if row.key in unchanged}


@given(months, months)
def test_reversed_differences_restore_the_first_month(before, after):
    forward = apply_changes(before, differences(before, after))
    assert apply_changes(forward, differences(forward, before)) == set(before)


@given(rows)
def test_stored_entries_are_read_unchanged(row):
    assert Row.from_json(row.as_json()) == row


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ({"start": ROW.start - timedelta(hours=1)}, {Kind.MOVED}),
        ({"all_day": True}, {Kind.MOVED}),
        ({"where": "Café"}, {Kind.RELOCATED}),
        ({"title": "Yoga für alle"}, {Kind.RETITLED}),
        ({"status": "cancelled"}, {Kind.CANCELLED}),
        ({"where": "Café", "title": "Chor"}, {Kind.RELOCATED, Kind.RETITLED}),
    ],
)
def test_each_kind_of_change_has_a_name(change, kinds):
    (difference,) = differences([ROW], [replace(ROW, **change)])
    assert difference.kinds == kinds


def test_entries_on_one_side_only_are_removed_or_added():
    assert differences([ROW], [])[0].kinds == {Kind.REMOVED}
    assert differences([], [ROW])[0].kinds == {Kind.ADDED}
    assert differences([replace(ROW, status="cancelled")], [ROW])[0].kinds == {Kind.RESTORED}


def test_entries_cancelled_on_both_sides_are_irrelevant():
    off = replace(ROW, status="cancelled")
    assert not differences([off], [])[0].is_relevant
    assert not differences([off], [replace(off, where="Café")])[0].is_relevant
    assert differences([ROW], [off])[0].is_relevant
    assert differences([off], [ROW])[0].is_relevant
