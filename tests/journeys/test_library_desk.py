"""The desk of the library by keyboard only, with scanners of five kinds, and its pages on a phone."""

import pytest
from django.urls import reverse

from kasch_site.accounts.roles import LIBRARY
from kasch_site.common import clock
from library.circulation import numbering, stocktaking
from library.circulation.patrons import patrons
from library.models import Card, Copy, DeskLine, Loan, MediumKind, NumberKind, StocktakeScan, Title

# What each scanner types for a number.
SCANNERS = {
    "Enter last": ["{}", "Enter"],
    "Enter first": ["Enter", "{}"],
    "Enter twice": ["{}", "Enter", "Enter"],
    "never Enter": ["{}"],
    "prefix, on a German keyboard": ["+C0", "{}", "Enter"],
}


@pytest.fixture
def role():
    return LIBRARY


@pytest.fixture
def copies(transactional_db):
    books = MediumKind.objects.create(name="Buch", slug="buch")
    titles = [
        Title.objects.create(title=name, medium=books, added_on=clock.today())
        for name in ("Krabat", "Momo", "Die Abenteuer des starken Wanja und andere Geschichten")
    ]
    numbers = numbering.allocate(NumberKind.COPY, len(titles))
    return [
        Copy.objects.create(title=title, number=number, added_on=clock.today())
        for title, number in zip(titles, numbers, strict=True)
    ]


@pytest.fixture
def card(copies, staff_user):
    person = patrons.NewPatron("Frau Beispiel", email="leserin@example.org")
    patron = patrons.register(person, "8c1f4a62-3f5f-4a0e-9f3e-0a5d3f0c9a11")
    return Card.objects.valid().get(patron=patron)


def _scan(page, scanner, number):
    for part in SCANNERS[scanner]:
        if part == "Enter":
            page.keyboard.press("Enter")
        else:
            page.keyboard.type(part.format(number))


def _says(page, text):
    page.wait_for_function("words => document.querySelector('[data-desk-says]').textContent.includes(words)", arg=text)


@pytest.mark.parametrize("scanner", SCANNERS)
def test_lend_return_and_undo_by_keyboard_with_each_kind_of_scanner(open_as_staff, site, card, copies, scanner):
    page = open_as_staff()
    page.goto(site + reverse("admin:library_desk_changelist"))
    _scan(page, scanner, card.number)
    _says(page, "Frau Beispiel")
    for copy in copies:
        _scan(page, scanner, copy.number)
        _says(page, f"Ausgeliehen: {copy.title}")
    assert Loan.objects.open().count() == 3
    # The last line is the first button after the field and its own button.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    _says(page, f"Rückgängig gemacht: {copies[-1].title}")
    assert Loan.objects.open().count() == 2
    page.get_by_role("button", name="Fertig").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Keine Karte offen").wait_for()
    # A scan while a button has the focus goes into the field.
    _scan(page, scanner, copies[2].number)
    _says(page, "War nicht ausgeliehen")
    assert page.evaluate("document.activeElement.id") == "scan"
    assert DeskLine.objects.filter(undone_at=None).count() == 3


def test_scans_faster_than_the_network_are_all_sent_in_order(open_as_staff, site, card, copies):
    page = open_as_staff()
    page.goto(site + reverse("admin:library_desk_changelist"))
    for number in (card.number, *(copy.number for copy in copies)):
        _scan(page, "Enter last", number)
    _says(page, f"Ausgeliehen: {copies[-1].title}")
    assert Loan.objects.open().count() == 3


def test_an_unsent_scan_stays_in_the_field_and_is_sent_with_the_next_one(open_as_staff, site, card, copies):
    page = open_as_staff()
    page.goto(site + reverse("admin:library_desk_changelist"))
    _scan(page, "never Enter", card.number)
    _says(page, "Frau Beispiel")
    page.context.set_offline(True)
    for copy in copies[:2]:
        _scan(page, "Enter last", copy.number)
        page.wait_for_function("number => document.querySelector('#scan').value.endsWith(number)", arg=copy.number)
    page.locator("[data-desk-failed]").get_by_text("Keine Verbindung").wait_for()
    page.context.set_offline(False)
    _scan(page, "never Enter", copies[2].number)
    _says(page, f"Ausgeliehen: {copies[2].title}")
    assert Loan.objects.open().count() == 3


def test_without_javascript_every_scan_is_a_page(open_as_staff, site, card, copies):
    page = open_as_staff(js=False)
    page.goto(site + reverse("admin:library_desk_changelist"))
    for number in (card.number, copies[0].number):
        page.get_by_label("Karte, Buch oder Name").fill(number)
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ausgeliehen: Krabat").wait_for()
    page.get_by_role("button", name="Rückgängig", exact=True).click()
    page.get_by_role("heading", name="Rückgängig gemacht: Krabat").wait_for()
    assert not Loan.objects.exists()


def _pages(card, copy):
    yield reverse("admin:library_desk_changelist")
    for name in ("slip", "to_fetch", "ready", "overdue", "patron_add", "patron_changelist"):
        yield reverse(f"admin:library_{name}")
    for name in ("change", "card", "pin", "end", "erase"):
        yield reverse(f"admin:library_patron_{name}", args=[card.patron_id])
    yield reverse("admin:library_copy_state", args=[copy.pk])
    yield reverse("admin:library_paper_sheet")
    yield reverse("admin:library_paper_entry")
    stocktake = stocktaking.begin()
    yield reverse("admin:library_stocktake_changelist")
    yield reverse("admin:library_stocktake_change", args=[stocktake.pk])
    yield reverse("admin:library_stocktake_result", args=[stocktake.pk])


def test_every_page_of_the_desk_is_accessible_and_fits(open_as_staff, site, card, copies, axe, overflow, each_display):
    page = open_as_staff()
    page.goto(site + reverse("admin:library_desk_changelist"))
    for number in (card.number, *(copy.number for copy in copies), copies[0].number):
        _scan(page, "Enter last", number)
    _says(page, copies[-1].title.title)
    problems = []
    for address in _pages(card, copies[0]):
        assert page.goto(address).status == 200, address
        for way in each_display(page):
            problems += [f"{address}, {way}, is too wide: {element}" for element in overflow(page)]
            axe(page)
    assert not problems, "\n".join(problems)


def test_a_phone_that_is_offline_keeps_its_scans_and_sends_them_later(open_as_staff, site, copies):
    stocktake = stocktaking.begin()
    page, other = open_as_staff(), open_as_staff()
    for phone in (page, other):
        phone.goto(site + reverse("admin:library_stocktake_change", args=[stocktake.pk]))
    page.context.set_offline(True)
    for copy in copies[:2]:
        _scan(page, "Enter last", copy.number)
    page.get_by_text("Noch nicht geschickt: 2").wait_for()
    _scan(other, "Enter last", copies[2].number)
    other.get_by_role("heading", name="1 Buch gescannt").wait_for()
    assert StocktakeScan.objects.count() == 1
    page.context.set_offline(False)
    page.get_by_role("heading", name="3 Bücher gescannt").wait_for()
    assert StocktakeScan.objects.count() == 3
