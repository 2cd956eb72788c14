"""The new books for the printed newspaper and for the sheet of the month."""

from datetime import date, timedelta

import pytest

from kasch_site.common import clock
from library.catalogue.press import MAX_LINES, MAX_ON_PLAN, plan_notes, press_notes

pytestmark = pytest.mark.django_db
MONTH = date(2026, 12, 1)


def lines(month=MONTH):
    return [line for note in press_notes(month) for line in note.lines]


def test_without_new_books_there_is_no_note(make_copy, make_title):
    make_copy(make_title("Uralt", added_on=clock.today() - timedelta(days=200)))
    assert press_notes(MONTH) == []


def test_a_line_names_who_wrote_it_and_what_it_is(make_copy, make_title):
    make_copy(make_title("Krabat", authors="Otfried Preußler"))
    make_copy(make_title("Das Mandala"))
    assert sorted(lines()) == ["Das Mandala (Buch)", "Otfried Preußler: Krabat (Buch)"]


def test_the_newest_come_first_and_two_editions_are_one_line(make_copy, make_title):
    make_copy(make_title("Krabat", added_on=clock.today() - timedelta(days=9)))
    make_copy(make_title("Momo", added_on=clock.today() - timedelta(days=1)))
    make_copy(make_title("Krabat", added_on=clock.today() - timedelta(days=10)))
    assert lines() == ["Momo (Buch)", "Krabat (Buch)"]


def test_what_is_hidden_is_not_named(make_copy, make_title):
    make_copy(make_title("Geheim", is_hidden=True))
    assert lines() == []


def test_a_column_has_room_for_so_many(make_copy, make_title, django_assert_num_queries):
    for number in range(MAX_LINES + 3):
        make_copy(make_title(f"Band {number}"))
    with django_assert_num_queries(1):
        assert len(lines()) == MAX_LINES


def test_the_sheet_of_the_month_names_the_newest_few(make_copy, make_title):
    assert plan_notes(MONTH) == []
    for number in range(MAX_ON_PLAN + 2):
        make_copy(make_title(f"Band {number}", added_on=clock.today() - timedelta(days=number)))
    (note,) = plan_notes(MONTH)
    assert note.label == "Neu im Regal"
    assert note.text == " · ".join(f"Band {number}" for number in range(MAX_ON_PLAN))
