"""Visitors register, find their registration and change it, without an account."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from events.models import Event, Occurrence, OccurrenceCapacity, Registration, RegistrationSettings
from events.registration import registrations
from events.registration.notifications.messages import manage_address
from events.registration.registrant import Registrant
from events.scheduling.generation import add_date
from kasch_site.common import clock
from kasch_site.common.models import OldAddress, RateLimitCount
from kasch_site.common.rate_limits import limits
from kasch_site.visitors.models import AccessToken
from tests.support.browser.markup import parse
from tests.support.processes.threads import run_concurrently

pytestmark = pytest.mark.django_db
LOOK_UP = "/anmeldung/"
FORM_DATA = {"name": "Frau Weber", "people": "1", "contact": "weber@example.org"}


@pytest.fixture(autouse=True)
def fixed_clock(time_machine):
    """Let tests control the clock: a form must not be submitted within two seconds."""
    time_machine.move_to(clock.now())


@pytest.fixture
def address(date):
    return f"/veranstaltungen/gymnastik/{date.key}/anmelden/"


@pytest.fixture
def token(client, advance):
    """Return a function that opens a form, waits, and returns its signed token."""

    def open_form(address):
        found = parse(client.get(address)).one("input", name="form_token")["value"]
        advance(timedelta(seconds=30))
        return found

    return open_form


@pytest.fixture
def send(client, address, token):
    """Return a function that fills in and submits the form."""

    def submit(**answers):
        return client.post(address, {**FORM_DATA, "form_token": token(address), **answers})

    return submit


@pytest.fixture
def own_page(client):
    """Return a function that opens the page of a registration with a new token."""
    return lambda row: parse(client.get(manage_address(row)))


def heading(page):
    return page.one("h1").text


def texts(page, tag):
    return [element.text for element in page.one("main").all(tag)]


def error_summary(response):
    return parse(response).one(class_="error-summary").text


# The page of the event and of a date


def test_a_date_states_its_free_places_and_links_to_the_form(client, date, address, register):
    register()
    for page in (f"/veranstaltungen/gymnastik/{date.key}/", "/veranstaltungen/gymnastik/"):
        main = parse(client.get(page)).one("main")
        assert "Noch 1 Platz frei." in main.text
        assert next(link.text for link in main.all("a", href=address)) == "Anmelden"


def test_a_full_date_links_to_the_waitlist_and_is_updated_at_once(client, date, register):
    page = f"/veranstaltungen/gymnastik/{date.key}/"
    assert "Noch 2 Plätze frei." in parse(client.get(page)).text
    row = register(people=2)
    assert "Ausgebucht." in parse(client.get(page)).text
    registrations.cancel(row)
    assert "Noch 2 Plätze frei." in parse(client.get(page)).text


def test_a_place_for_the_waitlist_is_not_offered_to_new_registrants(client, date, register, registration_settings):
    page = f"/veranstaltungen/gymnastik/{date.key}/"
    register()
    assert "Noch 1 Platz frei." in parse(client.get(page)).text
    register(people=2)
    assert "Ausgebucht." in parse(client.get(page)).text
    RegistrationSettings.objects.update(rule="fitting")
    assert "Noch 1 Platz frei." in parse(client.get(page)).text


def test_an_event_without_registration_settings_shows_no_registration(client, date, address, registration_settings):
    registration_settings.delete()
    Event.objects.update(sign_up="required", sign_up_note="Am Empfang")
    page = parse(client.get(f"/veranstaltungen/gymnastik/{date.key}/")).one("main")
    assert "Mit Anmeldung: Am Empfang" in page.text
    assert not page.all("a", href=address)
    assert client.get(address).url == f"/veranstaltungen/gymnastik/{date.key}/"


def test_the_closing_time_is_stated_and_enforced(client, date, registration_settings, address, advance):
    RegistrationSettings.objects.update(closes_hours_before=48, places=None)
    page = f"/veranstaltungen/gymnastik/{date.key}/"
    assert "Anmeldung bis" in parse(client.get(page)).text
    advance(timedelta(days=8, hours=1))
    main = parse(client.get(page)).one("main")
    assert "Die Anmeldung hier ist geschlossen." in main.text
    assert "0123 456789" in main.text
    assert not main.all("a", href=address)
    assert client.get(address).status_code == 302


def test_a_page_has_a_constant_query_count(client, event, date, register, django_assert_max_num_queries):
    def queries():
        client.get("/veranstaltungen/")  # fills the cache of the event
        with django_assert_max_num_queries(10) as found:
            client.get("/veranstaltungen/gymnastik/?termine=alle")
        return len(found)

    register()
    RegistrationSettings.objects.update(places=3)
    few = queries()
    for number in range(30):
        other = add_date(event, date.starts_at + timedelta(days=number + 1), date.ends_at + timedelta(days=number + 1))
        registrations.register(other, Registrant("Li", email=f"{number}@example.org"), uuid4())
    assert queries() == few


# The form


def test_after_registering_the_registrant_is_redirected_to_their_page(client, send, date):
    response = send(people="2")
    row = Registration.objects.get()
    assert (row.name, row.people, row.email, row.phone, row.state) == (
        "Frau Weber",
        2,
        "weber@example.org",
        "",
        "booked",
    )
    assert re.fullmatch(r"/anmeldung/[\w-]{43}/", response.url)
    page = parse(client.get(response.url))
    assert heading(page) == "Sie sind angemeldet"
    assert f"{row.code[:4]}-{row.code[4:]}" in page.text


@pytest.mark.parametrize(
    ("entered", "stored"), [("(0371) 33 50-520", "0371 33 50 520"), ("+49 (0)371/335", "+49 371 335")]
)
def test_a_phone_number_in_any_notation_is_sufficient(send, entered, stored):
    send(contact=entered)
    row = Registration.objects.get()
    assert (row.email, row.phone) == ("", stored)
    row.full_clean()


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ({"name": ""}, "Schreiben Sie Ihren Namen."),
        ({"name": "----"}, "mit Buchstaben"),
        ({"contact": ""}, "Schreiben Sie eine E-Mail-Adresse oder"),
        ({"contact": "weber@"}, "E-Mail-Adresse"),
        ({"people": "7"}, "eine der Möglichkeiten"),
        ({"people": "3"}, "eine der Möglichkeiten"),
        ({"homepage": "x"}, "verstecktes Feld"),
        ({"form_token": "x"}, "gefehlt"),
    ],
)
def test_an_error_is_explained_and_no_input_is_lost(send, answers, complaint):
    response = send(**answers)
    assert response.status_code == 422
    assert complaint in error_summary(response)
    assert parse(response).one("title").text.startswith("Fehler:")
    entered = (
        parse(response).one("input", id="id_name").get("value", ""),
        parse(response).one(id="id_contact").get("value", ""),
    )
    assert entered == ({**FORM_DATA, **answers}["name"], {**FORM_DATA, **answers}["contact"])
    assert not Registration.objects.exists()


def test_the_form_asks_only_for_necessary_data_and_states_its_use(client, address):
    form = parse(client.get(address)).one("main").one("form")
    seen = [field["name"] for tag in ("input", "select", "textarea") for field in form.all(tag)]
    assert sorted(seen) == sorted(["csrfmiddlewaretoken", "form_token", "homepage", "name", "people", "contact"])
    assert "30 Tage danach löschen wir beides" in form.text
    assert "Verantwortlich: Testverein e.V." in form.text


def test_the_same_form_twice_creates_one_registration(client, address, token):
    answers = {**FORM_DATA, "form_token": token(address)}
    first, second = client.post(address, answers), client.post(address, answers)
    assert Registration.objects.count() == 1
    assert heading(parse(client.get(first.url))) == heading(parse(client.get(second.url))) == "Sie sind angemeldet"


@pytest.mark.django_db(transaction=True)
def test_two_concurrent_submissions_of_a_form_create_one_registration(address, token):
    answers = {**FORM_DATA, "form_token": token(address)}
    answered = run_concurrently(lambda: Client().post(address, answers), times=4)
    assert [response.status_code for response in answered] == [302] * 4
    assert Registration.objects.count() == 1


def test_the_same_input_for_another_date_creates_another_registration(client, address, token, event, date):
    other = add_date(event, date.starts_at + timedelta(days=7), date.ends_at + timedelta(days=7))
    answers = {**FORM_DATA, "form_token": token(address)}
    client.post(address, answers)
    client.post(f"/veranstaltungen/gymnastik/{other.key}/anmelden/", answers)
    assert Registration.objects.count() == 2


def test_a_full_date_is_announced_above_the_form(client, address, register):
    register(people=2)
    form = parse(client.get(address)).one("main")
    assert "Zurzeit ist alles belegt." in form.text
    assert form.one("button").text == "Auf die Warteliste"


def test_a_registrant_overtaken_while_typing_waits_and_sees_it(client, address, token, register):
    token = token(address)
    register(people=2)
    response = client.post(address, {**FORM_DATA, "form_token": token})
    page = parse(client.get(response.url))
    assert heading(page) == "Sie stehen auf der Warteliste"
    assert "Platz 1 auf der Warteliste." in page.text
    assert "Nicht länger warten" in page.text


def test_a_refusal_states_its_reason_and_preserves_input(client, address, token):
    token = token(address)
    RegistrationSettings.objects.update(closes_hours_before=240)
    response = client.post(address, {**FORM_DATA, "form_token": token})
    assert response.status_code == 422
    assert "nicht mehr anmelden" in error_summary(response)
    assert parse(response).one(id="id_name")["value"] == "Frau Weber"
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("contact", "entered", "way"),
    [
        ("weber@example.org", "Weber@example.org", "noch einmal geschickt"),
        ("0371 123 45", "+49 371/12345", "Mit Ihrem Code"),
    ],
)
def test_resubmitting_after_going_back_creates_nothing_and_links_to_the_registration(send, contact, entered, way):
    send(contact=contact)
    row = Registration.objects.get()
    response = send(contact=entered, people="2")
    page = parse(response).one("main")
    assert response.status_code == 422
    assert "Wir haben nichts Neues eingetragen." in page.text
    assert way in page.text
    assert "0123 456789" in page.text
    assert Registration.objects.get().people == row.people == 1


def test_a_second_mail_lists_existing_registrations(send, run_jobs, mailoutbox):
    send()
    run_jobs()
    send()
    send()
    run_jobs()
    assert [len(mailoutbox), {mail.to[0] for mail in mailoutbox}] == [2, {"weber@example.org"}]
    assert "/anmeldung/" in mailoutbox[1].body


@pytest.mark.parametrize("contact", ["weber@example.org", "0371 123 45"])
def test_the_response_does_not_reveal_whether_a_contact_is_registered(send, register, contact):
    """The response is the same for known and unknown contacts, so that it reveals nothing."""
    way = {"email" if "@" in contact else "phone": contact}
    booked, _other = register("Frau Weber", **way), register("Herr Weber", **way)
    responses = [send(contact=contact) for _ in range(2)]
    responses += [send(contact=contact, name="Frau Fremd"), send(contact=contact, name="Herr Weber", people="2")]
    registrations.cancel(booked)
    register("Frau Lang", people=2, **way)  # on the waitlist
    responses.append(send(contact=contact, name="Frau Lang", people="2"))
    assert {response.status_code for response in responses} == {422}
    assert len({response.content for response in responses}) == 1
    stored = Registration.objects.values_list("name", "code").exclude(name="Frau Weber")
    assert not [token for pair in stored for token in pair if token in parse(responses[0]).one("main").text]


def test_another_person_with_the_same_number_can_register(send):
    send(contact="0371 123 45")
    assert send(contact="0371/12345", name="Herr Weber").status_code == 302
    assert Registration.objects.count() == 2


def test_a_registrant_with_a_number_sees_its_last_digits(client, send):
    page = parse(client.get(send(contact="0371 555 45 67").url)).one("main")
    assert "Wir rufen Sie an unter … 45 67." in page.text
    assert "555" not in page.text


def test_too_many_registrations_of_one_visitor_are_refused_without_losing_input(client, send):
    assert send(contact="a@example.org").status_code == 302
    RateLimitCount.objects.update(count=limits.FORMS.visitor)
    response = send(contact="b@example.org")
    assert response.status_code == 429
    assert "0123 456789" in error_summary(response)
    assert parse(response).one(id="id_contact")["value"] == "b@example.org"
    assert Registration.objects.count() == 1


def test_the_old_url_of_a_renamed_event_still_accepts_the_form(client, address, token):
    token = token(address)
    Event.objects.update(slug="turnen")
    OldAddress.objects.create(path="/veranstaltungen/gymnastik/", target="/veranstaltungen/turnen/")
    assert client.get(address).status_code == 200
    assert client.post(address, {**FORM_DATA, "form_token": token}).status_code == 302
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("why", ["draft", "cancelled", "over", "unknown"])
def test_a_date_without_open_registration_states_the_reason(client, address, date, advance, why):
    if why == "draft":
        Event.objects.update(status="draft")
    elif why == "cancelled":
        Occurrence.objects.update(status="cancelled")
    elif why == "over":
        advance(timedelta(days=11))
    else:
        address = address.replace(date.key, "2001-01-01")
    response = client.get(address, follow=True)
    assert response.redirect_chain
    assert "Name" not in [field.get("name") for field in parse(response).all("input")]
    assert response.status_code == (404 if why == "draft" else 200)


# The page of a registration


def test_reading_the_page_changes_nothing_in_any_state(client, register):
    row, waiting = register(people=2), register()
    for each in (row, waiting):
        link = manage_address(each)
        for method in (client.get, client.head):
            for address in (link, f"{link}abmelden/", f"{link}?do=return", f"{link}?do=accept"):
                assert method(address).status_code == 200
    assert list(Registration.objects.values_list("state", flat=True)) == ["booked", "waiting"]


def test_unknown_truncated_unrelated_and_expired_tokens_get_the_same_response(client, register):
    row = register()
    good = manage_address(row)
    unrelated = good.replace(good.split("/")[2], _token_of_another_section(row))
    responses = [client.get(f"{LOOK_UP}{token}/") for token in ("x" * 43, "torn.word)", good.split("/")[2][:-1])]
    responses += [client.get(unrelated), client.get(f"{unrelated}abmelden/"), client.post(unrelated, {"do": "accept"})]
    AccessToken.objects.update(expires_at=clock.now())
    responses.append(client.get(good))
    assert {response.status_code for response in responses} == {404}
    assert len({response.content for response in responses}) == 1
    page = parse(responses[0]).one("main")
    assert page.all("a", href=LOOK_UP)
    assert "0123 456789" in page.text


def _token_of_another_section(row):
    from kasch_site.visitors import access_tokens

    return access_tokens.issue("newsletters", "unsubscribe", row.pk, clock.now() + timedelta(days=1))


def test_the_page_is_not_cached_and_does_not_contain_its_token(client, register):
    link = manage_address(register())
    token = link.split("/")[2]
    for address in (link, f"{link}abmelden/", f"{LOOK_UP}unknown/"):
        response = client.get(address)
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Robots-Tag"] == "noindex"
        assert parse(response).one("meta", name="robots")["content"] == "noindex"
    # The token is only in links and forms of the page, not in the printed URL or the footer link.
    page = parse(client.get(link))
    own = [value for element in page.one("main") for value in element.attrs.values() if token in value]
    assert all(value.startswith(link) for value in own)
    assert client.get(link).content.decode().count(token) == len(own)


def test_cancelling_asks_for_confirmation_once_and_can_be_undone(client, register, own_page):
    row = register(people=2)
    link = manage_address(row)
    question = parse(client.get(f"{link}abmelden/"))
    assert heading(question) == "Möchten Sie sich abmelden?"
    assert client.post(f"{link}abmelden/").url == link
    assert heading(parse(client.get(link))) == "Sie sind abgemeldet"
    assert OccurrenceCapacity.objects.get().held == 0
    assert "Doch kommen, mit 2 Personen" in texts(parse(client.get(link)), "button")
    client.post(link, {"do": "return"})
    row.refresh_from_db()
    assert row.state == "booked"
    assert heading(own_page(row)) == "Sie sind angemeldet"


def test_a_registrant_who_returns_after_their_place_is_taken_waits_last(client, register):
    row, second, third = register(people=2), register(people=2), register()
    link = manage_address(row)
    client.post(f"{link}abmelden/")
    assert "Auf die Warteliste" in texts(parse(client.get(link)), "button")
    client.post(link, {"do": "return"})
    assert "Platz 2 auf der Warteliste." in parse(client.get(link)).text
    assert [Registration.objects.get(pk=each.pk).state for each in (row, second, third)] == [
        "waiting",
        "offered",
        "waiting",
    ]


def test_the_party_size_can_be_changed(client, register):
    row = register()
    link = manage_address(row)
    response = client.post(link, {"do": "people", "people": "2"})
    assert "Die neue Anzahl ist gespeichert." in parse(client.get(response.url)).text
    assert Registration.objects.get().people == 2
    RegistrationSettings.objects.update(places=9)
    refused = client.post(link, {"do": "people", "people": "3"})
    assert refused.status_code == 422
    assert "höchstens 2" in error_summary(refused)
    assert client.post(link, {"do": "people", "people": "7"}).status_code == 422
    assert Registration.objects.get().people == 2


def test_an_offer_is_accepted_with_one_click(client, register):
    first, second = register(people=2), register()
    link = manage_address(second)
    registrations.cancel(first)
    page = parse(client.get(link))
    assert heading(page) == "Für Sie ist Platz frei"
    assert "Bitte sagen Sie uns bis" in page.text
    assert page.one("main").all("button")[0].text == "Ja, ich komme"
    assert client.post(link, {"do": "accept"}).status_code == 302
    assert heading(parse(client.get(link))) == "Sie sind angemeldet"


def test_a_declined_offer_is_passed_on(client, register, own_page):
    first, second, third = register(people=2), register(people=2), register()
    registrations.cancel(first)
    link = manage_address(second)
    assert heading(parse(client.get(f"{link}abmelden/"))) == "Möchten Sie den Platz nicht?"
    client.post(f"{link}abmelden/")
    assert heading(own_page(third)) == "Für Sie ist Platz frei"


def test_an_expired_offer_is_reported_before_any_job_runs(client, register, advance):
    first, second = register(people=2), register()
    registrations.cancel(first)
    link = manage_address(second)
    advance(timedelta(days=3))
    assert heading(parse(client.get(link))) == "Das Angebot ist abgelaufen"
    refused = client.post(link, {"do": "accept"})
    assert refused.status_code == 422
    assert "gilt nicht mehr" in error_summary(refused)
    assert Registration.objects.get(pk=second.pk).state == "offered"


def test_cancelled_and_past_dates_have_no_buttons(client, date, register, advance):
    link = manage_address(register())
    Occurrence.objects.update(status="cancelled", reason="Die Kursleiterin ist krank")
    page = parse(client.get(link))
    assert heading(page) == "Dieser Termin fällt aus"
    assert "Die Kursleiterin ist krank" in page.text
    assert client.get(f"{link}abmelden/").url == link
    advance(timedelta(days=11))
    page = parse(client.get(link))
    assert heading(page) == "Dieser Termin ist vorbei"
    assert not page.one("main").all("form")
    client.post(f"{link}abmelden/")
    assert Registration.objects.get().state == "booked"


def test_a_button_works_only_with_the_token_of_its_registration(register):
    row = register()
    link = manage_address(row)
    csrf_client = Client(enforce_csrf_checks=True)
    for address, form in [(link, {"do": "people", "people": "2"}), (f"{link}abmelden/", {})]:
        assert csrf_client.post(address, form).status_code == 403
    row.refresh_from_db()
    assert (row.state, row.people) == ("booked", 1)


def test_repeated_cancelling_and_reactivating_is_limited(client, register):
    link = manage_address(register())
    for _ in range(2):
        client.post(f"{link}abmelden/")
        assert client.post(link, {"do": "return"}).status_code == 302
    client.post(f"{link}abmelden/")
    RateLimitCount.objects.update(count=limits.FORMS.visitor)
    response = client.post(link, {"do": "return"})
    assert response.status_code == 429
    assert "rufen Sie uns an" in error_summary(response)
    assert Registration.objects.get().state == "cancelled"


# Lookup by code


def look_up(client, code, letters):
    return client.post(LOOK_UP, {"code": code, "letters": letters})


@pytest.mark.parametrize(
    ("name", "letters"), [("Li", "Li"), ("Li", "li"), ("Frau Weber", "Web"), ("Björn", "Bjö"), ("Björn", "bjoe")]
)
def test_code_and_name_find_the_registration(client, register, name, letters):
    row = register(name=name)
    response = look_up(client, f" {row.code[:4].lower()} {row.code[4:]} ", letters)
    assert heading(parse(client.get(response.url))) == "Sie sind angemeldet"


def test_every_failed_lookup_gets_the_same_response(client, register):
    row = register(name="Li")
    other = "ZZZZZZZZ" if row.code != "ZZZZZZZZ" else "YYYYYYYY"
    responses = [look_up(client, row.code, "Mü"), look_up(client, other, "Li"), look_up(client, "0OI1", "Li")]
    assert {response.status_code for response in responses} == {422}
    assert len({error_summary(response) for response in responses}) == 1
    assert not AccessToken.objects.exists()


def test_guessing_codes_is_rate_limited_and_malformed_codes_are_not_counted(client, register):
    row = register(name="Li")
    for _ in range(20):
        look_up(client, "0OI1", "Li")
    for _ in range(limits.GUESSES.visitor):
        assert look_up(client, "ZZZZZZZZ", "Li").status_code == 422
    response = look_up(client, row.code, "Li")
    assert response.status_code == 429
    assert "0123 456789" in error_summary(response)
    assert parse(response).one(id="id_letters")["value"] == "Li"


def test_an_expired_registration_is_not_found_even_before_it_is_erased(client, register, advance):
    row = register(name="Li")
    advance(timedelta(days=41))
    assert look_up(client, row.code, "Li").status_code == 422


def test_the_footer_and_the_contact_page_link_to_the_lookup(client, house):
    assert parse(client.get("/")).one("footer").all("a", href=LOOK_UP)
    assert parse(client.get("/kontakt/")).one("main").all("a", href=LOOK_UP)


@pytest.mark.parametrize(
    ("cost", "note", "expected"),
    [("free", "", "Kostenlos"), ("donation", "", "Spende erbeten"), ("fee", "2 Euro", "Kosten: 2 Euro")],
)
def test_the_price_of_a_date_is_written_in_german(client, date, address, cost, note, expected):
    Event.objects.update(cost=cost, cost_note=note)
    for page in (f"/veranstaltungen/gymnastik/{date.key}/", address):
        text = parse(client.get(page)).one("main").text
        assert expected in text
        assert "Kosten: kostenlos" not in text
