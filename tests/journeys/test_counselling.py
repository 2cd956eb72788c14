"""A visitor books an appointment, confirms it, moves it and cancels it."""

from datetime import time, timedelta
from uuid import uuid4

import pytest

from counselling.booking import bookings
from counselling.booking.offers import alternatives, offering
from counselling.booking.person import Person
from counselling.booking.slots import holds
from counselling.models import Booking, Counsellor, ScheduleRule, Situation, Slot, Topic
from counselling.notifications.links import confirm_address, manage_address, offer_address, wait_address
from counselling.scheduling import slot_generation
from kasch_site.common import clock
from kasch_site.house.models import Language, Room
from tests.support.toys.waiting import waiting

MAX_STEPS = 120  # the maximum of Tab presses until a control has the focus


@pytest.fixture
def topic(house, advance_minutes):
    """Create a topic with a long list of documents to bring, and free slots every day except the first."""
    house.directions = "Vom Platz aus durch den Torbogen. Die Klingel ist unten rechts."
    house.save()
    found = Topic.objects.create(
        name="Wohngeld",
        slug="wohngeld",
        status="published",
        summary="Ein Zuschuss zur Miete.",
        description="Wir rechnen mit Ihnen nach und füllen den Antrag aus.",
        bring_along="\n".join(f"Papier Nummer {number}, mit allen Seiten" for number in range(1, 13)),
        confirms_email=True,
    )
    Situation.objects.create(text="Die Miete ist zu hoch", topic=found)
    room = Room.objects.create(name="Zimmer 2", floor="Erdgeschoss", is_step_free=True)
    counsellor = Counsellor.objects.create(name="Beispiel, Berta")
    counsellor.languages.add(Language.objects.create(code="ar", name="Arabisch"))
    for weekday in range(7):
        hours = ScheduleRule.objects.create(
            counsellor=counsellor,
            weekday=weekday,
            starts=time(9),
            ends=time(11),
            minutes=20,
            urgent=1,
            room=room,
            valid_from=clock.today() + timedelta(days=1),
        )
        hours.topics.add(found)
        slot_generation.generate_slots_of_rule(hours)
    first = clock.today() + timedelta(days=1)
    Slot.objects.filter(starts_at__lt=clock.day_bounds(first)[1]).update(state="booked")
    return found


@pytest.fixture
def slots(topic):
    return list(Slot.objects.free(clock.now()).not_urgent().order_by("starts_at"))


@pytest.fixture
def book(topic, advance_minutes):
    def make(slot, **contact):
        token = holds.hold(slot.pk, topic)
        return bookings.book(token, topic, Person("Frau Weber", **(contact or {"phone": "0371 33 50 521"})), uuid4())

    return make


class Keyboard:
    """A visitor who uses only the keyboard: Tab and Enter."""

    def __init__(self, page):
        self.page = page

    def tab_to(self, words):
        """Press Tab until the control with this text or id has the focus."""
        for _step in range(MAX_STEPS):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(
                "() => { const e = document.activeElement; return [e.id, e.innerText || e.value || ''] }"
            )
            if words in (here[0], here[1].strip()) or (here[1] and here[1].strip().startswith(words)):
                return
        raise AssertionError(f"{words} is not reached on {self.page.url}")

    def press(self, text):
        """Focus a link or a button, press it, and wait for the next page."""
        self.tab_to(text)
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")

    def write(self, field, text):
        self.tab_to(field)
        self.page.keyboard.type(text)


def heading(page):
    return page.inner_text("main h1")


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_book_confirm_move_and_cancel_by_keyboard_alone_on_a_small_phone(topic, slots, visitor, advance_minutes, js):
    page = visitor(width=320, js=js)
    keys = Keyboard(page)
    page.goto("/beratung/")
    keys.press("„Die Miete ist zu hoch“")
    assert heading(page) == "Wohngeld"
    keys.press("Termin wählen")
    assert heading(page) == "Wann möchten Sie kommen?"
    assert page.inner_text(".steps [aria-current]") == "Uhrzeit"
    assert "Alles belegt." in page.inner_text(".day >> nth=0")
    chosen = page.inner_text(".times button >> nth=1").strip()
    keys.press(chosen)

    assert heading(page) == "Wer kommt?"
    assert "Für Sie reserviert bis" in page.inner_text(".reservation")
    keys.write("id_name", "Frau Weber")
    keys.tab_to("id_needs_step_free")
    page.keyboard.press("Space")
    advance_minutes(1)
    keys.press("Weiter")
    # Neither mail nor phone: an error, and no input is lost.
    page.wait_for_selector(".error-summary:focus")
    assert page.title().startswith("Fehler: Wer kommt?")
    assert page.input_value("#id_name") == "Frau Weber"
    assert page.is_checked("#id_needs_step_free")
    keys.write("id_email", "weber@example.org")
    keys.press("Weiter")
    assert heading(page) == "Stimmt alles?"
    assert "weber@example.org" in page.inner_text("main")
    keys.press("Angaben ändern")
    keys.write("id_note", "Bis dann")
    keys.press("Weiter")
    assert not Booking.objects.exists()
    keys.press("Termin buchen")

    assert heading(page) == "Fast fertig: Bitte E-Mail bestätigen"
    row = Booking.objects.select_related("slot").get()
    assert (row.name, row.needs_step_free, row.note, row.state) == ("Frau Weber", True, "Bis dann", "unconfirmed")
    page.goto(confirm_address(row))
    keys.press("Ja, ich komme")
    assert heading(page) == "Ihr Termin steht fest"
    assert page.locator("[data-print]").is_visible() == js

    keys.press("Verschieben")
    keys.press(page.inner_text(".times button >> nth=3").strip())
    keys.press("Ja, verschieben")
    assert heading(page) == "Ihr Termin ist verschoben"
    old = row.slot_id
    row.refresh_from_db()
    assert row.slot_id != old
    keys.press("Absagen")
    keys.press("Ja, absagen")
    assert heading(page) == "Ihr Termin ist abgesagt"
    row.refresh_from_db()
    assert row.state == "cancelled"

    page.goto("/beratung/mein-termin/")
    keys.write("id_code", row.code.lower())
    keys.write("id_letters", "Web")
    keys.press("Termin zeigen")
    assert heading(page) == "Ihr Termin ist abgesagt"
    keys.press("Doch kommen")
    assert heading(page) == "Wann möchten Sie kommen?"


def test_a_slot_taken_meanwhile_is_refused(topic, slots, page, advance_minutes):
    page.goto("/beratung/wohngeld/termin/")
    holds.hold(slots[0].pk, topic)
    keys = Keyboard(page)
    keys.press(page.inner_text(".times button >> nth=0").strip())
    page.wait_for_selector(".error-summary:focus")
    assert "Jemand war schneller" in page.inner_text(".error-summary")
    assert page.locator(".error-summary button").count() == 3
    keys.press(page.inner_text(".error-summary button >> nth=0").strip())
    assert heading(page) == "Wer kommt?"


def test_choosing_another_slot_preserves_input(topic, slots, page, advance_minutes):
    page.goto("/beratung/wohngeld/termin/")
    page.click(".times button >> nth=0")
    page.fill("#id_name", "Frau Weber")
    page.fill("#id_phone", "0371 33 50 521")
    page.click("text=Andere Zeit wählen")
    page.click("text=Spätere Termine")
    page.click(".times button >> nth=2")
    assert heading(page) == "Wer kommt?"
    assert page.input_value("#id_name") == "Frau Weber"
    assert page.input_value("#id_phone") == "0371 33 50 521"
    page.reload()
    assert page.input_value("#id_name") == "Frau Weber"
    advance_minutes(25)
    page.click("text=Weiter")
    assert "nicht mehr für Sie reserviert" in page.inner_text(".error-summary")
    page.click(".error-summary button >> nth=0")
    assert page.input_value("#id_name") == "Frau Weber"


def test_going_back_from_the_review_preserves_the_form(topic, slots, page, advance_minutes):
    page.goto("/beratung/wohngeld/termin/")
    page.click(".times button >> nth=0")
    page.fill("#id_name", "Frau Weber")
    page.fill("#id_phone", "0371 33 50 521")
    advance_minutes(1)
    page.click("text=Weiter")
    assert heading(page) == "Stimmt alles?"
    page.go_back()
    assert heading(page) == "Wer kommt?"
    assert page.input_value("#id_name") == "Frau Weber"
    page.go_back()
    assert heading(page) == "Wann möchten Sie kommen?"


def test_a_double_click_creates_one_booking(topic, slots, page, advance_minutes):
    page.goto("/beratung/wohngeld/termin/")
    page.click(".times button >> nth=0")
    page.fill("#id_name", "Frau Weber")
    page.fill("#id_phone", "0371 33 50 521")
    advance_minutes(1)
    page.click("text=Weiter")
    # The second click may abort the navigation of the first, so waiting for a navigation could fail.
    page.dblclick("text=Termin buchen")
    page.get_by_role("heading", level=1, name="Ihr Termin steht fest").wait_for()
    assert "/mein-termin/" in page.url
    assert Booking.objects.count() == 1


def addresses(topic, slots, book):
    """Yield each page of booking and managing an appointment; True if it is submitted empty too."""
    mine, later = book(slots[0]), book(slots[9])
    cancelled_by_house = book(slots[1], email="a@example.org")
    bookings.confirm(cancelled_by_house)
    alternatives.cancel_and_offer_alternatives(cancelled_by_house)
    unconfirmed = book(slots[10], email="b@example.org")
    cancelled = bookings.cancel(book(slots[11], phone="0371 33 50 522"))
    offer = offering.offer(slots[6], booking=later, until=clock.now() + timedelta(hours=20))
    waitlist_entry = waiting(topic, Person("Frau Li", phone="0371 33 50 523"), uuid4())
    own = manage_address(mine)
    without_slots = Topic.objects.create(name="Schulden", slug="schulden", status="published")
    return [
        ("/beratung/", False),
        ("/beratung/wohngeld/", False),
        ("/beratung/wohngeld/termin/", False),
        ("/beratung/wohngeld/termin/?frist=nah", False),
        (f"/beratung/wohngeld/termin/{holds.hold(slots[20].pk, topic)}/", True),
        ("/beratung/wohngeld/termin/unbekannt/", False),
        ("/beratung/wohngeld/bescheid/", False),
        (f"/beratung/{without_slots.slug}/bescheid/", True),
        ("/beratung/mein-termin/", True),
        (own, False),
        (f"{own}verschieben/", False),
        (f"{own}verschieben/?zeit={slots[21].pk}", False),
        (f"{own}absagen/", False),
        (manage_address(cancelled_by_house), False),
        (manage_address(cancelled), False),
        (manage_address(unconfirmed), False),
        (confirm_address(unconfirmed), False),
        (offer_address(offer), False),
        (wait_address(waitlist_entry), False),
        ("/beratung/angebot/unbekannt/", False),
    ]


def test_every_page_of_the_process_is_accessible_and_fits(topic, slots, book, page, axe, overflow, each_display):
    for address, is_form in addresses(topic, slots, book):
        page.goto(address)
        if is_form:
            with page.expect_navigation(wait_until="load"):
                page.locator("main button.primary").press("Enter")
            assert page.locator(".error-summary").count() == 1
        for way in each_display(page):
            axe(page)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert overflow(page) == [], f"{address}, {way}"
            page.evaluate("document.documentElement.style.fontSize = ''")


def test_the_review_page_is_accessible_and_fits(topic, slots, page, axe, overflow, each_display, advance_minutes):
    page.goto("/beratung/wohngeld/termin/")
    page.click(".times button >> nth=0")
    page.fill("#id_name", "Frau " + "Weber" * 12)
    page.fill("#id_email", "eine.sehr.lange.adresse.die.nicht.passt@unterabteilung.beispiel.example.org")
    page.fill("#id_note", "x" * 200)
    advance_minutes(1)
    page.click("text=Weiter")
    assert heading(page) == "Stimmt alles?"
    for way in each_display(page):
        axe(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) == [], way
        page.evaluate("document.documentElement.style.fontSize = ''")


def test_targets_are_large_enough_for_touch(topic, slots, visitor, layout):
    page = visitor(width=320)
    page.goto("/beratung/wohngeld/termin/")
    for button in page.locator(".times button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44


def test_the_slip_is_one_sheet_without_the_token(topic, slots, book, visitor, sheets):
    row = book(slots[0])
    link = manage_address(row)
    page = visitor(js=False)
    page.goto(link)
    [sheet] = sheets(page)
    for text in (f"{row.code[:4]}-{row.code[4:]}", "Zimmer 2", "Am Platz 7", "Papier Nummer 12", "Torbogen"):
        assert text in sheet
    assert link.split("/")[3] not in sheet
    assert "Wohngeld" not in sheet
    assert "Absagen" not in sheet


def test_the_list_of_documents_to_bring_prints(topic, page, sheets):
    page.goto("/beratung/wohngeld/")
    [sheet] = sheets(page)
    assert "Papier Nummer 12" in sheet
    assert "Termin wählen" not in sheet


def test_steps_and_times_are_visible_in_forced_colours(topic, slots, visitor):
    page = visitor(forced_colors="active")
    page.goto("/beratung/wohngeld/termin/")
    for selector in (".times button >> nth=0", ".deadline"):
        style = page.locator(selector).evaluate(
            "element => { const s = getComputedStyle(element);"
            "return [parseFloat(s.borderInlineStartWidth), s.borderInlineStartColor, s.backgroundColor] }"
        )
        assert style[0] >= 2, selector
        assert style[1] != style[2], selector
    assert "underline" in page.locator(".steps [aria-current]").evaluate(
        "element => getComputedStyle(element).textDecorationLine"
    )
