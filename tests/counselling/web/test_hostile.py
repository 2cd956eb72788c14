"""Hostile and broken input gets a clear message, never a server error."""

from datetime import timedelta

import pytest

from counselling.models import Booking, Slot, Topic, WaitlistEntry
from counselling.notifications.links import manage_address
from counselling.notifications.messages import render_message
from kasch_site.common import clock
from kasch_site.messaging.models import Message
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
TIMES, WAIT, LOOK_UP = "/beratung/wohngeld/termin/", "/beratung/wohngeld/bescheid/", "/beratung/mein-termin/"
FORM_DATA = {"name": "Frau Weber", "email": "weber@example.org"}
# Invalid keys: empty, a word, numbers out of range, other digits, directional marks, a line break, a path.
NONSENSE = [
    "",
    "x",
    "-1",
    "0",
    "9" * 18,
    "9" * 40,
    "٣",
    "²",
    "1e3",
    "1;DROP TABLE",
    "\u202e1",
    "1\r\nX: y",
    "../../etc",
]
NAMES = {
    "very long": "A" * 10_000,
    "emoji": "👩🏽‍🦽 Frau 🌻 Weber",
    "direction": "\u202eWeber\u2066 Frau",
    "end of line": "Weber\r\nBcc: everybody@example.org\r\n\r\nHallo",
    "line separator": "Weber\u2028Bcc: x@example.org",
    "null": "Web\x00er",
    "half a surrogate pair": "Web\ud800er".encode("utf-8", "surrogatepass"),
    "broken bytes": b"Web\xff\xfeer",
    "template": "{{ 7|add:7 }}{% load static %}",
    "markup": "<script>alert(1)</script>",
    "arabic": "فاطمة الزهراء",
    "accents": "Nguyễn Thị Ánh‐Đào",
    "percent": "100 %(name)s %s",
}
# Too long, with a mail address in it, or invalid UTF-8.
REFUSED = [
    NAMES[key] for key in ("very long", "end of line", "line separator", "half a surrogate pair", "broken bytes")
]


@pytest.fixture(autouse=True)
def available_slots(slots):
    """Generate the slots to choose from."""


@pytest.fixture
def form_url(client, slots):
    """Hold a slot and return the URL of the booking form."""
    return client.post(TIMES, {"zeit": slots[0].pk})["Location"]


@pytest.fixture
def form_data(client, advance):
    """Return a function that returns the data of a form half a minute after it was shown."""

    def data(address, **changed):
        token = parse(client.get(address)).one("input", name="form_token")["value"]
        advance(timedelta(seconds=30))
        return {**FORM_DATA, "form_token": token, **changed}

    return data


def error_summary(response):
    """Return the error summary at the top of a page."""
    return parse(response).one(class_="error-summary").text


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_an_invalid_slot_number_is_refused_with_a_message(client, nonsense):
    response = client.post(TIMES, {"zeit": nonsense})
    assert response.status_code == 422
    assert error_summary(response)
    assert not Slot.objects.filter(state="held").exists()


def test_a_past_slot_is_refused(client, slots, time_machine):
    time_machine.move_to(clock.now() + timedelta(days=2), tick=False)
    response = client.post(TIMES, {"zeit": slots[0].pk})
    assert response.status_code == 422
    assert "schon vorbei" in error_summary(response)


def test_a_slot_after_its_closing_time_is_refused(client, slots, time_machine):
    time_machine.move_to(slots[0].starts_at - timedelta(minutes=30), tick=False)
    response = client.post(TIMES, {"zeit": slots[0].pk})
    assert response.status_code == 422
    assert "Bitte rufen Sie uns an" in error_summary(response)


def test_a_slot_of_another_topic_is_refused(client, slots, other_topic):
    response = client.post("/beratung/alg/termin/", {"zeit": slots[0].pk})
    assert response.status_code == 422
    assert not Slot.objects.filter(state="held").exists()


def test_a_slot_held_for_one_topic_is_not_booked_for_another(client, form_url, form_data, slots, other_topic):
    fields = form_data(form_url)
    for do in ("check", "book", "extend", "change", "other"):
        response = client.post(form_url.replace("wohngeld", "alg"), {**fields, "do": do})
        assert response.status_code == 422
    assert not Booking.objects.exists()
    slots[0].refresh_from_db()
    assert slots[0].state == "held"


def test_slots_of_a_topic_withdrawn_meanwhile_are_refused(client, form_url, form_data):
    fields = form_data(form_url)
    Topic.objects.update(status="draft")
    assert client.post(form_url, {**fields, "do": "book"}).status_code == 404
    assert not Booking.objects.exists()


@pytest.mark.parametrize("token", ["x", "0" * 500, "%00", "%ff%fe", "a.b", "..", "🌻", "'", "6743a5e0", "\u202e"])
def test_a_tampered_token_gets_a_helpful_response(client, form_url, token):
    changed = form_url[:-2] + ("A" if form_url[-2] != "A" else "B") + "/"
    for address in (f"{TIMES}{token}/", changed):
        response = client.get(address)
        assert response.status_code == 404
        for do in ("check", "book", "extend", "other", "", "nonsense"):
            assert client.post(address, {**FORM_DATA, "do": do}).status_code == 422
    for path in ("mein-termin", "angebot", "warten", "bestaetigen"):
        assert client.get(f"/beratung/{path}/{token}/").status_code == 404
        assert client.post(f"/beratung/{path}/{token}/", {"do": "accept"}).status_code == 404
    assert not Booking.objects.exists()


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_an_unusual_name_is_refused_with_a_message_or_stored_on_one_line(client, form_url, form_data, name):
    fields = form_data(form_url, name=name)
    check = client.post(form_url, {**fields, "do": "check"})
    assert check.status_code == (422 if name in REFUSED else 200)
    response = client.post(form_url, {**fields, "do": "book"})
    assert response.status_code == (422 if name in REFUSED else 302)
    if name in REFUSED:
        assert error_summary(response)
        assert not Booking.objects.exists()
        return
    row = Booking.objects.get()
    assert len(row.name.splitlines()) == 1
    assert not set(row.name) & set("\x00\r\n\u2028\u202e\u2066")
    message = render_message("confirmed", f"booking:{row.pk}")
    assert "\n" not in message.subject + message.name + message.to
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    assert b"<script>alert" not in check.content


@pytest.mark.parametrize("field", ["note", "email", "phone"])
@pytest.mark.parametrize("value", NAMES.values(), ids=NAMES)
def test_unusual_text_in_other_fields_is_accepted_or_refused(client, form_url, form_data, field, value):
    fields = form_data(form_url, **{field: value})
    # A note may contain any line of text; none of these is a mail address or phone number.
    is_taken = field == "note" and value != NAMES["very long"]
    expected = {"check": 200 if is_taken else 422, "extend": 200, "change": 200, "book": 302 if is_taken else 422}
    for do, status in expected.items():
        assert client.post(form_url, {**fields, "do": do}).status_code == status, do
    assert Booking.objects.count() == is_taken
    for row in Booking.objects.all():
        assert not set(row.note + row.email + row.phone) & set("\x00\r\n\u2028\u202e")


def test_form_input_cannot_add_mail_headers(client, form_url, form_data, mailoutbox):
    from kasch_site.worker.execution import run_due_jobs

    fields = form_data(form_url, name="Weber\r\nBcc: everybody\r\n\r\nHallo", note=NAMES["end of line"])
    assert client.post(form_url, {**fields, "do": "book"}).status_code == 302
    assert Message.objects.count() == 1
    run_due_jobs("test")
    [mail] = mailoutbox
    assert mail.to == ["weber@example.org"]
    assert mail.bcc == []
    assert "Bcc" not in mail.message()
    assert mail.subject == "Ihr Termin am Mittwoch, 25. November, 9 Uhr"


@pytest.mark.parametrize("address", ["a@b.de\r\nBcc: x@example.org", "a@b.de,x@example.org", "Weber <a@b.de>", "a@b"])
def test_several_mail_addresses_in_one_field_are_refused(client, form_url, form_data, address):
    response = client.post(form_url, {**form_data(form_url, email=address), "do": "check"})
    assert response.status_code == 422
    assert "vollständig" in error_summary(response)


@pytest.mark.parametrize("value", ["999", "x", "1,2", "9" * 30, "\x00"])
def test_an_unknown_language_is_refused_with_a_message(client, form_url, form_data, value):
    for do in ("check", "book"):
        response = client.post(form_url, {**form_data(form_url), "interpreter": value, "do": do})
        assert response.status_code == 422
        assert (
            "nicht speichern können" if value == "\x00" else "In welcher Sprache möchten Sie sprechen?"
        ) in error_summary(response)
    assert not Booking.objects.exists()


def test_german_is_not_offered_for_interpreting(client, form_url, form_data):
    assert client.post(form_url, {**form_data(form_url), "interpreter": "", "do": "check"}).status_code == 200


@pytest.mark.parametrize("day", ["2026-02-30", "0001-01-01", "9999-12-31", "2100-12-31", "x", "", "2026-W48", "\x00"])
def test_implausible_days_are_ignored(client, book, slots, day):
    assert client.get(TIMES, {"ab": day, "frist": day}).status_code == 200
    assert client.post(TIMES, {"ab": day}).status_code == 200
    assert client.get(f"{manage_address(book(slots[1]))}verschieben/", {"ab": day}).status_code == 200


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_moving_to_an_invalid_slot_is_refused(client, book, slots, nonsense):
    row = book(slots[1])
    address = f"{manage_address(row)}verschieben/"
    assert client.get(address, {"zeit": nonsense}).status_code == 200
    assert client.post(address, {"zeit": nonsense}).status_code == 422
    row.refresh_from_db()
    assert row.slot == slots[1]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_answering_an_unknown_offer_is_refused(client, book, slots, nonsense):
    response = client.post(manage_address(book(slots[1])), {"do": "accept", "offer": nonsense})
    assert response.status_code == 422
    assert "gilt nicht mehr" in error_summary(response)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_unusual_names_on_the_waitlist(client, form_data, slots, name):
    Slot.objects.update(state="booked")
    response = client.post(WAIT, {**form_data(WAIT, name=name), "do": "wait"})
    assert response.status_code == (422 if name in REFUSED else 302)
    assert WaitlistEntry.objects.exists() == (name not in REFUSED)
    for row in WaitlistEntry.objects.all():
        assert len(row.name.splitlines()) == 1


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_unusual_text_as_code_and_letters_finds_nothing(client, name):
    assert client.post(LOOK_UP, {"code": name, "letters": name}).status_code == 422


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\x00"])
def test_a_form_without_its_token_is_refused(client, form_url, form_data, token):
    response = client.post(form_url, {**form_data(form_url), "form_token": token, "do": "book"})
    assert response.status_code == 422
    assert not Booking.objects.exists()


def test_duplicate_fields_are_harmless(client, form_url, form_data):
    fields = {
        **form_data(form_url),
        "name": ["Frau Weber", "Frau Li"],
        "email": ["a@example.org", "b@example.org"],
        "do": "check",
    }
    assert client.post(form_url, fields).status_code == 200


def test_only_supported_methods_are_allowed(client, form_url, book, slots):
    for address in (
        "/beratung/",
        "/beratung/wohngeld/",
        TIMES,
        WAIT,
        LOOK_UP,
        form_url,
        manage_address(book(slots[1])),
    ):
        for method in (client.put, client.delete, client.patch):
            assert method(address).status_code == 405


def test_a_booking_is_not_accessible_by_its_primary_key(client, book, slots):
    row = book(slots[1])
    for key in (row.pk, row.code, row.idempotency_key, f"booking:{row.pk}"):
        for path in ("mein-termin", "angebot", "warten", "bestaetigen"):
            assert client.get(f"/beratung/{path}/{key}/").status_code == 404
