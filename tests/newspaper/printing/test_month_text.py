"""A month as text for the printed paper: complete, in order, and without what does not take place."""

from datetime import date

import pytest

from events.models import Occurrence
from kasch_site.common import clock
from newspaper.printing.month_text import Paragraph, Style, as_text, paragraphs
from tests.conftest import DEMO_TIME

MONTH = date(2027, 1, 1)


@pytest.fixture
def demo_house(demo_house_of_module, db, time_machine):
    """Let each test begin with the demo house, at its time."""
    time_machine.move_to(DEMO_TIME)


def texts(style, month=MONTH):
    return [paragraph.text for paragraph in paragraphs(month) if paragraph.style == style]


def test_it_names_every_day_with_something_in_order(demo_house):
    days = texts(Style.DAY)
    assert days[0] == "Freitag, 1. Januar"
    assert len(days) == 31
    assert [int(day.split()[1].rstrip(".")) for day in days] == list(range(1, 32))


def test_dates_and_consultations_say_when_what_and_where(demo_house):
    entries = texts(Style.ENTRY)
    assert "9:30–10:30 Uhr: Gymnastikgruppe, Saal" in entries
    assert "14–16 Uhr: Computertraining, Computerraum, nicht ohne Stufen" in entries
    assert any(entry.startswith("9–11 Uhr: Offene Sprechstunde: Grundsicherung") for entry in entries)
    assert "18–20 Uhr: Workshop: Von der Idee zum Projekt, Saal, mit Anmeldung" in entries


def test_what_is_cancelled_is_left_out(demo_house):
    date_of_entry = Occurrence.objects.filter(event__slug="gymnastikgruppe", starts_at__gte=clock.local(MONTH)).first()
    before = texts(Style.ENTRY).count("9:30–10:30 Uhr: Gymnastikgruppe, Saal")
    date_of_entry.status, date_of_entry.reason = Occurrence.Status.CANCELLED, "krank"
    date_of_entry.save()
    assert texts(Style.ENTRY).count("9:30–10:30 Uhr: Gymnastikgruppe, Saal") == before - 1


def test_an_entry_that_began_earlier_is_on_the_first_day_with_its_last_day(demo_house):
    first, *_others = texts(Style.ENTRY, date(2026, 12, 1))
    assert first == "Mo, 23.11. bis So, 6. Dezember 2026: Quiltausstellung, Foyer"


def test_opening_hours_are_printed_once_and_not_day_by_day(demo_house):
    lines = texts(Style.LINE)
    assert "Montag bis Donnerstag: 9–18 Uhr" in lines
    assert "Dienstag, Donnerstag: 14–18 Uhr" in lines
    assert not any("Bibliothek geöffnet" in entry for entry in texts(Style.ENTRY))


def test_days_with_other_hours_are_named_if_they_are_in_the_month(demo_house):
    assert "Do, 24.12. bis Fr, 1. Januar 2027: geschlossen (Zwischen den Jahren)" in texts(Style.LINE)
    assert "Andere Zeiten" not in texts(Style.HEADING, date(2027, 2, 1))


def test_the_new_books_are_named(demo_house):
    assert texts(Style.HEADING)[-1] == "Neu in der Bibliothek"
    assert texts(Style.LINE)[-1].endswith(("(Buch)", "(Hörbuch)", "(Spiel)", "(Tonie)"))


def test_a_month_costs_as_many_queries_whatever_is_in_it(demo_house, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        paragraphs(MONTH)


def test_headings_have_an_empty_line_before_them():
    printed = [Paragraph(Style.TITLE, "Mai"), Paragraph(Style.DAY, "Montag"), Paragraph(Style.ENTRY, "9 Uhr: Tanz")]
    assert as_text(printed) == "Mai\n\nMontag\n9 Uhr: Tanz\n"


def test_with_styles_each_paragraph_names_its_own():
    printed = [Paragraph(Style.DAY, "Montag"), Paragraph(Style.ENTRY, "9 Uhr: Tanz")]
    assert as_text(printed, with_styles=True) == "@Tag:Montag\n@Termin:9 Uhr: Tanz\n"
