"""The new books for the printed newspaper."""

from datetime import date, timedelta

import pytest

from kasch_site.common import clock
from library.catalogue.press import MAX_LINES, press_notes

pytestmark = pytest.mark.django_db
COMING = date(2026, 12, 1)


def lines(month=COMING):
    return [line for note in press_notes(month) for line in note.lines]


def test_without_new_books_there_is_no_note(make_copy, make_title):
    make_copy(make_title("Uralt", added_on=clock.today() - timedelta(days=200)))
    assert press_notes(COMING) == []


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
