"""Residents choose a topic and a slot, enter their details, and manage the booking without an account."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from counselling.booking import bookings, lookup, moving, waitlist
from counselling.booking.offers import alternatives, offering
from counselling.booking.person import Person
from counselling.booking.slots import expiry, holds
from counselling.models import Booking, Counsellor, Offer, ScheduleRule, Situation, Slot, Topic, WaitlistEntry
from counselling.notifications.links import (
    confirm_address,
    confirm_entry_address,
    manage_address,
    offer_address,
    wait_address,
)
from counselling.notifications.messages import render_message
from counselling.scheduling import withdrawal
from counselling.web import common
from kasch_site.common import clock
from kasch_site.common.rate_limits import limits
from kasch_site.house.models import Language, Room
from kasch_site.messaging.models import Message
from kasch_site.visitors.models import AccessToken
from tests.counselling.booking.consistency import check_consistency
from tests.support.browser.markup import parse
from tests.support.toys.waiting import waiting

pytestmark = pytest.mark.django_db
TIMES, LOOK_UP = "/beratung/wohngeld/termin/", "/beratung/mein-termin/"
WAIT = "/beratung/wohngeld/bescheid/"
FORM_DATA = {"name": "Frau Weber", "phone": "0371 33 50 521"}


@pytest.fixture(autouse=True)
def available_slots(slots):
    """Generate the slots to choose from."""


@pytest.fixture
def choose(client):
    """Return a function that chooses a slot and returns the URL of the booking form."""

    def press(slot, **more):
        response = client.post(TIMES, {"zeit": slot.pk, **more})
        assert response.status_code in (302, 307), parse(response).one("main").text
        return response["Location"]

    return press


@pytest.fixture
def fill_in(client, advance):
    """Return a function that opens the booking form, waits, and submits it with one of its buttons."""

    def send(address, do="check", **changed):
        token = parse(client.get(address)).one("input", name="form_token")["value"]
        advance(timedelta(seconds=30))
        return client.post(address, {**FORM_DATA, "form_token": token, "do": do, **changed})

    return send


@pytest.fixture
def own_booking(client, book, slots):
    """Return a booking of a person with a phone, and the URL of its page."""
    row = book(slots[0], "Frau Weber", phone="0371 33 50 521")
    return row, manage_address(row)


def book_all_slots():
    """Mark all free slots as booked."""
    Slot.objects.filter(state="free").update(state="booked")


def heading(response):
    return parse(response).one("h1").text


def hidden(response):
    """Return the hidden fields of a page, which keep what was typed."""
    fields = parse(response).one("main").all("input", type="hidden")
    return {field["name"]: field["value"] for field in fields if field["name"] != "csrfmiddlewaretoken"}


def main(response):
    return parse(response).one("main").text


def buttons(response):
    """Return the keys of the slots that a page offers, in order."""
    return [int(button["value"]) for button in parse(response).one("main").all("button", name="zeit")]


# Topics


def test_an_everyday_sentence_links_to_its_topic(client, topic):
    Situation.objects.create(text="Die Miete ist zu hoch", topic=topic)
    page = parse(client.get("/beratung/")).one("main")
    [link] = [link for link in page.all("a") if "Die Miete ist zu hoch" in link.text]
    assert link["href"] == "/beratung/wohngeld/"
    assert "Nächste freie Zeit: Mittwoch, 25. November, 9 Uhr" in page.text


def test_a_draft_is_not_shown(client, topic):
    draft = Topic.objects.create(name="Entwurf", slug="entwurf")
    Situation.objects.create(text="Geheim", topic=draft)
    assert "Geheim" not in main(client.get("/beratung/"))
    for address in ("/beratung/entwurf/", "/beratung/entwurf/termin/", "/beratung/entwurf/bescheid/"):
        assert client.get(address).status_code == 404


def test_the_topic_page_shows_what_to_know_before_a_visit(client, topic, schedule_rule):
    topic.description, topic.bring_along = "Ein Zuschuss zur Miete.", "Ausweis\n\nMietvertrag\n"
    topic.save()
    schedule_rule.counsellor.languages.add(Language.objects.create(code="ar", name="Arabisch"))
    room = Room.objects.create(name="Zimmer 2")
    open_hours = ScheduleRule.objects.create(
        counsellor=schedule_rule.counsellor,
        weekday=0,
        starts=schedule_rule.starts,
        ends=schedule_rule.ends,
        kind="walk_in",
        room=room,
        valid_from=schedule_rule.valid_from,
    )
    open_hours.topics.add(topic)
    page = parse(client.get("/beratung/wohngeld/")).one("main")
    for text in (
        "Ein Zuschuss zur Miete.",
        "العربيّة",
        "Jeden Montag, 9–11 Uhr",
        "Zimmer 2",
        "25. November, 9:20 Uhr",
    ):
        assert text in page.text
    assert [item.text for item in page.one(class_="checklist").all("li")] == ["Ausweis", "Mietvertrag"]


def test_a_counsellor_without_valid_rules_is_not_named(client, schedule_rule):
    Counsellor.objects.update(is_active=False)
    assert "Beispiel, Berta" not in main(client.get("/beratung/wohngeld/"))


def test_reading_pages_set_no_cookie(client):
    for address in ("/beratung/", "/beratung/wohngeld/"):
        assert not client.get(address).cookies


@pytest.mark.parametrize("address", ["/beratung/", "/beratung/wohngeld/", TIMES, WAIT, LOOK_UP])
def test_every_page_has_the_data_protection_note(client, address):
    [text] = parse(client.get(address)).all(class_="data-words")
    assert "14 Tage nach dem Termin löschen wir sie" in text.text
    assert "Verantwortlich dafür: Testverein e.V." in text.text


# Choosing a slot


def test_choosing_a_slot_holds_it_under_a_secret_url(client, choose, slots):
    address = choose(slots[1])
    slots[1].refresh_from_db()
    assert slots[1].state == Slot.State.HELD
    response = client.get(address)
    assert "Mittwoch, 25. November 2026, 9:20–9:40 Uhr" in main(response)
    assert "Für Sie reserviert bis 10:20 Uhr." in main(response)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    token = address.rstrip("/").rpartition("/")[2]
    assert token not in parse(response).one("link", rel="canonical")["href"]


def test_reading_pages_holds_no_slot(client, slots):
    for method in (client.get, client.head):
        assert method(f"{TIMES}?zeit={slots[0].pk}").status_code == 200
    assert not Slot.objects.filter(state="held").exists()


def test_a_taken_slot_is_replaced_by_a_simultaneous_one_of_another_counsellor(client, choose, slots, schedule_rule):
    other_rule = Counsellor.objects.create(name="Beispiel, Bruno")
    free = Slot.objects.create(
        counsellor=other_rule, rule=schedule_rule, starts_at=slots[0].starts_at, ends_at=slots[0].ends_at
    )
    holds.hold(slots[0].pk, schedule_rule.topics.get())
    assert choose(slots[0])
    free.refresh_from_db()
    assert free.state == Slot.State.HELD


def test_a_refused_visitor_is_shown_the_next_three_slots(client, book, slots):
    book(slots[0])
    response = client.post(TIMES, {"zeit": slots[0].pk})
    assert response.status_code == 422
    summary = parse(response).one(class_="error-summary")
    assert "Jemand war schneller" in summary.text
    assert [int(each["value"]) for each in summary.all("button")] == [slot.pk for slot in slots[1:4]]


def test_a_near_deadline_shows_urgent_slots(client, choose, slots):
    response = client.get(TIMES)
    assert "Steht eine Frist auf dem Brief?" in main(response)
    assert slots[5].pk not in buttons(response)
    assert slots[5].pk in buttons(client.get(f"{TIMES}?frist=nah"))
    assert client.post(TIMES, {"zeit": slots[5].pk}).status_code == 422
    assert choose(slots[5], frist="nah")


def test_the_deadline_is_kept_on_later_pages(client, slots):
    page = parse(client.get(f"{TIMES}?frist=nah")).one("main")
    [later] = [link for link in page.all("a") if link.text == "Spätere Termine"]
    assert "frist=nah" in later["href"]
    assert client.get(later["href"]).status_code == 200


def test_the_waitlist_is_offered_where_nothing_is_free_and_only_there(client, slots):
    Slot.objects.filter(pk__in=[slot.pk for slot in slots[:5]]).update(state="booked")
    page = parse(client.get(TIMES)).one("main")
    assert "Alles belegt." in page.text
    assert "Bescheid sagen" not in page.text
    assert heading(client.get(WAIT)) == "Wann möchten Sie kommen?"
    book_all_slots()
    [link] = [link for link in parse(client.get(TIMES)).one("main").all("a") if link.text.startswith("Bescheid sagen")]
    assert link["href"] == WAIT
    assert parse(client.get(WAIT)).one("input", name="form_token")


def test_the_own_slot_is_shown_and_a_new_choice_releases_it(client, choose, slots):
    address = choose(slots[1])
    page = parse(client.get(TIMES)).one("main")
    assert "Für Sie reserviert bis" in page.text
    [link] = [link for link in page.all("a") if link.text == "Mit dieser Zeit weiter"]
    assert link["href"] == address
    assert "Für Sie reserviert" not in main(Client().get(TIMES))
    choose(slots[2])
    assert [slot.pk for slot in Slot.objects.filter(state="held")] == [slots[2].pk]
    assert slots[1].pk in buttons(Client().get(TIMES))
    assert client.get(address).status_code == 404


def test_a_choice_that_is_refused_keeps_the_own_slot(client, choose, slots):
    address = choose(slots[1])
    Slot.objects.filter(pk=slots[2].pk).update(state="booked")
    assert client.post(TIMES, {"zeit": slots[2].pk}).status_code == 422
    assert client.get(address).status_code == 200


def test_only_a_choice_sets_a_cookie_and_booking_deletes_it(client, choose, fill_in, slots):
    assert set(client.get(TIMES).cookies) <= {"csrftoken"}
    address = choose(slots[1])
    cookie = client.cookies["hold"]
    assert (cookie["path"], bool(cookie["httponly"]), cookie["samesite"]) == ("/beratung/", True, "Lax")
    client.post(address, {**hidden(fill_in(address)), "do": "book"})
    assert client.cookies["hold"].value == ""


@pytest.mark.parametrize("token", ["x", "0" * 99, "9" * 5000, "%E2%80%AE"])
def test_a_forged_cookie_of_a_hold_changes_nothing(client, slots, token):
    client.cookies["hold"] = token
    assert client.get(TIMES).status_code == 200
    assert client.post(TIMES, {"zeit": slots[1].pk}).status_code == 302
    assert Slot.objects.filter(state="held").count() == 1


def test_without_cookies_a_visitor_holds_two_slots_at_a_time(slots, advance):
    responses = [Client().post(TIMES, {"zeit": slot.pk}) for slot in slots[:3]]
    assert [response.status_code for response in responses] == [302, 302, 422]
    assert "schon zwei Zeiten zurückgehalten" in main(responses[2])
    assert Client(REMOTE_ADDR="192.0.2.9").post(TIMES, {"zeit": slots[3].pk}).status_code == 302
    advance(timedelta(minutes=21))
    assert Client().post(TIMES, {"zeit": slots[2].pk}).status_code == 302


def test_a_person_who_moves_back_and_forth_keeps_two_slots_from_others_at_most(client, own_booking, slots):
    row, address = own_booking
    free = [slot for slot in slots if not slot.is_urgent and slot.pk != row.slot_id]
    for slot in free[:8]:
        assert client.post(f"{address}verschieben/", {"zeit": slot.pk}).status_code == 302
    expiry.process_expired(clock.now())
    assert Slot.objects.filter(state__in=["held", "cooling", "offered"]).count() == 2
    check_consistency()


def test_too_many_holds_are_refused(client, slots, monkeypatch):
    monkeypatch.setattr(common, "HOLD_LIMIT", limits.Limit("few", visitor=1, house=1, everybody=9))
    monkeypatch.setattr("counselling.web.slots.HOLD_LIMIT", common.HOLD_LIMIT)
    assert client.post(TIMES, {"zeit": slots[0].pk}).status_code == 302
    assert client.post(TIMES, {"zeit": slots[1].pk}).status_code == 429
    assert Slot.objects.filter(state="held").count() == 1


# The details and the confirmation


def test_the_complete_booking(client, choose, fill_in, slots, topic):
    Language.objects.create(code="ar", name="Arabisch")
    address = choose(slots[1])
    check = fill_in(
        address, interpreter=Language.objects.get().pk, needs_step_free="on", note="Ich komme mit dem Rollstuhl."
    )
    assert heading(check) == "Stimmt alles?"
    for text in ("Wohngeld", "9:20–9:40", "Frau Weber", "0371 33 50 521", "العربيّة", "Weg ohne Stufen", "Rollstuhl"):
        assert text in main(check)
    assert not Booking.objects.exists()
    assert not AccessToken.objects.exists()

    done = client.post(address, {**hidden(check), "do": "book"}, follow=True)
    assert heading(done) == "Ihr Termin steht fest"
    row = Booking.objects.get()
    assert (row.name, row.phone, row.needs_step_free, row.topic, row.slot) == (
        "Frau Weber", "0371 33 50 521", True, topic, slots[1],
    )  # fmt: skip
    assert row.interpreter.code == "ar"
    assert row.note == "Ich komme mit dem Rollstuhl."
    check_consistency()


@pytest.mark.parametrize("field", [{"email": "weber@example.org", "phone": ""}, {"phone": "(0371) 33/50-521"}])
def test_one_contact_detail_is_enough(client, choose, fill_in, slots, field):
    address = choose(slots[0])
    check = fill_in(address, **field)
    client.post(address, {**hidden(check), "do": "book"})
    row = Booking.objects.get()
    assert (row.email, row.phone) in {("weber@example.org", ""), ("", "0371 33 50 521")}


def test_missing_contact_details_are_reported_and_no_input_is_lost(choose, fill_in, slots):
    response = fill_in(choose(slots[0]), phone="", note="Bis dann")
    assert response.status_code == 422
    assert "Eines von beiden genügt." in parse(response).one(class_="error-summary").text
    assert parse(response).one("input", id="id_note")["value"] == "Bis dann"


def test_input_is_preserved_when_details_are_changed(client, choose, fill_in, slots):
    address = choose(slots[0])
    check = fill_in(address, brings_companion="on")
    response = client.post(address, {**hidden(check), "do": "change"})
    page = parse(response)
    assert page.one("input", id="id_name")["value"] == "Frau Weber"
    assert page.one("input", id="id_brings_companion").get("checked") is not None


def test_choosing_another_slot_releases_the_first_and_preserves_input(client, choose, fill_in, slots):
    address = choose(slots[0])
    response = fill_in(address, do="other")
    slots[0].refresh_from_db()
    assert slots[0].state == Slot.State.FREE
    form_data = hidden(response)
    assert form_data["name"] == "Frau Weber"

    moved = client.post(TIMES, {**form_data, "zeit": slots[2].pk})
    assert moved.status_code == 307
    form = parse(client.post(moved["Location"], {**form_data, "zeit": slots[2].pk}))
    assert form.one("input", id="id_name")["value"] == "Frau Weber"
    assert not form.all(class_="error-summary")


def test_browsing_later_days_preserves_input(client, choose, fill_in, slots):
    form_data = hidden(fill_in(choose(slots[0]), do="other"))
    response = client.post(TIMES, {**form_data, "ab": "2026-12-09"})
    assert response.status_code == 200
    assert hidden(response)["name"] == "Frau Weber"
    assert slots[0].pk not in buttons(response)
    free = client.post(WAIT, {**form_data, "do": "typed"})
    assert "Zurzeit sind Zeiten frei" in main(free)
    assert hidden(free)["name"] == "Frau Weber"
    book_all_slots()
    page = client.post(WAIT, {**form_data, "do": "typed"})
    assert parse(page).one("input", id="id_name")["value"] == "Frau Weber"


@pytest.mark.parametrize(("do", "title"), [("extend", "Wer kommt?"), ("extend_check", "Stimmt alles?")])
def test_a_hold_can_be_extended(client, choose, fill_in, advance, slots, do, title):
    address = choose(slots[0])
    form_data = hidden(fill_in(address))
    advance(timedelta(minutes=15))
    response = client.post(address, {**form_data, "do": do})
    assert heading(response) == title
    assert "reserviert bis 10:35 Uhr" in main(response)
    assert "Frau Weber" in response.content.decode()


def test_a_hold_cannot_be_extended_indefinitely(client, choose, advance, slots):
    address = choose(slots[0])
    for _time in range(3):
        advance(timedelta(minutes=15))
        response = client.post(address, {**FORM_DATA, "do": "extend"})
        assert response.status_code == 200
    advance(timedelta(minutes=14))
    response = client.post(address, {**FORM_DATA, "do": "extend"})
    assert response.status_code == 422
    assert "Länger als eine Stunde" in main(response)
    assert parse(response).one("input", id="id_name")["value"] == "Frau Weber"


@pytest.mark.parametrize("do", ["check", "book", "extend", "change"])
def test_after_an_expired_hold_the_visitor_chooses_again_without_losing_input(
    client, choose, fill_in, advance, slots, do
):
    address = choose(slots[0])
    form_data = hidden(fill_in(address))
    advance(timedelta(minutes=21))
    response = client.post(address, {**form_data, "do": do})
    assert response.status_code == 422
    summary = parse(response).one(class_="error-summary")
    assert "nicht mehr für Sie reserviert" in summary.text
    assert len(summary.all("button", name="zeit")) == 3
    assert hidden(response)["name"] == "Frau Weber"
    assert not Booking.objects.exists()


def test_submitting_the_form_twice_creates_one_booking(client, choose, fill_in, slots):
    address = choose(slots[0])
    form_data = {**hidden(fill_in(address)), "do": "book"}
    first, second = client.post(address, form_data), client.post(address, form_data)
    assert first.status_code == second.status_code == 302
    assert Booking.objects.count() == 1
    # The back button: the URL of the form offers a link to the booking and asks nothing again.
    links = AccessToken.objects.count()
    assert heading(client.get(address)) == "Diesen Termin haben Sie gebucht"
    assert AccessToken.objects.count() == links
    assert heading(client.post(address, follow=True)) == "Ihr Termin steht fest"


def test_the_address_of_the_form_leads_to_the_appointment_for_an_hour(client, choose, fill_in, slots, advance):
    address = choose(slots[0])
    form_data = {**hidden(fill_in(address)), "do": "book"}
    client.post(address, form_data)
    advance(timedelta(minutes=61))
    assert client.get(address).status_code == 404
    for form in (form_data, {}, {"do": "check"}):
        response = client.post(address, form)
        assert (response.status_code, heading(response)) == (422, "Wann möchten Sie kommen?")
    assert Booking.objects.count() == 1


def test_a_suspected_bot_is_asked_to_submit_again(client, choose, slots):
    address = choose(slots[0])
    token = parse(client.get(address)).one("input", name="form_token")["value"]
    response = client.post(address, {**FORM_DATA, "form_token": token, "do": "check"})
    assert response.status_code == 422
    assert "ungewöhnlich schnell" in main(response)
    trapped = client.post(address, {**FORM_DATA, "form_token": token, "do": "book", "homepage": "x"})
    assert trapped.status_code == 422
    assert not Booking.objects.exists()


def test_too_many_bookings_are_refused_with_the_advice_to_call(client, choose, fill_in, slots):
    for slot in slots[:3]:
        address = choose(slot)
        client.post(address, {**hidden(fill_in(address)), "do": "book"})
    address = choose(slots[3])
    response = client.post(address, {**hidden(fill_in(address)), "do": "book"})
    assert response.status_code == 422
    assert "Bitte rufen Sie uns an." in main(response)
    assert parse(response).one("input", id="id_name")["value"] == "Frau Weber"


def test_a_booking_is_saved_together_with_its_link_or_not_at_all(client, choose, fill_in, slots, monkeypatch):
    address = choose(slots[0])
    form_data = {**hidden(fill_in(address)), "do": "book"}

    def fail(*_anything):
        raise RuntimeError

    monkeypatch.setattr("counselling.web.details.manage_address", fail)
    with pytest.raises(RuntimeError):
        client.post(address, form_data)
    assert not Booking.objects.exists()
    monkeypatch.undo()
    assert client.post(address, form_data).status_code == 302


# Confirming the mail address


@pytest.fixture
def unconfirmed(book, topic, slots):
    topic.confirms_email = True
    topic.save()
    return book(slots[0], email="weber@example.org")


def test_a_mail_address_is_confirmed_only_by_the_button(client, unconfirmed):
    address = confirm_address(unconfirmed)
    for method in (client.get, client.head):
        method(address)
        unconfirmed.refresh_from_db()
        assert unconfirmed.state == Booking.State.UNCONFIRMED
    assert heading(client.post(address, follow=True)) == "Ihr Termin steht fest"
    unconfirmed.refresh_from_db()
    assert unconfirmed.state == Booking.State.BOOKED
    # Later, the same link shows a button to the booking.
    assert heading(client.get(address)) == "Ihre E-Mail-Adresse ist schon bestätigt"
    assert heading(client.post(address, follow=True)) == "Ihr Termin steht fest"


def test_the_page_after_booking_cannot_confirm_the_address(client, unconfirmed):
    response = client.get(manage_address(unconfirmed))
    assert heading(response) == "Fast fertig: Bitte E-Mail bestätigen"
    assert "weber@example.org" in main(response)
    token = manage_address(unconfirmed).split("/")[3]
    assert client.get(f"/beratung/bestaetigen/{token}/").status_code == 404


def test_after_an_hour_it_is_too_late_to_confirm(client, unconfirmed, advance):
    address = confirm_address(unconfirmed)
    advance(timedelta(minutes=61))
    bookings.lapse_unconfirmed(clock.now())
    response = client.post(address, follow=True)
    assert heading(response) == "Ihr Termin ist abgesagt"
    assert "nicht rechtzeitig bestätigt" in main(response)
    assert "Neue Zeit wählen" in main(response)


# The page of the booking


def test_the_slip_has_all_necessary_information(client, own_booking, topic):
    row, address = own_booking
    Topic.objects.update(bring_along="Ausweis\nMietvertrag")
    response = client.get(address)
    code = f"{row.code[:4]}-{row.code[4:]}"
    for text in ("25. November 2026, 9–9:20 Uhr", "Am Platz 7", "Am Platz, Linie 1", "Ausweis", "Mietvertrag", code):
        assert text in main(response)
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response.content.decode()
    token = address.split("/")[3]
    page = parse(response)
    assert token not in page.one(class_="on-paper").text
    assert token not in page.one("link", rel="canonical")["href"]


def test_personal_urls_and_titles_do_not_name_the_topic(client, own_booking, book, slots, topic):
    row, address = own_booking
    waitlist_entry = waiting(topic, Person("Frau Li", email="li@example.org"), uuid4())
    offer = offering.offer(slots[1], booking=row, until=clock.now() + timedelta(hours=5))
    for path in (
        address,
        f"{address}absagen/",
        f"{address}verschieben/",
        wait_address(waitlist_entry),
        offer_address(offer),
    ):
        assert "wohngeld" not in path.lower()
        assert "wohngeld" not in parse(client.get(path)).one("title").text.lower()
        assert "wohngeld" not in parse(client.get(path)).one("link", rel="canonical")["href"]


def test_the_file_for_the_calendar(client, own_booking):
    _row, address = own_booking
    response = client.get(f"{address}termin.ics")
    assert response["Content-Type"].startswith("text/calendar")
    assert 'filename="termin.ics"' in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert "Wohngeld" not in response.content.decode()


def test_cancelling_asks_for_confirmation_once(client, own_booking):
    row, address = own_booking
    assert heading(client.get(f"{address}absagen/")) == "Möchten Sie absagen?"
    row.refresh_from_db()
    assert row.state == Booking.State.BOOKED
    response = client.post(f"{address}absagen/", follow=True)
    assert heading(response) == "Ihr Termin ist abgesagt"
    row.refresh_from_db()
    assert (row.state, row.cancelled_by) == ("cancelled", "person")
    assert client.post(f"{address}absagen/", follow=True).status_code == 200
    assert client.get(f"{address}termin.ics").status_code == 404


def test_moving_asks_for_confirmation_once_and_keeps_all_details(client, own_booking, slots):
    row, address = own_booking
    move = f"{address}verschieben/"
    page = client.get(move)
    assert buttons(page)[0] == slots[1].pk
    confirmation = client.get(f"{move}?zeit={slots[2].pk}")
    assert heading(confirmation) == "Stimmt die neue Zeit?"
    row.refresh_from_db()
    assert row.slot == slots[0]
    done = client.post(move, {"zeit": slots[2].pk}, follow=True)
    assert heading(done) == "Ihr Termin ist verschoben"
    row.refresh_from_db()
    assert (row.slot, row.name) == (slots[2], "Frau Weber")
    check_consistency()


def test_moving_to_a_taken_slot_is_refused(client, own_booking, book, slots):
    row, address = own_booking
    book(slots[2])
    for response in (
        client.get(f"{address}verschieben/?zeit={slots[2].pk}"),
        client.post(f"{address}verschieben/", {"zeit": slots[2].pk}),
    ):
        summary = parse(response).one(class_="error-summary")
        assert "nicht mehr frei" in summary.text
        assert len(summary.all("button", name="zeit")) == 3
    row.refresh_from_db()
    assert row.slot == slots[0]


def test_urgent_slots_are_not_offered_for_moving(client, own_booking, slots):
    _row, address = own_booking
    assert slots[5].pk not in buttons(client.get(f"{address}verschieben/"))
    assert client.post(f"{address}verschieben/", {"zeit": slots[5].pk}).status_code == 422


def test_a_cancelled_booking_can_be_rebooked_without_retyping(client, own_booking, slots):
    row, address = own_booking
    client.post(f"{address}absagen/")
    assert "Doch kommen" in main(client.get(address))
    done = client.post(f"{address}verschieben/", {"zeit": slots[3].pk}, follow=True)
    assert heading(done) == "Ihr Termin steht fest"
    new = Booking.objects.exclude(pk=row.pk).get()
    assert (new.name, new.phone, new.slot) == ("Frau Weber", "0371 33 50 521", slots[3])
    check_consistency()


def test_a_past_booking_cannot_be_changed(client, own_booking, advance):
    row, address = own_booking
    advance(timedelta(days=2))
    response = client.get(address)
    assert heading(response) == "Ihr Termin ist vorbei"
    assert "Absagen" not in main(response)
    for path in ("absagen/", "verschieben/"):
        client.post(f"{address}{path}", {"zeit": 1})
    row.refresh_from_db()
    assert row.state == Booking.State.BOOKED


# Code and letters


@pytest.mark.parametrize("letters", ["Web", "frau", "WEBER"])
def test_code_and_letters_find_the_booking(client, own_booking, letters):
    row, _address = own_booking
    form_data = f" {row.code[:4].lower()}-{row.code[4:]} "
    response = client.post(LOOK_UP, {"code": form_data, "letters": letters}, follow=True)
    assert heading(response) == "Ihr Termin steht fest"


def test_every_failed_lookup_gets_the_same_response(client, own_booking):
    row, _address = own_booking
    tries = [(row.code, "Mül"), ("AAAA-AAAA", "Web"), ("x", "Web"), ("0000-0000", "Web")]
    responses = [client.post(LOOK_UP, {"code": code, "letters": letters}) for code, letters in tries]
    assert {response.status_code for response in responses} == {422}
    assert len({parse(response).one(class_="error-summary").text for response in responses}) == 1


def test_guessing_codes_is_rate_limited(client, own_booking):
    row, _address = own_booking
    for _try in range(limits.GUESSES.visitor):
        client.post(LOOK_UP, {"code": "AAAA-AAAA", "letters": "Web"})
    response = client.post(LOOK_UP, {"code": row.code, "letters": "Web"})
    assert response.status_code == 429
    assert "0123 456789" in main(response)


INVALID_TOKENS = [
    "/beratung/mein-termin/{}/",
    "/beratung/mein-termin/{}/absagen/",
    "/beratung/mein-termin/{}/verschieben/",
    "/beratung/mein-termin/{}/termin.ics",
    "/beratung/bestaetigen/{}/",
    "/beratung/angebot/{}/",
    "/beratung/warten/{}/",
]


def test_unknown_unrelated_and_expired_links_get_the_same_response(client, own_booking, time_machine):
    _row, address = own_booking
    mine = address.split("/")[3]
    # Unrelated: a token of another kind; expired: a valid one, weeks later.
    responses = [client.get(path.format("unbekannt")) for path in INVALID_TOKENS]
    responses += [client.get(path.format(mine)) for path in INVALID_TOKENS[4:]]
    time_machine.move_to(clock.now() + timedelta(days=40), tick=False)
    responses += [client.get(path.format(mine)) for path in INVALID_TOKENS] + [
        client.post(path.format(mine)) for path in INVALID_TOKENS
    ]
    assert {response.status_code for response in responses} == {404}
    assert len({main(response) for response in responses}) == 1
    assert all("no-store" in response["Cache-Control"] for response in responses)
    assert "Mit dem Code zu meinem Termin" in main(responses[0])


def test_an_expired_hold_redirects_to_the_slots(client, choose, slots, advance):
    address = choose(slots[0])
    for dead in (f"{TIMES}unbekannt/", address.replace("wohngeld", "alg")):
        assert client.get(dead).status_code == 404
    advance(timedelta(minutes=21))
    response = client.get(address)
    assert response.status_code == 404
    assert buttons(response)


# Offers and the waitlist


def test_an_earlier_slot_is_accepted_with_one_click(client, book, slots):
    row = book(slots[4], phone="0371 33 50 521", wants_earlier=True)
    offer = offering.offer(slots[0], booking=row, until=clock.now() + timedelta(hours=5))
    address = offer_address(offer)
    for method in (client.get, client.head):
        assert method(address).status_code == 200
    assert "Ihr bisheriger Termin: Mittwoch, 25. November 2026, 10:20" in main(client.get(address))
    assert heading(client.post(address, {"do": "accept"}, follow=True)) == "Ihr Termin steht fest"
    row.refresh_from_db()
    assert row.slot == slots[0]
    assert heading(client.get(address)) == "Sie haben diese Zeit genommen"
    check_consistency()


def test_an_earlier_slot_is_declined_with_one_click(client, book, slots):
    row = book(slots[4])
    offer = offering.offer(slots[0], booking=row, until=clock.now() + timedelta(hours=5))
    response = client.post(offer_address(offer), {"do": "decline"}, follow=True)
    assert heading(response) == "Danke für Ihre Antwort"
    row.refresh_from_db()
    assert row.slot == slots[4]


def test_an_expired_offer_is_reported(client, book, slots, advance):
    row = book(slots[4])
    address = offer_address(offering.offer(slots[0], booking=row, until=clock.now() + timedelta(hours=5)))
    advance(timedelta(hours=6))
    assert heading(client.get(address)) == "Dieses Angebot ist abgelaufen"
    response = client.post(address, {"do": "accept"})
    assert response.status_code == 422
    assert "gilt nicht mehr" in main(response)


def test_a_person_cancelled_by_the_house_accepts_an_alternative_on_their_page(client, own_booking, slots):
    row, address = own_booking
    made = alternatives.cancel_and_offer_alternatives(row)
    page = client.get(address)
    assert heading(page) == "Ihr Termin ist abgesagt"
    assert "Diese Zeiten haben wir stattdessen für Sie reserviert" in main(page)
    foreign = client.post(address, {"do": "accept", "offer": 999})
    assert foreign.status_code == 422
    done = client.post(address, {"do": "accept", "offer": made[1].pk}, follow=True)
    assert heading(done) == "Ihr Termin steht fest"
    row.refresh_from_db()
    assert row.slot == made[1].slot
    check_consistency()


def test_a_person_cancelled_by_the_house_may_choose_any_free_slot(client, own_booking, slots):
    row, address = own_booking
    alternatives.cancel_and_offer_alternatives(row)
    chosen = Slot.objects.free(clock.now()).not_urgent().order_by("starts_at").first()
    client.post(f"{address}verschieben/", {"zeit": chosen.pk})
    assert Booking.objects.upcoming(clock.now()).get().slot == chosen
    assert not Offer.objects.open().exists()
    check_consistency()


def test_a_visitor_joins_and_leaves_the_waitlist(client, advance, topic):
    book_all_slots()
    token = parse(client.get("/beratung/wohngeld/bescheid/?frist=nah")).one("input", name="form_token")["value"]
    advance(timedelta(seconds=30))
    sent = {**FORM_DATA, "form_token": token, "frist": "nah", "do": "wait"}
    responses = [client.post("/beratung/wohngeld/bescheid/", sent, follow=True) for _twice in range(2)]
    assert {heading(response) for response in responses} == {"Wir sagen Ihnen Bescheid"}
    waitlist_entry = WaitlistEntry.objects.get()
    assert (waitlist_entry.topic, waitlist_entry.is_urgent, waitlist_entry.phone) == (topic, True, "0371 33 50 521")
    address = responses[0].redirect_chain[-1][0]
    client.get(address)
    waitlist_entry.refresh_from_db()
    assert waitlist_entry.state == WaitlistEntry.State.WAITING
    assert heading(client.post(address, {"do": "leave"}, follow=True)) == "Sie warten nicht mehr"


def test_a_waiting_visitor_accepts_a_slot_with_one_click(client, topic, slots):
    waitlist_entry = waiting(topic, Person("Frau Li", email="li@example.org"), uuid4())
    offer = offering.offer(slots[0], waitlist_entry=waitlist_entry, until=clock.now() + timedelta(hours=5))
    assert "Eine Zeit ist frei geworden" in main(client.get(wait_address(waitlist_entry)))
    response = client.post(offer_address(offer), {"do": "accept"}, follow=True)
    assert heading(response) == "Ihr Termin steht fest"
    assert Booking.objects.get().name == "Frau Li"
    check_consistency()


def test_an_entry_by_mail_is_eligible_once_the_address_is_confirmed(client, advance, topic, slots):
    book_all_slots()
    token = parse(client.get(WAIT)).one("input", name="form_token")["value"]
    advance(timedelta(seconds=30))
    sent = {"name": "Frau Li", "email": "li@example.org", "form_token": token, "do": "wait"}
    page = client.post(WAIT, sent, follow=True)
    assert "Noch ein Schritt" in main(page)
    entry = WaitlistEntry.objects.get()
    Slot.objects.filter(pk__in=[slot.pk for slot in slots[:2]]).update(state="free")
    advance(timedelta(minutes=5))
    assert not Offer.objects.exists()
    # The page proves no mail address: it was not opened from a mail.
    assert client.post(page.redirect_chain[-1][0], {"do": "confirm"}).status_code == 422
    address = confirm_entry_address(entry)
    assert heading(client.get(address)) == "Sollen wir Ihnen Bescheid sagen?"
    entry.refresh_from_db()
    assert entry.email_confirmed_at is None
    assert heading(client.post(address, follow=True)) == "Wir sagen Ihnen Bescheid"
    advance(timedelta(minutes=5))
    assert Offer.objects.get().waitlist_entry == entry


def test_an_entry_that_nobody_confirms_ends_the_next_day(client, advance, topic, slots):
    book_all_slots()
    entry = waitlist.join(topic, Person("Frau Li", email="li@example.org"), uuid4())
    address = confirm_entry_address(entry)
    advance(timedelta(days=1, minutes=1))
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_joining_the_waitlist_requires_contact_details(client, advance):
    book_all_slots()
    token = parse(client.get("/beratung/wohngeld/bescheid/")).one("input", name="form_token")["value"]
    advance(timedelta(seconds=30))
    response = client.post("/beratung/wohngeld/bescheid/", {"name": "Frau Li", "form_token": token})
    assert response.status_code == 422
    assert parse(response).one("input", id="id_name")["value"] == "Frau Li"
    assert not WaitlistEntry.objects.exists()


# Forged requests


def test_a_forged_request_is_refused_without_losing_input(choose, slots):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(TIMES, {"zeit": slots[0].pk}, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert not Slot.objects.filter(state="held").exists()
    address = choose(slots[0])
    response = strict.post(address, {**FORM_DATA, "do": "check"}, headers={"Referer": f"http://testserver{address}"})
    assert response.status_code == 403
    assert "Frau Weber" in response.content.decode()


def test_a_token_is_valid_for_one_purpose_only(own_booking, topic):
    _row, address = own_booking
    token = re.search(r"mein-termin/([^/]+)/", address)[1]
    assert lookup.booking_by_token(token)
    assert lookup.offer_by_token(token) is None
    assert lookup.waitlist_entry_by_token(token) is None
    assert lookup.booking_to_confirm(token) is None


def test_extending_a_hold_counts_towards_the_limit(client, choose, slots):
    address = choose(slots[0])
    for _time in range(common.HOLD_LIMIT.visitor):
        response = client.post(address, {**FORM_DATA, "do": "extend"})
    assert "kam in dieser Stunde sehr viel" in main(response)


def test_rebooking_twice_creates_one_booking(client, book, slots):
    row = bookings.cancel(book(slots[0]))
    address = f"{manage_address(row)}verschieben/"
    for slot in (slots[1], slots[1], slots[2]):
        response = client.post(address, {"zeit": slot.pk})
        assert heading(client.get(response["Location"])) == "Ihr Termin steht fest"
    assert [row.slot for row in Booking.objects.exclude(state="cancelled")] == [slots[1]]
    page = main(client.get(manage_address(row)))
    assert "Dafür haben Sie eine andere Zeit: Mittwoch, 25. November 2026, 9:20–9:40 Uhr." in page
    assert "Doch kommen" not in page


def test_the_page_shows_the_old_time_beside_the_new_one_until_the_person_cancels(client, own_booking, slots):
    row, address = own_booking
    new = "Mittwoch, 25. November 2026, 10–10:20 Uhr"
    assert "vorher" not in main(client.get(address))
    moving.move(row, slots[3].pk, by=Booking.By.HOUSE)
    page = main(client.get(address))
    assert f"Neu: {new}, vorher: " in page, page
    bookings.cancel(row)
    assert "vorher" not in main(client.get(address))


def test_a_person_not_yet_notified_of_a_cancellation_is_notified_when_the_alternatives_are_withdrawn(
    own_booking, slots
):
    row, _address = own_booking
    alternatives.cancel_and_offer_alternatives(row)
    message = Message.objects.open().get(kind="instead")
    assert "Stattdessen" in render_message("instead", message.subject).call
    for made in Offer.objects.open():
        withdrawal.withdraw([made.slot])
    assert "fällt aus" in render_message("instead", message.subject).call
    assert "Stattdessen" not in render_message("instead", message.subject).call
