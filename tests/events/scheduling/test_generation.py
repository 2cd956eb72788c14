"""Generate dates from rules."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils.timezone import localtime

from events.models import Event, Occurrence, Series
from events.models.validators import ImpossibleTimes
from events.scheduling import generation
from events.scheduling.generation import add_date, end_series, make_dates, plan
from kasch_site.common import clock
from kasch_site.house.models import SpecialPeriod

TODAY = date(2026, 11, 2)
CANCELLED, PLANNED = Occurrence.Status.CANCELLED, Occurrence.Status.PLANNED


@pytest.fixture(autouse=True)
def monday_morning(time_machine):
    time_machine.move_to(clock.local(TODAY, time(8)))


def holiday(day, name="Buß- und Bettag", kind=SpecialPeriod.Kind.PUBLIC_HOLIDAY):
    return SpecialPeriod.objects.create(kind=kind, name=name, first_day=day, last_day=day)


def row_on(series, day):
    return series.occurrences.get(slot=day)


def days(series):
    return list(series.occurrences.order_by("slot").values_list("slot", flat=True))


def test_a_weekly_series_gets_dates_to_the_end_of_the_month_18_months_ahead(make_series):
    series = make_series()
    make_dates(TODAY)
    generated = days(series)
    assert (generated[0], generated[-1], len(generated)) == (date(2026, 11, 3), date(2028, 5, 30), 83)
    assert {day.weekday() for day in generated} == {1}


def test_generating_dates_is_idempotent(make_series):
    series = make_series()
    assert make_dates(TODAY)
    before = list(series.occurrences.values())
    assert make_dates(TODAY) == []
    assert list(series.occurrences.values()) == before


def test_the_daily_job_adds_the_month_that_enters_the_horizon(make_series):
    series = make_series()
    make_dates(TODAY)
    make_dates(date(2026, 12, 1))
    assert days(series)[-1] == date(2028, 6, 27)


def test_generation_can_be_limited_to_one_event(make_series):
    other = Event.objects.create(title="Nähen", slug="naehen")
    mine, theirs = make_series(), make_series(event=other)
    make_dates(TODAY, event=other)
    assert not days(mine)
    assert days(theirs)


def test_an_unchanged_weekday_keeps_its_row_slug_and_uid_when_the_time_changes(make_series):
    series = make_series()
    make_dates(TODAY)
    before = row_on(series, date(2026, 11, 24))
    Series.objects.update(starts_at=time(11), ends_at=time(12))
    make_dates(TODAY)
    after = row_on(series, date(2026, 11, 24))
    assert (after.pk, after.key, after.uid) == (before.pk, "2026-11-24", before.uid)
    assert after.starts_at == clock.local(date(2026, 11, 24), time(11))
    assert (before.sequence, after.sequence) == (0, 1)


def test_calendar_feeds_say_when_a_date_was_changed(make_series, time_machine):
    series = make_series()
    make_dates(TODAY)
    time_machine.move_to(clock.local(TODAY, time(15)))
    Series.objects.update(ends_at=time(12))
    make_dates(TODAY)
    assert row_on(series, date(2026, 11, 24)).changed_at >= clock.local(TODAY, time(15))


def test_another_weekday_replaces_the_dates_of_the_previous_one(make_series):
    series = make_series()
    make_dates(TODAY)
    Series.objects.update(weekday=2)
    series.refresh_from_db()
    planned = plan(series, TODAY)
    assert (len(planned.new), len(planned.dropped), planned.moved) == (83, 83, [])
    make_dates(TODAY)
    assert {day.weekday() for day in days(series)} == {2}


def test_a_manually_changed_date_survives_any_change_of_its_series(make_series):
    series = make_series()
    make_dates(TODAY)
    series.occurrences.filter(slot=date(2026, 11, 24)).update(is_different=True, title="Mit Gast")
    before = series.occurrences.filter(is_different=True).values().get()
    Series.objects.update(weekday=2, starts_at=time(15), ends_at=time(16))
    holiday(date(2026, 11, 24))
    make_dates(TODAY)
    series.refresh_from_db()
    assert series.occurrences.filter(is_different=True).values().get() == before
    assert [row.title for row in plan(series, TODAY).kept_different] == ["Mit Gast"]


def test_past_dates_are_never_changed(make_series, time_machine):
    series = make_series()
    make_dates(TODAY)
    before = series.occurrences.filter(slot__lt=date(2026, 12, 1)).values()
    before = list(before)
    time_machine.move_to(clock.local(date(2026, 12, 1), time(12)))
    Series.objects.update(weekday=2, starts_at=time(15), ends_at=time(16))
    make_dates(date(2026, 12, 1))
    assert list(series.occurrences.filter(slot__lt=date(2026, 12, 1)).values()) == before


def test_a_date_that_has_begun_today_is_not_changed(make_series, time_machine):
    series = make_series()
    make_dates(TODAY)
    today = date(2026, 11, 3)
    time_machine.move_to(clock.local(today, time(10)))
    Series.objects.update(starts_at=time(15), ends_at=time(16))
    make_dates(today)
    assert row_on(series, today).starts_at == clock.local(today, time(9, 30))
    assert row_on(series, date(2026, 11, 10)).starts_at == clock.local(date(2026, 11, 10), time(15))


def test_a_date_of_today_is_not_moved_into_the_past(make_series, time_machine):
    series = make_series(starts_at=time(18), ends_at=time(19))
    make_dates(TODAY)
    row = series.occurrences.order_by("slot").first()
    time_machine.move_to(clock.local(row.slot, time(15)), tick=False)
    series.starts_at, series.ends_at = time(9), time(10)
    series.save()
    make_dates(clock.today())
    starts = series.occurrences.filter(slot__gte=row.slot).order_by("slot")
    assert [localtime(each.starts_at).hour for each in starts[:2]] == [18, 9]


def test_dates_are_cancelled_on_public_holidays_and_restored_when_these_are_deleted(make_series):
    series = make_series(weekday=2)
    day = holiday(date(2026, 11, 18))
    make_dates(TODAY)
    row = row_on(series, date(2026, 11, 18))
    assert (row.status, row.reason, row.is_different) == (CANCELLED, "Feiertag: Buß- und Bettag", False)
    day.delete()
    make_dates(TODAY)
    row.refresh_from_db()
    assert (row.status, row.reason, row.sequence) == (PLANNED, "", 1)


@pytest.mark.parametrize("kind", ["public", "school", "closed"])
@pytest.mark.parametrize("answer", ["cancel", "skip", "keep"])
def test_each_kind_of_special_day_has_its_own_rule(make_series, kind, answer):
    field = {"public": "on_public_holidays", "school": "on_school_holidays", "closed": "on_closing_days"}[kind]
    others = dict.fromkeys(["on_public_holidays", "on_school_holidays", "on_closing_days"], "keep")
    if answer == "keep":
        others = dict.fromkeys(others, "cancel")
    series = make_series(**{**others, field: answer})
    holiday(date(2026, 11, 24), "Ein Grund", kind)
    make_dates(TODAY)
    generated = [row.status for row in series.occurrences.filter(slot=date(2026, 11, 24))]
    assert generated == {"cancel": [CANCELLED], "keep": [PLANNED], "skip": []}[answer]


def test_skipping_a_day_takes_precedence_over_cancelling(make_series):
    """A series that pauses in the holidays needs no cancelled date on Christmas Day."""
    series = make_series(on_school_holidays="skip")
    holiday(date(2026, 12, 29), "Weihnachtsferien", "school")
    holiday(date(2026, 12, 29), "Zwischen den Jahren geschlossen", "closed")
    make_dates(TODAY)
    assert date(2026, 12, 29) not in days(series)
    assert generation.excluded_days(series, TODAY, date(2027, 1, 31)) == [(date(2026, 12, 29), "Weihnachtsferien")]


def test_dates_are_recreated_when_the_series_cancels_instead_of_skipping(make_series):
    series = make_series(on_school_holidays="skip")
    holiday(date(2026, 12, 29), "Weihnachtsferien", "school")
    make_dates(TODAY)
    Series.objects.update(on_school_holidays="cancel")
    make_dates(TODAY)
    row = row_on(series, date(2026, 12, 29))
    assert (row.status, row.reason, row.key) == (CANCELLED, "Weihnachtsferien", "2026-12-29")
    Series.objects.update(on_school_holidays="skip")
    make_dates(TODAY)
    assert not Occurrence.objects.filter(pk=row.pk).exists()


def test_a_holiday_does_not_affect_a_date_that_has_begun(make_series, time_machine):
    series = make_series(on_closing_days="skip")
    make_dates(TODAY)
    today = date(2026, 11, 3)
    time_machine.move_to(clock.local(today, time(10)))
    holiday(today, "Wasserschaden", "closed")
    make_dates(today)
    assert row_on(series, today).status == PLANNED


def test_the_reason_of_a_closing_day_takes_precedence_over_a_holiday(make_series):
    series = make_series(on_school_holidays="cancel")
    day = date(2026, 12, 29)
    holiday(day, "Weihnachtsferien", "school")
    holiday(day, "Zwischen den Jahren geschlossen", "closed")
    make_dates(TODAY)
    assert row_on(series, day).reason == "Zwischen den Jahren geschlossen"


def test_a_reason_of_any_length_fits_into_the_record(make_series):
    series = make_series()
    holiday(date(2026, 11, 24), "x" * 120)
    make_dates(TODAY)
    row = row_on(series, date(2026, 11, 24))
    row.full_clean()
    assert row.is_cancelled


def test_other_opening_hours_cancel_nothing(make_series):
    series = make_series()
    SpecialPeriod.objects.create(
        kind="hours", name="Fest", first_day=TODAY, last_day=date(2026, 12, 1), opens=time(12), closes=time(13)
    )
    make_dates(TODAY)
    assert not series.occurrences.filter(status=CANCELLED).exists()


def test_a_second_date_on_a_day_has_its_own_slug(event, make_series):
    first, second = make_series(), make_series(starts_at=time(14), ends_at=time(15))
    make_dates(TODAY)
    day = date(2026, 11, 24)
    third = add_date(event, clock.local(day, time(18)), clock.local(day, time(19)))
    keys = [row_on(first, day).key, row_on(second, day).key, third.key]
    assert keys == ["2026-11-24", "2026-11-24-2", "2026-11-24-3"]


def test_the_slug_of_an_added_date_is_its_local_day(event):
    day = date(2026, 7, 1)
    added = add_date(event, clock.local(day, time(0, 30)), clock.local(day, time(1)), title="Nachtlauf")
    assert (added.key, added.title, added.series) == ("2026-07-01", "Nachtlauf", None)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2026, 11, 24, 10), datetime(2026, 11, 24, 10)),
        (datetime(2026, 11, 24, 10), datetime(2026, 11, 24, 9)),
        (datetime(2026, 11, 24, 10), datetime(2027, 11, 24, 11)),
        (datetime(1926, 11, 24, 10), datetime(1926, 11, 24, 11)),
        (datetime(9999, 11, 24, 10), datetime(9999, 11, 24, 11)),
    ],
)
def test_an_impossible_date_is_refused(event, start, end):
    zone = clock.now().tzinfo
    with pytest.raises(ImpossibleTimes):
        add_date(event, start.replace(tzinfo=zone), end.replace(tzinfo=zone))
    assert not event.occurrences.exists()


def test_an_all_day_series_lasts_from_midnight_to_midnight_across_clock_changes(make_series):
    series = make_series(weekday=6, is_all_day=True, starts_at=None, ends_at=None)
    make_dates(date(2027, 3, 1))
    row = row_on(series, date(2027, 3, 28))
    assert (row.starts_at, row.ends_at) == clock.day_bounds(date(2027, 3, 28))
    assert row.ends_at - row.starts_at == timedelta(hours=23)


def test_an_end_time_before_the_start_time_means_the_next_day(make_series):
    series = make_series(weekday=3, starts_at=time(22), ends_at=time(1))
    make_dates(TODAY)
    row = row_on(series, date(2026, 12, 31))
    assert row.ends_at == clock.local(date(2027, 1, 1), time(1))


def test_an_ambiguous_hour_is_not_changed_by_every_generation(make_series):
    series = make_series(weekday=5, starts_at=time(20), ends_at=time(2, 30))
    make_dates(TODAY)
    assert make_dates(TODAY) == []
    night = row_on(series, date(2027, 10, 30))
    assert (night.ends_at.isoformat(), night.sequence) == ("2027-10-31T00:30:00+00:00", 0)


def test_ending_a_series_keeps_past_and_different_dates(make_series, time_machine):
    series = make_series()
    make_dates(TODAY)
    series.occurrences.filter(slot=date(2026, 12, 22)).update(is_different=True)
    time_machine.move_to(clock.local(date(2026, 11, 10), time(10)))
    end_series(series)
    assert not Series.objects.exists()
    left = Occurrence.objects.order_by("slot").values_list("slot", flat=True)
    assert list(left) == [date(2026, 11, 3), date(2026, 11, 10), date(2026, 12, 22)]


def test_a_count_starts_with_the_first_date_however_long_ago(make_series):
    # 1,000 Tuesdays from the first of 2010 last until 27 February 2029: the count must not restart today.
    series = make_series(starts_on=date(2010, 1, 1), count=1000)
    make_dates(date(2028, 1, 1))
    assert days(series)[-1] == date(2010, 1, 5) + timedelta(weeks=999)


def test_an_ended_series_has_no_dates(make_series):
    series = make_series(starts_on=date(2010, 1, 1), count=5)
    assert make_dates(TODAY) == []
    assert not series.occurrences.exists()


@pytest.mark.parametrize(
    ("series_values", "first_days"),
    [
        # Every other Tuesday from a Friday on: the next Tuesday is the first, not the one after it.
        ({"starts_on": date(2026, 11, 6), "interval": 2}, [date(2026, 11, 10), date(2026, 11, 24)]),
        # The first Tuesday of November is in the past: the series starts in December.
        (
            {"starts_on": date(2026, 11, 6), "frequency": "monthly", "nth": 1, "interval": 2},
            [date(2026, 12, 1), date(2027, 2, 2)],
        ),
        (
            {"starts_on": date(2026, 11, 6), "frequency": "monthly", "nth": -1, "weekday": 5},
            [date(2026, 11, 28), date(2026, 12, 26), date(2027, 1, 30)],
        ),
        ({"starts_on": date(2026, 12, 31), "frequency": "yearly"}, [date(2026, 12, 31), date(2027, 12, 31)]),
        # A yearly series from 29 February has a date every year.
        ({"starts_on": date(2024, 2, 29), "frequency": "yearly"}, [date(2027, 2, 28), date(2028, 2, 29)]),
        # The last day is included.
        ({"until": date(2026, 11, 10)}, [date(2026, 11, 3), date(2026, 11, 10)]),
        ({"starts_on": date(2026, 11, 3), "count": 2}, [date(2026, 11, 3), date(2026, 11, 10)]),
    ],
)
def test_rules_match_everyday_descriptions(make_series, series_values, first_days):
    series = make_series(**series_values)
    make_dates(TODAY)
    assert days(series)[: len(first_days)] == first_days


def test_generating_dates_of_a_deleted_event_is_no_error(make_series):
    series = make_series()
    Event.objects.all().delete()
    assert generation._generate(series, TODAY, clock.now()) is None
