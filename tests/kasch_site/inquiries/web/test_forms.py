"""Room requests and offers of help: stored once, without losing input."""

from datetime import date, timedelta

import pytest
from django.test import Client

from kasch_site.common import clock
from kasch_site.common.rate_limits import limits
from kasch_site.common.sections import sections
from kasch_site.inquiries.models import Inquiry, Kind, Responsibility
from kasch_site.messaging.models import Message
from tests.support.browser.markup import parse

ROOM, HELP = "/anfragen/raum/", "/anfragen/mitmachen/"
REQUEST = {"when": "15 bis 18 Uhr", "people": "12", "description": "Probe", "name": "Ada", "contact": "ada@example.org"}
OFFER = {"tasks": ["share"], "name": "Ada", "contact": "0123 45678"}


def second_step(room="", day=""):
    return f"{ROOM}?raum={getattr(room, 'pk', room)}&tag={day}"


@pytest.fixture(autouse=True)
def empty_calendar(planned):
    """Use an empty calendar, unless a test adds entries."""


# Room and day


def test_the_first_step_asks_for_room_and_day_and_sets_no_cookie(house, rooms_of_house):
    browser = Client()
    response = browser.get(ROOM)
    assert not response.cookies
    form = parse(response).one("form", method="get")
    labels = [label.text for label in form.all("label")]
    assert labels == [
        "Das weiß ich noch nicht",
        "Café (Erdgeschoss, 40 Plätze, ohne Stufen)",
        "Saal",
        "An welchem Tag? (freiwillig)",
    ]
    assert form.one("input", name="tag")["type"] == "date"


def test_a_house_without_rooms_accepts_room_requests(client, house, noon):
    assert client.get(ROOM).status_code == 200
    assert client.get(second_step(day="2026-12-08")).status_code == 200


def test_occupied_times_are_shown_before_the_other_questions(client, cafe, planned, noon):
    planned(cafe, "2026-12-08T09:00", "2026-12-08T12:00")
    page = parse(client.get(second_step(cafe, "2026-12-08")))
    assert "An diesem Tag ist der Raum belegt: 9–12 Uhr." in page.one("div", class_="chosen").text
    assert page.one("p", class_="chosen-words").text == "Café, Di, 8. Dezember 2026"
    assert page.one("label", for_="id_when").text == "Um wie viel Uhr?"


def test_without_a_day_the_visitor_describes_possible_days(client, cafe, noon):
    page = parse(client.get(second_step(cafe)))
    assert page.one("label", for_="id_when").text == "An welchen Tagen, und um wie viel Uhr?"
    assert page.one("p", class_="chosen-words").text == "Café, Tag noch offen"


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("raum=&tag=2026-11-30", "Dieser Tag ist schon vorbei."),
        ("raum=&tag=2030-01-01", "So weit planen wir noch nicht."),
        ("raum=&tag=morgen", "Schreiben Sie den Tag als Datum"),
        ("raum=99999&tag=", "Wählen Sie bei „Welcher Raum?“ eine der Möglichkeiten aus."),
        (f"raum={'9' * 40}&tag=", "Wählen Sie bei „Welcher Raum?“ eine der Möglichkeiten aus."),
        ("raum=%00&tag=%F0", "Schreiben Sie den Tag als Datum"),
    ],
)
def test_an_invalid_choice_is_explained(client, cafe, noon, query, complaint):
    response = client.get(f"{ROOM}?{query}")
    assert response.status_code == 422
    assert complaint in parse(response).one(role="alert").text


def test_a_day_may_be_typed_in_any_common_notation(client, cafe, noon):
    assert "8. Dezember 2026" in client.get(second_step(cafe, "8.12.2026")).text


# The request


def test_a_request_is_stored_and_confirmed(client, cafe, open_form, noon):
    address = second_step(cafe, "2026-12-08")
    response = client.post(address, {**open_form(address), **REQUEST})
    assert (response.status_code, response["Location"]) == (302, f"{ROOM}danke/")
    stored = Inquiry.objects.get()
    assert (stored.kind, stored.room, stored.day) == (Kind.ROOM, cafe, date(2026, 12, 8))
    assert (stored.when, stored.people, stored.description, stored.name) == ("15 bis 18 Uhr", 12, "Probe", "Ada")
    assert (stored.email, stored.phone) == ("ada@example.org", "")
    assert (stored.received_at, stored.state) == (noon + timedelta(seconds=10), "new")


def test_room_and_day_are_optional(client, house, open_form):
    response = client.post(second_step(), {**open_form(second_step()), **REQUEST, "contact": "+49 (0)371 / 123-45"})
    assert response.status_code == 302
    stored = Inquiry.objects.get()
    assert (stored.room, stored.day, stored.email, stored.phone) == (None, None, "", "+49 (0)371 / 123-45")


def test_an_offer_of_help_is_stored(client, house, open_form):
    assert client.post(HELP, {**open_form(HELP), **OFFER, "tasks": ["share", "idea"]})["Location"] == f"{HELP}danke/"
    stored = Inquiry.objects.get()
    assert (stored.kind, stored.phone, stored.tasks) == (Kind.HELP, "0123 45678", ["share", "idea"])
    assert stored.task_labels == ["Anderen etwas zeigen, das ich gut kann", "Eine eigene Idee umsetzen"]


@pytest.mark.parametrize(("address", "data"), [(ROOM, REQUEST), (HELP, OFFER)], ids=["room", "help"])
def test_submitting_twice_creates_one_request_and_one_message(client, bertha, open_form, address, data):
    address = second_step() if address == ROOM else address
    sent = {**open_form(address), **data}
    for _time in range(2):
        assert client.post(address, sent).status_code == 302
    assert Inquiry.objects.count() == 1
    assert Message.objects.count() == 1
    client.post(address, {**sent, "description": "Und noch etwas"})
    assert Inquiry.objects.count() == 2


@pytest.mark.parametrize("missing", ["when", "people", "description", "name", "contact"])
def test_missing_fields_are_reported_and_input_is_preserved(client, cafe, open_form, missing):
    address = second_step(cafe, "2026-12-08")
    response = client.post(address, {**open_form(address), **REQUEST, missing: " "})
    assert response.status_code == 422
    page = parse(response)
    assert page.one("title").text.startswith("Fehler: Raum anfragen")
    link = page.one(role="alert").one("a")
    assert link["href"] == f"#id_{missing}"
    assert page.one("p", class_="chosen-words").text == "Café, Di, 8. Dezember 2026"
    for name in {"when", "people", "name", "contact"} - {missing}:
        assert page.one("input", name=name)["value"] == REQUEST[name]
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    "contact", ["Ada", "ada@", "@example.org", "a b@example.org", "12", "0" * 50, "ada@example.org\0x"]
)
def test_contact_details_must_be_valid(client, house, open_form, contact):
    response = client.post(HELP, {**open_form(HELP), **OFFER, "contact": contact})
    if contact.endswith("\0x"):
        assert Inquiry.objects.get().email == "ada@example.orgx"
    else:
        assert response.status_code == 422
        assert "E-Mail-Adresse, zum Beispiel name@beispiel.de, oder eine Telefonnummer" in response.text


@pytest.mark.parametrize("people", ["0", "-1", "2001", "ca. 20", "1e9", "٣٤٥٦٧"])
def test_the_number_of_people_must_be_plausible(client, house, open_form, people):
    response = client.post(second_step(), {**open_form(second_step()), **REQUEST, "people": people})
    assert response.status_code == 422
    assert parse(response).one("input", name="people")["value"] == people


def test_an_unknown_task_is_refused(client, house, open_form):
    assert client.post(HELP, {**open_form(HELP), **OFFER, "tasks": ["rule the world"]}).status_code == 422
    assert client.post(HELP, {**open_form(HELP), **OFFER, "tasks": []}).status_code == 422


def test_after_changing_the_day_its_occupied_times_are_shown_first(client, cafe, planned, open_form):
    planned(cafe, "2026-12-09T09:00", "2026-12-09T12:00")
    address = second_step(cafe, "2026-12-08")
    sent = {**open_form(address), **REQUEST, "tag": "2026-12-09"}
    response = client.post(address, sent)
    assert response.status_code == 422
    page = parse(response)
    assert "schon etwas" in page.one(role="alert").text
    assert "belegt: 9–12 Uhr" in page.one("div", class_="chosen").text
    assert "open" in page.one("div", class_="chosen").one("details").attrs
    action = next(form["action"] for form in page.all("form") if form.get("method") == "post")
    assert client.post(f"{ROOM}{action}", sent).status_code == 302
    assert Inquiry.objects.get().day == date(2026, 12, 9)


def test_input_is_preserved_if_the_room_is_deleted_meanwhile(client, cafe, open_form):
    address = second_step(cafe, "2026-12-08")
    sent = {**open_form(address), **REQUEST}
    cafe.delete()
    response = client.post(address, sent)
    assert response.status_code == 422
    assert parse(response).one("input", name="when")["value"] == REQUEST["when"]


@pytest.mark.parametrize(
    "body", [b"", b"%", b"description=%ff%fe&description=%00", b"raum=%00&tag=1", b"description" * 1000]
)
@pytest.mark.parametrize("address", [ROOM, HELP])
def test_a_malformed_form_is_answered_with_the_form(client, house, address, body):
    response = client.post(address, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    assert parse(response).one("textarea", name="description")


def test_other_http_methods_are_refused(client, house):
    assert client.put(ROOM).status_code == 405
    assert client.delete(HELP).status_code == 405
    assert client.post(f"{ROOM}danke/").status_code == 405


def test_attempts_above_the_limit_are_refused_with_input_preserved(client, house, open_form, monkeypatch):
    sent = {**open_form(HELP), **OFFER}
    for number in range(limits.FORMS.visitor):
        assert client.post(HELP, {**sent, "description": f"Idee {number}"}).status_code == 302
    response = client.post(HELP, {**sent, "description": "eine zu viel"})
    assert response.status_code == 429
    assert "in einer Stunde noch einmal" in parse(response).one(role="alert").text
    assert "eine zu viel" in response.text
    assert Inquiry.objects.count() == limits.FORMS.visitor


def test_a_form_without_its_token_must_be_submitted_again(client, house, noon):
    response = client.post(HELP, OFFER)
    assert response.status_code == 422
    assert "noch einmal ab" in parse(response).one(role="alert").text


# The page after sending


def test_the_confirmation_names_the_responsible_person_and_the_deadline(client, bertha, opening_hours, noon):
    page = parse(client.get(f"{ROOM}danke/"))
    assert "Bertha Beispiel antwortet Ihnen bis Montag, 7. Dezember." in page.one("main").text
    assert not client.get(f"{ROOM}danke/").cookies
    Responsibility.objects.update(working_days=None)
    assert "Bertha Beispiel antwortet Ihnen." in client.get(f"{HELP}danke/").text
    Responsibility.objects.all().delete()
    assert "Wir antworten Ihnen." in client.get(f"{ROOM}danke/").text


def test_the_contact_page_and_every_footer_link_to_both_forms(client, house):
    links = [link["href"] for link in parse(client.get("/kontakt/")).all("a")]
    assert links.count(ROOM) == links.count(HELP) == 2
    links = [link["href"] for link in parse(client.get(HELP)).all("a")]
    assert links.count(ROOM) == 1


def test_both_forms_are_in_the_sitemap(house):
    section = next(installed for installed in sections() if installed.key == "inquiries")
    assert [path for path, _changed in section.sitemap()] == [ROOM, HELP]


def test_a_preview_request_stores_nothing(client, cafe, noon):
    client.get(second_step(cafe, clock.today().isoformat()))
    client.head(second_step(cafe))
    assert not Inquiry.objects.exists()
