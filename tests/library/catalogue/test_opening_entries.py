"""The hours of the library in the calendar, with the new books."""

from datetime import date, timedelta

import pytest

from kasch_site.common import clock
from kasch_site.common.caching import versions
from kasch_site.common.sections import entries
from kasch_site.house.models import ClosingDay
from library.catalogue.opening_entries import entries_between

pytestmark = pytest.mark.django_db


def in_december():
    return entries_between(*clock.month_bounds(2026, 12))


def test_each_opening_is_an_entry(opening_hours):
    shown = in_december()
    assert [entry.time_words for entry in shown] == ["14–18 Uhr"] * len(shown)
    assert {entry.starts_at.astimezone().weekday() for entry in shown} <= {1, 3}
    assert shown[0].title == "Bibliothek geöffnet" and shown[0].url == "/bibliothek/"


def test_without_hours_of_its_own_there_is_no_entry(house):
    assert in_december() == []


def test_on_a_closing_day_the_library_has_no_entry(opening_hours):
    before = len(in_december())
    ClosingDay.objects.create(name="Putztag", first_day=date(2026, 12, 1), last_day=date(2026, 12, 1))
    assert len(in_december()) == before - 1


def test_the_first_opening_of_a_month_names_the_new_books(opening_hours, make_copy, make_title):
    make_copy(make_title("Krabat"))
    make_copy(make_title("Uralt", added_on=clock.today() - timedelta(days=200)))
    first, second, *_others = in_december()
    assert first.summary == "Neu im Regal: „Krabat“." and second.summary == ""
    assert first.printed_note == "Neu im Regal: „Krabat“" and second.printed_note == ""


def test_hidden_titles_are_not_named(opening_hours, make_copy, make_title):
    make_copy(make_title("Geheim", is_hidden=True))
    assert in_december()[0].summary == ""


def test_keys_are_unique_and_the_cost_is_constant(opening_hours, make_copy, make_title, django_assert_max_num_queries):
    for number in range(9):
        make_copy(make_title(f"Buch {number}"))
    in_december()
    with versions.pinned(versions.read_stamp()), django_assert_max_num_queries(1):
        shown = in_december()
    assert len({entry.key for entry in shown}) == len(shown)


def test_the_calendar_of_the_house_has_them(opening_hours):
    assert any(entry.app == "library" for entry in entries(*clock.month_bounds(2026, 12)))
