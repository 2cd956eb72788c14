"""Occupancy of a room on a day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common import clock
from kasch_site.common.sections import Entry, Status
from kasch_site.house.models import ClosingDay
from kasch_site.inquiries import occupancy as module
from kasch_site.inquiries.occupancy import is_used, occupancy, used

DAY = date(2026, 12, 8)


def test_occupied_times_of_the_room_are_listed(cafe, planned):
    planned(cafe, "2026-12-08T14:00", "2026-12-08T17:00")
    planned(cafe, "2026-12-08T09:00", "2026-12-08T12:00")
    assert occupancy(cafe, DAY) == ("An diesem Tag ist der Raum belegt: 9–12 Uhr und 14–17 Uhr.")
    assert is_used(cafe, DAY)


def test_overlapping_and_adjacent_entries_are_merged(cafe, planned):
    for start, end in [("09:00", "11:00"), ("10:30", "12:00"), ("12:00", "13:15")]:
        planned(cafe, f"2026-12-08T{start}", f"2026-12-08T{end}")
    assert "belegt: 9–13:15 Uhr." in occupancy(cafe, DAY)


def test_cancelled_entries_other_rooms_and_other_days_are_ignored(cafe, rooms_of_house, planned):
    planned(cafe, "2026-12-08T09:00", "2026-12-08T12:00", status=Status.CANCELLED)
    planned(rooms_of_house["Saal"], "2026-12-08T09:00", "2026-12-08T12:00")
    planned(cafe, "2026-12-07T20:00", "2026-12-08T00:00")
    assert occupancy(cafe, DAY) == "An diesem Tag ist in dem Raum noch nichts eingetragen."
    assert not is_used(cafe, DAY)


def test_an_entry_past_midnight_occupies_both_days(cafe, planned):
    planned(cafe, "2026-12-07T22:00", "2026-12-08T02:00")
    assert "belegt: 0–2 Uhr" in occupancy(cafe, DAY)
    assert "belegt: 22–24 Uhr" in occupancy(cafe, DAY - timedelta(days=1))


def test_an_entry_of_several_days_occupies_the_whole_day(cafe, planned):
    planned(cafe, "2026-12-07T00:00", "2026-12-10T00:00", all_day=True)
    assert occupancy(cafe, DAY) == "An diesem Tag ist der Raum durchgehend belegt."


def test_without_a_room_the_free_ones_are_listed(rooms_of_house, planned):
    assert "hier noch nichts eingetragen: Café, Saal." in occupancy(None, DAY)
    planned(rooms_of_house["Café"], "2026-12-08T09:00", "2026-12-08T10:00")
    assert "hier noch nichts eingetragen: Saal." in occupancy(None, DAY)
    planned(rooms_of_house["Saal"], "2026-12-08T09:00", "2026-12-08T10:00")
    assert "in jedem Raum schon etwas eingetragen." in occupancy(None, DAY)
    assert not is_used(None, DAY)


def test_without_a_day_no_occupancy_is_shown(cafe, planned):
    assert occupancy(cafe, None) == ""
    assert not is_used(cafe, None)


def test_a_closing_day_is_stated(cafe, planned):
    ClosingDay.objects.create(name="Winterpause", first_day=DAY, last_day=DAY)
    assert occupancy(cafe, DAY).endswith("Das Haus ist geschlossen (Winterpause).")


@given(st.lists(st.tuples(st.integers(-600, 2000), st.integers(1, 900)), max_size=8))
def test_each_minute_is_occupied_exactly_during_an_entry(minutes):
    midnight, end = clock.day_bounds(DAY)
    spans = [(midnight + timedelta(minutes=a), midnight + timedelta(minutes=a + length)) for a, length in minutes]
    calendar = [Entry("toys:1", "Treff", *span, "/", "toys", room_id=1, changed_at=midnight) for span in spans]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "entries", lambda start, end: [hours for hours in calendar if hours.overlaps(start, end)])
        stretches = used(1, DAY)
    assert all(first < last for first, last in stretches)
    assert all(one[1] < other[0] for one, other in pairwise(stretches))
    minute = midnight
    while minute < end:
        wanted = any(start <= minute < stop for start, stop in spans)
        assert any(first <= minute < last for first, last in stretches) == wanted
        minute += timedelta(minutes=30)
