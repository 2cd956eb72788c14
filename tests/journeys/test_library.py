"""Residents find and reserve a book on a phone without JavaScript, and renew what they have at home."""

from uuid import uuid4

import pytest

from kasch_site.common import clock
from kasch_site.house.models import Language
from library.circulation import numbering
from library.circulation.holds import reservations
from library.circulation.holds.reservations import Requester
from library.circulation.loans import loans
from library.circulation.patrons import patrons
from library.models import Card, Copy, Hold, Loan, MediumKind, NumberKind, Subject, Title
from tests.journeys.pressing import press


@pytest.fixture
def shelf(house, advance_minutes):
    """Put a few books on the shelf; one is lent, and somebody waits for it."""
    books = MediumKind.objects.create(name="Buch", slug="buch")
    novel = Subject.objects.create(name="Romane", slug="romane")
    russian, _is_new = Language.objects.get_or_create(code="ru", defaults={"name": "Russisch"})
    names = [("Emil und die Detektive", "Erich Kästner"), ("Krabat", "Otfried Preußler"), ("Эмиль и сыщики", "")]
    titles = []
    for name, author in names:
        title = Title.objects.create(title=name, authors=author, medium=books, added_on=clock.today(), age_from=8)
        number = numbering.allocate(NumberKind.COPY)[0]
        Copy.objects.create(title=title, number=number, shelf="Kinder K", added_on=clock.today())
        title.subjects.add(novel)
        titles.append(title)
    titles[2].languages.add(russian)
    return titles


@pytest.fixture
def card(shelf):
    """Return the card of a patron with the PIN 1234, who has Krabat at home and has reserved Emil."""
    patron = patrons.register(patrons.NewPatron("Frau Leserin", email="leserin@example.org"), uuid4())
    patron.set_pin("1234")
    patron.save()
    loans.lend(shelf[1].copies.get(), patron)
    reservations.reserve(shelf[0], Requester.of(patron), uuid4())
    return Card.objects.valid().get(patron=patron)


def main(page):
    return page.inner_text("main")


def test_find_and_reserve_on_a_phone_without_javascript(shelf, visitor, advance_minutes):
    page = visitor(width=320, height=640, js=False)
    page.goto("/bibliothek/")
    page.fill("#q", "kestner detektive")
    press(page, "Suchen")
    assert "Meinten Sie kästner detektive?" in main(page)
    assert "da" in main(page) and "Regal Kinder K" in main(page)
    press(page, selector="main .note")
    press(page, "Merkzettel (1)")
    assert "da, Regal Kinder K" in main(page)
    press(page, "Emil und die Detektive")
    press(page, "Zurücklegen lassen")
    advance_minutes(1)
    page.fill("#id_name", "Frau Li")
    press(page)
    assert page.title().strip().startswith("Fehler:") and page.input_value("#id_name") == "Frau Li"
    page.fill("#id_contact", "0371 33 50 520")
    press(page)
    assert "Vorgemerkt" in page.inner_text("main h1")
    code = Hold.objects.get().spelled_code
    assert code in main(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    page.goto("/bibliothek/meine/")
    page.fill("#id_code", code)
    page.fill("#id_letters", "Li")
    press(page, "Zeigen")
    press(page, "Absagen")
    press(page, "Ja, absagen")
    assert "Abgesagt" in page.inner_text("main h1")
    assert page.context.cookies() == [] or {cookie["name"] for cookie in page.context.cookies()} == {"csrftoken"}


def test_loans_are_renewed_with_card_and_pin_and_closed(card, visitor):
    page = visitor(width=320, height=640, js=False)
    page.goto("/bibliothek/konto/")
    page.fill("#id_number", card.number)
    page.fill("#id_pin", "1234")
    press(page, "Anmelden")
    assert "Krabat" in main(page) and "Emil und die Detektive" in main(page)
    press(page, "Verlängern")
    assert "Verlängert." in main(page) and Loan.objects.get().renewals == 1
    press(page, "Fertig")
    assert "Krabat" not in main(page)
    page.goto("/bibliothek/konto/")
    assert "Krabat" not in main(page)


@pytest.mark.parametrize(("width", "dark"), [(320, True), (1280, False)])
def test_every_page_can_be_used_by_everybody(card, shelf, visitor, axe, width, dark):
    page = visitor(width=width, dark=dark)
    numbers = ",".join(str(title.pk) for title in shelf)
    own = [f"?q=detektive&nr={numbers}", "?q=quantenfeld", "?sprache=ru", f"merkzettel/?nr={numbers}", "tauschregal/",
           f"titel/{shelf[0].pk}/", f"titel/{shelf[2].pk}/", f"titel/{shelf[0].pk}/vormerken/", "ich-suche/",
           f"titel/{shelf[0].pk}/vormerken/ausweis/", "meine/", "konto/neue-pin/", "konto/"]  # fmt: skip
    for path in ["", *own]:
        page.goto(f"/bibliothek/{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.fill("#id_number", card.number)
    page.fill("#id_pin", "1234")
    press(page, "Anmelden")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
