"""Property tests of series."""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from events.models import Occurrence, Series
from events.recurrence.rules import days_of, times_of
from events.scheduling import changes
from events.scheduling.generation import excluded_days, horizon, make_dates, plan
from kasch_site.common import clock
from kasch_site.house.models import SpecialPeriod
from tests.proving import examples

with_database = examples(20, shares_fixtures=True)
SOME_DAY = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@st.composite
def series_values(draw):
    """Return a strategy for the settings of a series."""
    frequency = draw(st.sampled_from(["weekly", "monthly", "yearly"]))
    starts_on = draw(SOME_DAY)
    start, end = draw(st.tuples(st.times(), st.times()))
    return {
        "frequency": frequency,
        "interval": draw(st.one_of(st.integers(1, 4), st.integers(1, 52))),
        "weekday": draw(st.integers(0, 6)),
        "nth": draw(st.sampled_from([1, 2, 3, 4, -1])),
        "starts_on": starts_on,
        "starts_at": start.replace(second=0, microsecond=0),
        "ends_at": end.replace(second=0, microsecond=0),
        "is_all_day": draw(st.booleans()),
        **draw(
            st.one_of(
                st.just({}),
                st.builds(lambda days: {"until": starts_on + timedelta(days=days)}, st.integers(0, 1500)),
                st.builds(lambda number: {"count": number}, st.one_of(st.integers(1, 12), st.integers(1, 1000))),
            )
        ),
        "on_public_holidays": draw(st.sampled_from(["cancel", "skip", "keep"])),
        "on_school_holidays": draw(st.sampled_from(["cancel", "skip", "keep"])),
        "on_closing_days": draw(st.sampled_from(["cancel", "skip", "keep"])),
    }


def fits(series, day):
    """Return whether the day matches the rule, ignoring interval and end."""
    if series.frequency == "weekly":
        return day.weekday() == series.weekday
    if series.frequency == "monthly":
        nth = -1 if (day + timedelta(days=7)).month != day.month else None
        return day.weekday() == series.weekday and series.nth in (nth, (day.day - 1) // 7 + 1)
    start, tomorrow = series.starts_on, day + timedelta(days=1)
    if (start.month, start.day) == (2, 29):
        return day.month == 2 and tomorrow.month == 3
    return (day.month, day.day) == (start.month, start.day)


def steps(series, first, day):
    """Return the number of weeks, months or years between the first date and a day."""
    if series.frequency == "weekly":
        return (day - first).days // 7
    months = (day.year - first.year) * 12 + day.month - first.month
    return months if series.frequency == "monthly" else day.year - first.year


def days_one_by_one(series, first, last):
    """Return the days of a rule by checking each day since its start."""
    expected_days, day = [], series.starts_on
    while day <= min(last, series.until or last) and len(expected_days) < (series.count or 10**6):
        if fits(series, day) and (not expected_days or steps(series, expected_days[0], day) % series.interval == 0):
            expected_days.append(day)
        day += timedelta(days=1)
    return [each for each in expected_days if each >= first]


@contextmanager
def rolled_back():
    """Reset the database after each example."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def values_of(rows):
    return list(rows.order_by("pk").values())


@given(series_values(), SOME_DAY)
def test_the_days_of_a_rule_match_a_naive_computation(answered, first):
    series = Series(**answered)
    last = horizon(first)
    assert days_of(series, first, last) == days_one_by_one(series, first, last)


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)))
def test_local_times_survive_a_clock_change(day):
    start, end = times_of(Series(starts_at=time(10), ends_at=time(11, 30)), day)
    assert [moment.strftime("%Y-%m-%d %H:%M") for moment in (start, end)] == [f"{day} 10:00", f"{day} 11:30"]


def test_local_times_are_stable_on_every_day_of_ten_years():
    series = Series(starts_at=time(10), ends_at=time(11))
    day, offsets = date(2026, 1, 1), set()
    while day.year < 2036:
        start, end = times_of(series, day)
        assert (start.date(), start.hour, end.hour) == (day, 10, 11)
        offsets.add(start.utcoffset())
        day += timedelta(days=1)
    assert offsets == {timedelta(hours=1), timedelta(hours=2)}


@given(SOME_DAY, st.times(), st.times(), st.booleans())
def test_every_date_ends_after_it_begins_and_within_two_days(day, start, end, is_all_day):
    begins, ends = times_of(Series(starts_at=start, ends_at=end, is_all_day=is_all_day), day)
    begins, ends = begins.astimezone(datetime.now().astimezone().tzinfo), ends.astimezone(begins.tzinfo)
    assert timedelta(0) < ends - begins <= timedelta(hours=25)


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_every_date_of_a_night_in_which_the_clock_changes_ends_after_it_begins(day):
    times = [time(hour, minute) for hour in range(5) for minute in (0, 30)]
    for start in times:
        for end in times:
            begins, ends = times_of(Series(starts_at=start, ends_at=end), day)
            assert begins.timestamp() < ends.timestamp()


@pytest.mark.django_db
@with_database
@given(
    series_values(),
    st.lists(st.tuples(SOME_DAY, st.integers(0, 20), st.sampled_from(["closed", "public", "school"]))),
    SOME_DAY,
)
def test_dates_follow_the_rule_and_the_special_days(event, answered, special, today):
    with rolled_back():
        series = Series.objects.create(event=event, **answered)
        for number, (first, length, kind) in enumerate(special):
            SpecialPeriod.objects.create(
                kind=kind, name=f"Tag {number}", first_day=first, last_day=first + timedelta(days=length)
            )
        make_dates(today)
        rows = {row.slot: row for row in series.occurrences.all()}
        rules = {
            "closed": series.on_closing_days,
            "public": series.on_public_holidays,
            "school": series.on_school_holidays,
        }

        def is_answered(day, answer):
            return any(
                first <= day <= first + timedelta(days=length) and rules[kind] == answer
                for first, length, kind in special
            )

        of_the_rule = days_one_by_one(series, today, horizon(today))
        without = [day for day, _reason in excluded_days(series, today, horizon(today))]
        assert without == [day for day in of_the_rule if is_answered(day, "skip")]
        assert sorted(rows) == [day for day in of_the_rule if not is_answered(day, "skip")]
        for day, row in rows.items():
            falls_out = is_answered(day, "cancel")
            assert row.is_cancelled == falls_out
            assert bool(row.reason) == falls_out
            assert (row.key, timezone.localdate(row.starts_at)) == (day.isoformat(), day)


@pytest.mark.django_db
@with_database
@given(series_values(), series_values(), SOME_DAY)
def test_generating_twice_changes_nothing_and_duplicates_no_day(event, time_machine, first, second, today):
    time_machine.move_to(clock.local(today), tick=False)
    with rolled_back():
        series = Series.objects.create(event=event, **first)
        make_dates(today)
        Series.objects.filter(pk=series.pk).update(**{"until": None, "count": None, **second})
        make_dates(today)
        before = values_of(series.occurrences.all())
        assert make_dates(today) == []
        assert not plan(Series.objects.get(pk=series.pk), today, clock.now())
        assert values_of(series.occurrences.all()) == before
        assert len({row["slot"] for row in before}) == len({row["key"] for row in before}) == len(before)


def operations():
    """Return a strategy for the events in the history of a series."""
    return st.lists(
        st.one_of(
            series_values().map(lambda answered: ("answer", answered)),
            st.integers(0, 200).map(lambda days: ("wait", days)),
            st.tuples(st.integers(0, 600), st.integers(0, 10)).map(lambda days: ("close", days)),
            st.integers(0, 50).map(lambda number: ("cancel", number)),
            st.integers(0, 50).map(lambda number: ("retitle", number)),
            st.integers(0, 50).map(lambda number: ("move", number)),
        ),
        max_size=6,
    )


@pytest.mark.django_db
@with_database
@given(series_values(), operations())
def test_a_manually_changed_date_survives_any_history(event, time_machine, answered, happened):
    today = date(2026, 11, 22)
    with rolled_back():
        series = Series.objects.create(event=event, **answered)
        by_hand, keys = {}, {}
        for action, detail in [("wait", 0), *happened]:
            today = _apply_action(series, today, action, detail, by_hand)
            time_machine.move_to(clock.local(today), tick=False)
            make_dates(today)
            assert {row["pk"]: row for row in _visible_values(series.occurrences.filter(is_different=True))} == by_hand
            for row in series.occurrences.all():
                # A slug is never reused.
                assert keys.setdefault(row.uid, row.key) == row.key


def _apply_action(series, today, action, detail, by_hand):
    if action == "wait":
        return today + timedelta(days=detail)
    if action == "answer":
        Series.objects.filter(pk=series.pk).update(**{"until": None, "count": None, **detail})
    elif action == "close":
        first = today + timedelta(days=detail[0])
        SpecialPeriod.objects.get_or_create(
            kind="closed", name="Zu", first_day=first, defaults={"last_day": first + timedelta(days=detail[1])}
        )
    else:
        _change_by_hand(series, action, detail, by_hand)
    return today


def _change_by_hand(series, action, number, by_hand):
    rows = list(series.occurrences.order_by("slot"))
    if not rows:
        return
    row = rows[number % len(rows)]
    if action == "cancel":
        changes.cancel(row, "krank")
    elif action == "retitle":
        changes.retitle(row, "Mit Gast")
    else:
        changes.move(row, row.starts_at + timedelta(days=3), row.ends_at + timedelta(days=3))
    by_hand.update({seen["pk"]: seen for seen in _visible_values(series.occurrences.filter(pk=row.pk))})


def _visible_values(rows):
    return [
        {name: getattr(row, name) for name in ("pk", "slot", "key", "uid", "sequence", *changes.VISIBLE)}
        for row in rows
    ]


def choices():
    """Return a strategy for successive rules for closing days."""
    return st.lists(st.sampled_from(["cancel", "skip", "keep"]), min_size=1, max_size=5)


@pytest.mark.django_db
@with_database
@given(choices(), st.sets(st.integers(0, 20), max_size=4), st.integers(0, 20), st.integers(0, 40))
def test_switching_between_rules_for_special_days_preserves_manual_changes(
    event, time_machine, chosen, by_hand, first_closed, length
):
    today = date(2026, 11, 22)
    time_machine.move_to(clock.local(today), tick=False)
    with rolled_back():
        series = Series.objects.create(event=event, weekday=1, starts_on=today, is_all_day=True)
        make_dates(today)
        rows = list(series.occurrences.order_by("slot"))
        for number in by_hand:
            changes.retitle(rows[number], "Mit Gast")
        kept = _visible_values(series.occurrences.filter(is_different=True).order_by("pk"))
        begins = today + timedelta(days=first_closed)
        ends = begins + timedelta(days=length)
        SpecialPeriod.objects.create(kind="closed", name="Zu", first_day=begins, last_day=ends)
        for answer in chosen:
            Series.objects.update(on_closing_days=answer)
            make_dates(today)
        assert _visible_values(series.occurrences.filter(is_different=True).order_by("pk")) == kept
        slots = {row["slot"] for row in kept}
        ordinary = {row.slot: row.status for row in series.occurrences.filter(is_different=False)}
        status = {"cancel": "cancelled", "keep": "planned", "skip": None}[chosen[-1]]
        for row in rows:
            expected = status if begins <= row.slot <= ends else "planned"
            assert ordinary.get(row.slot) == (None if row.slot in slots else expected)


@pytest.mark.django_db
@with_database
@given(st.lists(series_values(), min_size=2, max_size=4), SOME_DAY)
def test_several_series_of_one_event_never_share_a_slug(event, many, today):
    with rolled_back():
        for answered in many:
            Series.objects.create(event=event, **answered)
        make_dates(today)
        keys = list(Occurrence.objects.values_list("key", flat=True))
        assert len(set(keys)) == len(keys)
        assert len(keys) == sum(each.occurrences.count() for each in Series.objects.all())
