"""A visitor registers, cancels and registers again; another one waits and accepts the offered place."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from events.models import Event, Registration, RegistrationSettings
from events.registration import registrations
from events.registration.notifications.messages import manage_address
from events.registration.registrant import Registrant
from events.scheduling.generation import add_date
from kasch_site.common import clock
from kasch_site.house.models import Room
from tests.journeys.pressing import press


@pytest.fixture
def date(house, advance_minutes):
    """Create a date in ten days with two places, in a room of the house."""
    room = Room.objects.create(name="Saal", floor="Erdgeschoss", is_step_free=True)
    event = Event.objects.create(title="Gymnastik", slug="gymnastik", status="published", room=room)
    RegistrationSettings.objects.create(event=event, places=2)
    start = clock.now() + timedelta(days=10)
    return add_date(event, start, start + timedelta(hours=1))


def register(date, name, people=1):
    return registrations.register(date, Registrant(name, people, phone="0371 33 50 520"), uuid4())


def heading(page):
    return page.inner_text("main h1")


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_complete_registration_with_errors_and_keyboard_only(date, visitor, advance_minutes, js):
    page = visitor(js=js)
    page.goto(f"/veranstaltungen/gymnastik/{date.key}/")
    assert "Noch 2 Plätze frei." in page.inner_text("main")
    press(page, "Anmelden")
    page.focus("#id_people")
    page.keyboard.press("2")
    page.keyboard.press("Tab")
    page.keyboard.type("weber@")
    advance_minutes(1)
    page.keyboard.press("Enter")

    page.wait_for_selector(".error-summary:focus")
    assert page.title().startswith("Fehler: Anmelden: Gymnastik")
    assert page.input_value("#id_contact") == "weber@"
    assert page.input_value("#id_people") == "2"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_name:focus")
    page.keyboard.type("Frau Li")
    page.fill("#id_contact", "weber@example.org")
    press(page, "Anmelden")

    assert heading(page) == "Sie sind angemeldet"
    row = Registration.objects.get()
    assert (row.name, row.people, row.email) == ("Frau Li", 2, "weber@example.org")
    assert page.locator("[data-print]").is_visible() == js
    press(page, "Abmelden")
    press(page, "Ja, abmelden")
    assert heading(page) == "Sie sind abgemeldet"
    press(page, "Doch kommen")
    assert heading(page) == "Sie sind angemeldet"

    page.goto("/anmeldung/")
    page.fill("#id_code", row.code.lower())
    page.fill("#id_letters", "Mü")
    press(page, "Anmeldung zeigen")
    assert page.title().startswith("Fehler:")
    page.fill("#id_letters", "Li")
    press(page, "Anmeldung zeigen")
    assert heading(page) == "Sie sind angemeldet"


def test_a_waiting_visitor_accepts_the_offered_place(date, page, visitor, advance_minutes):
    first = register(date, "Beispiel Anna", 2)
    page.goto(f"/veranstaltungen/gymnastik/{date.key}/")
    press(page, "Auf die Warteliste")
    page.fill("#id_name", "Beispiel Bruno")
    page.fill("#id_contact", "0371 33 50 521")
    advance_minutes(1)
    press(page, "Auf die Warteliste")
    assert heading(page) == "Sie stehen auf der Warteliste"
    assert "Platz 1" in page.inner_text("main")

    other = visitor()
    other.goto(manage_address(first))
    press(other, "Abmelden")
    press(other, "Ja, abmelden")
    page.reload()
    assert heading(page) == "Für Sie ist Platz frei"
    press(page, "Ja, ich komme")
    assert heading(page) == "Sie sind angemeldet"


def test_a_double_click_creates_one_registration(date, page, advance_minutes):
    page.goto(f"/veranstaltungen/gymnastik/{date.key}/anmelden/")
    page.fill("#id_name", "Frau Weber")
    page.fill("#id_contact", "weber@example.org")
    advance_minutes(1)
    # The second click may abort the navigation of the first, so waiting for a navigation could fail.
    page.dblclick("main button[type=submit]")
    page.get_by_role("heading", level=1, name="Sie sind angemeldet").wait_for()
    assert re.search("/anmeldung/[^/]+/$", page.url)
    assert Registration.objects.count() == 1


def test_every_page_of_the_process_is_accessible_and_fits(date, page, axe, overflow, each_display):
    row = register(date, "Beispiel Anna", 2)
    waiting = register(date, "Beispiel Bruno")
    mine = manage_address(row)
    form = f"/veranstaltungen/gymnastik/{date.key}/anmelden/"
    for address, wrong in [
        (f"/veranstaltungen/gymnastik/{date.key}/", False),
        (form, True),
        ("/anmeldung/", True),
        (mine, False),
        (f"{mine}abmelden/", False),
        (manage_address(waiting), False),
        ("/anmeldung/unbekannt/", False),
    ]:
        page.goto(address)
        if wrong:
            page.locator("main button[type=submit]").press("Enter")
            page.wait_for_selector(".error-summary")
        for way in each_display(page):
            axe(page)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert overflow(page) == [], f"{address}, {way}"
            page.evaluate("document.documentElement.style.fontSize = ''")


def test_the_slip_is_one_sheet_without_the_token(date, visitor, sheets):
    row = register(date, "Beispiel Anna")
    link = manage_address(row)
    page = visitor(js=False)
    page.goto(link)
    [sheet] = sheets(page)
    assert f"{row.code[:4]}-{row.code[4:]}" in sheet
    assert "Saal" in sheet
    assert "Am Platz 7" in sheet
    assert link.split("/")[2] not in sheet
    assert "Abmelden" not in sheet


def test_status_and_buttons_are_visible_in_forced_colours(date, visitor):
    page = visitor(forced_colors="active")
    page.goto(manage_address(register(date, "Beispiel Anna")))
    for selector in (".state", "main .btn >> nth=0", "#id_people"):
        style = page.locator(selector).evaluate(
            "element => { const s = getComputedStyle(element);"
            "return [parseFloat(s.borderInlineStartWidth), s.borderInlineStartColor, s.backgroundColor] }"
        )
        assert style[0] >= 2, selector
        assert style[1] != style[2], selector
