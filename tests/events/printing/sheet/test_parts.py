"""The parts of the printed sheet: special dates, changes, days of rest, and the week with its exceptions."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.printing.sheet.exceptions import Rule, days_of_row
from events.printing.sheet.parts import changed_days, month_sheet
from kasch_site.common import clock
from kasch_site.common.sections import Entry, Repetition, Status, UsualDate
from kasch_site.house.building import Period
from tests.proving import examples
from tests.support.files.random_months import facts_of, is_rest, months

DECEMBER = date(2026, 12, 1)
CHRISTMAS = Period("closed", "Zwischen den Jahren", date(2026, 12, 24), date(2027, 1, 1), None, None)
HOLIDAYS = Period("public", "Erster Weihnachtstag", date(2026, 12, 25), date(2026, 12, 25), None, None)


def make(title, day, hour=10, repetition=Repetition.WEEKLY, **values):
    start = clock.local(date(2026, 12, day), time(hour))
    return Entry(
        key=f"events:{title}-{day}-{hour}", title=title, starts_at=start, ends_at=start + timedelta(hours=1),
        url="/", app=values.pop("app", "events"), changed_at=start, repetition=repetition, **values,
    )  # fmt: skip


def weekly(title, days, **values):
    return [make(title, day, **values) for day in days]


def sheet_of(*entries, periods=(), highlight_key=""):
    return month_sheet(
        DECEMBER, sorted(entries, key=lambda entry: entry.starts_at), periods, highlight_key=highlight_key
    )


def words(sheet, weekday):
    return [(row.entry.title, row.days.words) for row in sheet.week[weekday]]


def test_weekly_dates_are_printed_once():
    assert words(sheet_of(*weekly("Chor", (1, 8, 15, 22, 29))), 1) == [("Chor", "")]


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ((1, 8, 15), "bis 15."),
        ((15, 22, 29), "ab 15."),
        ((1, 15, 29), "1., 15., 29."),
        ((1, 8, 22, 29), "nicht am 15."),
        ((15,), "nur am 15."),
    ],
)
def test_exceptions_are_said_shortly(days, text):
    assert words(sheet_of(*weekly("Chor", days)), 1) == [("Chor", text)]


def test_non_working_days_need_no_exception_and_are_said_once():
    sheet = sheet_of(*weekly("Chor", (1, 8, 15, 22)), *weekly("Weg", (6, 13, 20, 27)), periods=[CHRISTMAS, HOLIDAYS])
    assert words(sheet, 1) == [("Chor", "")]
    assert words(sheet, 6) == [("Weg", "auch am 27.")]
    assert [(each.names, each.first.day, each.last.day) for each in sheet.closures] == [
        (("Zwischen den Jahren",), 24, 31)
    ]


def test_a_date_cancelled_by_a_non_working_day_is_not_listed():
    off = make("Chor", 29, status=Status.CANCELLED, reason="Zwischen den Jahren")
    sheet = sheet_of(*weekly("Chor", (1, 8, 15, 22)), off, periods=[CHRISTMAS])
    assert (words(sheet, 1), sheet.changes) == ([("Chor", "")], [])


def test_a_date_cancelled_for_another_reason_is_said_under_the_changes_only():
    off = make("Chor", 15, status=Status.CANCELLED, reason="krank")
    sheet = sheet_of(*weekly("Chor", (1, 8, 22, 29)), off)
    assert words(sheet, 1) == [("Chor", "")]
    assert [(each.entry.reason, [day.day for day in each.days]) for each in sheet.changes] == [("krank", [15])]


def test_a_changed_date_is_said_under_the_changes_only():
    usual = UsualDate("Chor", date(2026, 12, 15), time(10), time(11), "")
    later, same = make("Chor", 15, 12, usual=usual), make("Chor", 22, usual=usual)
    sheet = sheet_of(*weekly("Chor", (1, 8, 29)), later, make("Chor", 22, usual=_on(22)))
    assert [each.entry for each in sheet.changes] == [later]
    assert words(sheet, 1) == [("Chor", "")]
    assert sheet_of(same).changes != []


def _on(day):
    return UsualDate("Chor", date(2026, 12, day), time(10), time(11), "")


def test_a_date_that_was_moved_and_then_cancelled_is_said_on_its_new_day():
    off = make("Chor", 15, usual=_on(22), status=Status.CANCELLED, reason="krank")
    sheet = sheet_of(*weekly("Chor", (1, 8, 29)), make("Chor", 15), off)
    assert words(sheet, 1) == [("Chor", "1., 8., 15., 29.")]


def test_special_dates_are_listed_by_day_and_the_same_on_several_days_once():
    cafe = [make("Café", day, 14, Repetition.ONCE) for day in (25, 26, 28)]
    sheet = sheet_of(*cafe, make("Fest", 18, 15, Repetition.ONCE), make("Seminar", 9, 18, Repetition.ONCE))
    listed = [(each.entry.title, [day.day for day in each.days]) for each in sheet.specials]
    assert listed == [("Seminar", [9]), ("Fest", [18]), ("Café", [25, 26, 28])]


def test_the_leading_date_is_not_listed_twice_even_if_it_is_regular():
    chor = weekly("Chor", (1, 8, 15, 22, 29))
    sheet = sheet_of(*chor, highlight_key=chor[2].key)
    assert sheet.highlight.entry is chor[2]
    assert sheet.specials == [] and words(sheet, 1) == [("Chor", "nicht am 15.")]


def test_monthly_dates_and_other_sections_have_their_own_parts():
    sheet = sheet_of(
        make("Börse", 5, repetition=Repetition.MONTHLY), *weekly("offen", (1, 8, 15, 22, 29), app="library")
    )
    assert [each.entry.title for each in sheet.monthly] == ["Börse"]
    assert not any(sheet.week)
    assert [row.entry.title for row in sheet.sections["library"]] == ["offen"]


def test_an_empty_month_is_empty():
    assert sheet_of().is_empty
    assert not sheet_of(make("Chor", 1)).is_empty


@examples(60)
@given(months())
def test_every_date_of_a_random_month_can_be_read_back(drawn):
    month, entries, periods, highlight_key = drawn
    sheet = month_sheet(month, entries, periods, highlight_key=highlight_key)
    assert read_back(sheet, periods) == {facts_of(entry) for entry in entries if not entry.is_cancelled}
    off = {facts_of(each.entry, day) for each in _listed(sheet) if each.entry.is_cancelled for day in each.days}
    silent = {facts_of(entry) for entry in entries if entry.is_cancelled} - off
    assert all(is_rest(day, periods) for _title, _time, day in silent)


def _listed(sheet):
    return [*filter(None, [sheet.highlight]), *sheet.specials, *sheet.monthly, *sheet.changes]


def read_back(sheet, periods):
    """Return the dates that take place, as somebody reads them from the parts of the sheet."""
    found = {facts_of(each.entry, day) for each in _listed(sheet) if not each.entry.is_cancelled for day in each.days}
    for row in [row for rows in [*sheet.week, *sheet.sections.values()] for row in rows]:
        month_days = [sheet.month + timedelta(days=number) for number in range(31)]
        of_weekday = [day for day in month_days if day.month == sheet.month.month and day.weekday() == row.weekday]
        days = row.days.expanded([day for day in of_weekday if not is_rest(day, periods)])
        if row.days.rule is not Rule.ONLY:
            days -= changed_days(row.entry, sheet.changes)
        found |= {facts_of(row.entry, day) for day in days}
    return found


@given(st.sets(st.sampled_from(range(10))), st.sets(st.sampled_from(range(10))))
def test_a_rule_means_exactly_the_days_of_its_row(numbers, rest):
    all_days = [datetime(2026, 12, 1).date() + timedelta(days=7 * number) for number in range(10)]
    ordinary = [day for number, day in enumerate(all_days) if number not in rest]
    non_working = [day for number, day in enumerate(all_days) if number in rest]
    days = {all_days[number] for number in numbers}
    assert days_of_row(days, ordinary, non_working).expanded(ordinary) == days
