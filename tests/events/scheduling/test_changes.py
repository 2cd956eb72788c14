"""Changes to single dates: cancelled, moved, another room or title, and reset."""

from datetime import date, time, timedelta

import pytest

from events.models import Occurrence, Series
from events.scheduling import changes
from events.scheduling.changes import ChangeRefused
from events.scheduling.generation import add_date, make_dates
from kasch_site.common import clock
from kasch_site.house.models import Room, SpecialPeriod

TODAY = date(2026, 11, 2)
DAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def monday_morning(time_machine):
    time_machine.move_to(clock.local(TODAY, time(8)))


@pytest.fixture
def row(make_series):
    series = make_series()
    make_dates(TODAY)
    return series.occurrences.get(slot=DAY)


@pytest.fixture
def hall(db):
    return Room.objects.create(name="Saal")


def reload(row):
    return Occurrence.objects.get(pk=row.pk)


def test_a_cancelled_date_has_a_reason_and_stays_cancelled(row):
    changes.cancel(row, "Die Leiterin ist krank")
    make_dates(TODAY)
    row = reload(row)
    assert (row.status, row.reason, row.is_different, row.sequence) == ("cancelled", "Die Leiterin ist krank", True, 1)


def test_a_restored_date_that_matches_its_series_is_no_longer_different(row):
    changes.cancel(row, "krank")
    changes.restore(row)
    row = reload(row)
    assert (row.status, row.reason, row.is_different, row.sequence) == ("planned", "", False, 2)


def test_a_date_kept_on_a_holiday_stays_a_manual_decision(row):
    SpecialPeriod.objects.create(kind="public", name="Feiertag", first_day=DAY, last_day=DAY)
    make_dates(TODAY)
    assert reload(row).is_cancelled
    changes.restore(row)
    make_dates(TODAY)
    assert (reload(row).status, reload(row).is_different) == ("planned", True)


def test_a_restored_date_keeps_its_other_changes(row):
    changes.retitle(row, "Mit Gast")
    changes.cancel(row, "krank")
    changes.restore(row)
    assert (reload(row).title, reload(row).is_different) == ("Mit Gast", True)


def test_a_moved_date_keeps_its_url_and_its_day_in_the_series(row):
    later = clock.local(date(2026, 11, 26), time(15))
    changes.move(row, later, later + timedelta(hours=1))
    make_dates(TODAY)
    row = reload(row)
    assert (row.key, row.slot, row.starts_at) == ("2026-11-24", DAY, later)
    assert row.series.occurrences.filter(slot=DAY).count() == 1


def test_a_date_may_have_another_room_or_another_place(row, hall):
    changes.relocate(row, room=hall)
    assert (reload(row).room, reload(row).place) == (hall, "")
    changes.relocate(row, place="Stadtpark")
    assert (reload(row).room, reload(row).place, reload(row).sequence) == (None, "Stadtpark", 2)


def test_an_invisible_change_does_not_update_calendar_feeds(row):
    changes.retitle(row, "")
    assert reload(row).sequence == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"starts_at": clock.local(DAY, time(12))}, "ends_at"),
        ({"ends_at": clock.local(date(2027, 11, 24))}, "ends_at"),
        ({"reason": "x" * 121, "status": "cancelled"}, "reason"),
        ({"title": "x" * 121}, "title"),
        ({"status": "vielleicht"}, "status"),
        ({"place": "x" * 161}, "place"),
    ],
)
def test_impossible_changes_are_refused_and_nothing_is_saved(row, changed, field):
    before = Occurrence.objects.values().get(pk=row.pk)
    with pytest.raises(ChangeRefused) as refused:
        changes.change(row, **changed)
    assert field in refused.value.message_dict
    assert Occurrence.objects.values().get(pk=row.pk) == before


def test_a_room_together_with_a_place_is_refused(row, hall):
    with pytest.raises(ChangeRefused):
        changes.relocate(row, room=hall, place="Stadtpark")
    assert reload(row).room is None


def test_changing_a_deleted_date_is_refused_with_a_message(row):
    Occurrence.objects.all().delete()
    with pytest.raises(ChangeRefused, match="Diesen Termin gibt es nicht mehr"):
        changes.cancel(row)


def test_a_concurrent_change_is_not_overwritten(row):
    stale = reload(row)
    changes.retitle(row, "Mit Gast")
    changes.cancel(stale, "krank")
    assert (reload(row).title, reload(row).reason, reload(row).sequence) == ("Mit Gast", "krank", 2)


def test_resetting_to_the_series_reverts_all_changes(row, hall):
    changes.change(row, title="Mit Gast", room=hall, status="cancelled", reason="krank")
    Series.objects.update(starts_at=time(11), ends_at=time(12))
    back = changes.back_to_series(row)
    assert back.starts_at == clock.local(DAY, time(11))
    row = reload(row)
    assert (row.title, row.room, row.status, row.reason, row.is_different, row.sequence) == (
        "",
        None,
        "planned",
        "",
        False,
        2,
    )
    assert make_dates(TODAY, event=row.event)[0].unchanged == [row]


def test_resetting_to_a_series_without_that_day_deletes_the_date(row):
    changes.retitle(row, "Mit Gast")
    Series.objects.update(weekday=2)
    assert changes.back_to_series(row) is None
    assert not Occurrence.objects.filter(pk=row.pk).exists()


def test_resetting_to_the_series_is_refused_for_single_and_past_dates(row, event, time_machine):
    single = add_date(event, clock.local(DAY, time(18)), clock.local(DAY, time(19)))
    with pytest.raises(ChangeRefused, match="gehört zu keiner Serie"):
        changes.back_to_series(single)
    changes.cancel(row, "krank")
    time_machine.move_to(clock.local(DAY + timedelta(days=1)))
    with pytest.raises(ChangeRefused, match="liegt zurück"):
        changes.back_to_series(row)
    assert reload(row).is_cancelled


def test_a_single_date_never_differs_from_a_series(event):
    single = add_date(event, clock.local(DAY, time(18)), clock.local(DAY, time(19)))
    changes.cancel(single, "krank")
    assert (reload(single).is_different, reload(single).is_cancelled) == (False, True)


def test_changing_an_event_updates_calendar_feeds_of_future_dates_only(row, event, time_machine):
    time_machine.move_to(clock.local(date(2026, 11, 12)))
    changes.touch_dates(event)
    assert set(event.occurrences.filter(slot__lt=date(2026, 11, 12)).values_list("sequence", flat=True)) == {0}
    assert set(event.occurrences.filter(slot__gt=date(2026, 11, 12)).values_list("sequence", flat=True)) == {1}
    assert reload(row).changed_at >= clock.local(date(2026, 11, 12))
