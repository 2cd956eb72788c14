"""Visitors request a room and offer help by keyboard only; staff answer and retract the answer."""

from datetime import time, timedelta

import pytest

from events.models import Event, Occurrence
from kasch_site.common import clock
from kasch_site.house.models import Room
from kasch_site.inquiries.models import Inquiry
from kasch_site.messaging.models import Message
from tests.journeys.pressing import press

ROOM, HELP = "/anfragen/raum/", "/anfragen/mitmachen/"


@pytest.fixture
def day(house, advance_minutes):
    """Return a day next week on which the café is occupied from nine to twelve."""
    cafe = Room.objects.create(name="Café", floor="Erdgeschoss", is_step_free=True, places=40)
    Room.objects.create(name="Saal", order=1)
    result = clock.today() + timedelta(days=7)
    event = Event.objects.create(title="Frühstück", slug="fruehstueck", status=Event.Status.PUBLISHED, room=cafe)
    Occurrence.objects.create(
        event=event, starts_at=clock.local(result, time(9)), ends_at=clock.local(result, time(12))
    )
    return result


def focused(page):
    return page.evaluate("document.activeElement.id")


def tab_to(page, target):
    """Press Tab until the element has the focus; fail if it never gets it."""
    for _press in range(40):
        page.keyboard.press("Tab")
        if focused(page) == target:
            return
    pytest.fail(f"{target} is never reached")


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_room_request_by_keyboard_only(day, visitor, advance_minutes, js):
    page = visitor(js=js)
    page.goto(ROOM)
    tab_to(page, "id_raum_0")
    page.keyboard.press("ArrowDown")
    tab_to(page, "id_tag")
    page.fill("#id_tag", f"{day:%Y-%m-%d}")  # in which order a browser wants its digits is the browser's affair
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    assert "An diesem Tag ist der Raum belegt: 9–12 Uhr." in page.text_content(".chosen")
    tab_to(page, "id_when")
    page.keyboard.type("15 bis 18 Uhr")
    tab_to(page, "id_people")
    page.keyboard.type("12")
    tab_to(page, "id_name")
    page.keyboard.type("Ada")
    tab_to(page, "id_contact")
    page.keyboard.type("ada@example.org")
    advance_minutes(1)
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary:focus")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_description:focus")
    page.keyboard.type("Wir feiern.")
    assert page.input_value("#id_when") == "15 bis 18 Uhr"
    tab_to(page, "id_contact")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ROOM}danke/")
    inquiry = Inquiry.objects.get()
    assert (inquiry.room.name, inquiry.day, inquiry.people, inquiry.description) == ("Café", day, 12, "Wir feiern.")


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_offer_of_help_by_keyboard_only(house, visitor, advance_minutes, js):
    page = visitor(js=js)
    page.goto(HELP)
    tab_to(page, "id_tasks_2")
    page.keyboard.press("Space")
    tab_to(page, "id_name")
    page.keyboard.type("Ada")
    tab_to(page, "id_contact")
    page.keyboard.type("0123 45678")
    advance_minutes(1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HELP}danke/")
    assert (Inquiry.objects.get().tasks, Inquiry.objects.get().phone) == (["share"], "0123 45678")


def test_changing_room_and_day_loses_no_input(day, page, advance_minutes):
    page.goto(f"{ROOM}?raum=&tag=")
    page.fill("#id_description", "Wir feiern.")
    page.click(".chosen summary")
    page.get_by_label("Café").check()
    page.fill("#id_tag", f"{day:%Y-%m-%d}")
    page.fill("#id_when", "9 bis 10 Uhr")
    page.fill("#id_people", "3")
    page.fill("#id_name", "Ada")
    page.fill("#id_contact", "ada@example.org")
    advance_minutes(1)
    press(page)
    page.wait_for_selector(".error-summary")
    assert "belegt: 9–12 Uhr" in page.text_content(".chosen")
    assert page.input_value("#id_description") == "Wir feiern."
    press(page)
    page.wait_for_url(f"**{ROOM}danke/")
    assert Inquiry.objects.get().day == day


def test_without_the_cookie_input_is_preserved_and_can_be_submitted(house, page, advance_minutes):
    page.goto(HELP)
    page.check("#id_tasks_0")
    page.fill("#id_description", "Ich kann gut backen.")
    page.fill("#id_name", "Ada")
    page.fill("#id_contact", "ada@example.org")
    page.context.clear_cookies()
    advance_minutes(1)
    press(page)
    assert "Ich kann gut backen." in page.text_content("main")
    press(page, "Noch einmal senden")
    page.wait_for_url(f"**{HELP}danke/")
    assert Inquiry.objects.get().tasks == ["events"]


def test_the_forms_are_accessible_empty_with_errors_and_after_submission(day, page, axe, overflow, each_display):
    def check_page(address):
        for way in each_display(page):
            axe(page)
            assert overflow(page) == [], f"{address}, {way}"

    for address in (
        ROOM,
        f"{ROOM}?raum=&tag={day}",
        HELP,
        f"{ROOM}danke/",
        f"{HELP}danke/",
        f"{ROOM}?tag=2000-01-01",
    ):
        page.goto(address)
        check_page(address)
        if page.locator("form[method=post]").count():
            press(page)
            page.wait_for_selector(".error-summary")
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
            check_page(address)


def test_targets_are_large_enough_for_touch(day, page, each_display):
    page.goto(f"{ROOM}?raum=&tag={day}")
    page.click(".chosen summary")
    for way in each_display(page):
        heights = page.evaluate(
            "[...document.querySelectorAll("
            "'form :is(input:not([type=radio]), .choice label, textarea, button, summary)')]"
            ".map(element => element.getBoundingClientRect().height).filter(Boolean)"
        )
        assert len(heights) == 11, way
        assert min(heights) >= 44, way


def test_text_at_200_percent_fits_on_a_phone(day, visitor, overflow):
    page = visitor(width=320)
    for address in (ROOM, f"{ROOM}?raum=&tag={day}", HELP):
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) == [], address


@pytest.mark.parametrize("options", [{"js": True}, {"js": False}], ids=["with JavaScript", "without JavaScript"])
def test_staff_claim_answer_and_retract(open_as_staff, options):
    Inquiry.objects.create(kind="room", name="Ada", email="ada@example.org", description="Wir feiern.", when="abends")
    page = open_as_staff(**options)
    page.goto("/admin/")
    page.get_by_role("link", name="Eine Anfrage ist neu.").click()
    page.get_by_role("link", name="Raumanfrage vom").click()
    page.get_by_role("button", name="Ich kümmere mich").click()
    assert "in Arbeit, von Erika" in page.text_content("main")
    page.get_by_role("button", name="Leider belegt").click()
    assert page.input_value("#id_answer").startswith("Leider ist der Raum")
    page.get_by_role("button", name="Antwort prüfen").click()
    assert "Ada bekommt eine E-Mail an ada@example.org." in page.text_content("main")
    page.get_by_role("button", name="Ja, so speichern").click()
    page.locator(".messagelist .success").wait_for()
    assert Message.objects.get().kind == "answer"
    page.get_by_role("button", name="Antwort zurücknehmen").click()
    page.locator(".messagelist .success", has_text="zurückgenommen").wait_for()
    assert page.input_value("#id_answer").startswith("Leider ist der Raum")
    assert Inquiry.objects.get().state == "assigned"


def test_the_staff_pages_are_accessible(open_as_staff, axe, overflow, each_display):
    inquiry = Inquiry.objects.create(kind="help", name="Ada", phone="0123 45678", tasks=["share"])
    page = open_as_staff()

    def check_page():
        for way in each_display(page):
            axe(page)
            assert overflow(page) == [], f"{page.url}, {way}"

    for address in ("/admin/inquiries/inquiry/", inquiry.desk_url, "/admin/inquiries/inquiry/zahlen/"):
        page.goto(address)
        check_page()
    page.goto(inquiry.desk_url)
    page.fill("#id_answer", "Ja, gern.")
    press(page, selector="[name=_save]")
    check_page()
    press(page, selector="[name=_confirmed]")
    assert page.locator(".messagelist .success").count() == 1
    check_page()
