"""Residents sign up on the website, find their sign-up again and change it, without an account."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from events.models import Event, Occurrence, OccurrenceCapacity, Registration, RegistrationSettings
from events.registration import registrations
from events.registration.notifications.messages import manage_address
from events.registration.registrations import Registrant
from events.scheduling.generation import add_date
from kasch_site.common import clock
from kasch_site.common.models import OldAddress, RateLimitCount
from kasch_site.common.rate_limits import limits
from kasch_site.visitors.models import AccessToken
from tests.support.markup import parse
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db
ENTER = "/anmeldung/"
ANSWERS = {"name": "Frau Weber", "people": "1", "reach": "weber@example.org"}


@pytest.fixture(autouse=True)
def from_now_on(time_machine):
    """The clock of the house; the guard of forms wants two seconds to pass."""
    time_machine.move_to(clock.now())


@pytest.fixture
def address(date):
    return f"/veranstaltungen/gymnastik/{date.key}/anmelden/"


@pytest.fixture
def token(client, later):
    """A function that opens a form, lets a person read it, and returns its signed word."""

    def open_form(address):
        found = parse(client.get(address)).one("input", name="form_token")["value"]
        later(timedelta(seconds=30))
        return found

    return open_form


@pytest.fixture
def send(client, address, token):
    """A function that fills in the form and sends it."""

    def fill_in(**answers):
        return client.post(address, {**ANSWERS, "form_token": token(address), **answers})

    return fill_in


@pytest.fixture
def own_page(client):
    """A function that opens the page of a sign-up by a fresh link."""
    return lambda row: parse(client.get(manage_address(row)))


def heading(page):
    return page.one("h1").text


def texts(page, tag):
    return [element.text for element in page.one("main").all(tag)]


def mistakes(response):
    return parse(response).one(class_="error-summary").text


# The page of the event and of a date


def test_a_date_says_how_many_places_are_free_and_leads_to_the_form(client, date, address, register):
    register()
    for page in (f"/veranstaltungen/gymnastik/{date.key}/", "/veranstaltungen/gymnastik/"):
        main = parse(client.get(page)).one("main")
        assert "Noch 1 Platz frei." in main.text
        assert next(link.text for link in main.all("a", href=address)) == "Anmelden"


def test_a_full_date_leads_to_the_waiting_list_and_is_renewed_at_once(client, date, register):
    page = f"/veranstaltungen/gymnastik/{date.key}/"
    assert "Noch 2 Plätze frei." in parse(client.get(page)).text
    row = register(people=2)
    assert "Ausgebucht." in parse(client.get(page)).text
    registrations.cancel(row)
    assert "Noch 2 Plätze frei." in parse(client.get(page)).text


def test_a_place_for_which_somebody_waits_is_not_offered_to_whoever_comes_now(
    client, date, register, registration_settings
):
    page = f"/veranstaltungen/gymnastik/{date.key}/"
    register()
    assert "Noch 1 Platz frei." in parse(client.get(page)).text
    register(people=2)
    assert "Ausgebucht." in parse(client.get(page)).text
    RegistrationSettings.objects.update(rule="fitting")
    assert "Noch 1 Platz frei." in parse(client.get(page)).text


def test_without_terms_everything_is_as_before(client, date, address, registration_settings):
    registration_settings.delete()
    Event.objects.update(sign_up="required", sign_up_note="Am Empfang")
    page = parse(client.get(f"/veranstaltungen/gymnastik/{date.key}/")).one("main")
    assert "Mit Anmeldung: Am Empfang" in page.text
    assert not page.all("a", href=address)
    assert client.get(address).url == f"/veranstaltungen/gymnastik/{date.key}/"


def test_the_closing_time_is_named_and_kept(client, date, registration_settings, address, later):
    RegistrationSettings.objects.update(closes_hours_before=48, places=None)
    page = f"/veranstaltungen/gymnastik/{date.key}/"
    assert "Anmeldung bis" in parse(client.get(page)).text
    later(timedelta(days=8, hours=1))
    main = parse(client.get(page)).one("main")
    assert "Die Anmeldung hier ist geschlossen." in main.text
    assert "0123 456789" in main.text
    assert not main.all("a", href=address)
    assert client.get(address).status_code == 302


def test_a_page_costs_the_same_for_one_date_and_for_thirty(
    client, event, date, register, django_assert_max_num_queries
):
    def queries():
        client.get("/veranstaltungen/")  # what the event says of all its dates is remembered
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


def test_whoever_signs_up_lands_on_a_page_of_their_own(client, send, date):
    answer = send(people="2")
    row = Registration.objects.get()
    assert (row.name, row.people, row.email, row.phone, row.state) == (
        "Frau Weber",
        2,
        "weber@example.org",
        "",
        "booked",
    )
    assert re.fullmatch(r"/anmeldung/[\w-]{43}/", answer.url)
    page = parse(client.get(answer.url))
    assert heading(page) == "Sie sind angemeldet"
    assert f"{row.code[:4]}-{row.code[4:]}" in page.text


@pytest.mark.parametrize(("typed", "stored"), [("(0371) 33 50-520", "0371 33 50 520"), ("+49 (0)371/33", "+49 371 33")])
def test_a_phone_number_is_enough_however_it_is_written(send, typed, stored):
    send(reach=typed)
    row = Registration.objects.get()
    assert (row.email, row.phone) == ("", stored)
    row.full_clean()


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ({"name": ""}, "Schreiben Sie Ihren Namen."),
        ({"name": "----"}, "mit Buchstaben"),
        ({"reach": ""}, "Schreiben Sie eine E-Mail-Adresse oder"),
        ({"reach": "weber@"}, "E-Mail-Adresse"),
        ({"people": "7"}, "eine der Möglichkeiten"),
        ({"people": "3"}, "eine der Möglichkeiten"),
        ({"homepage": "x"}, "verstecktes Feld"),
        ({"form_token": "x"}, "gefehlt"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_lost(send, answers, complaint):
    answer = send(**answers)
    assert answer.status_code == 422
    assert complaint in mistakes(answer)
    assert parse(answer).one("title").text.startswith("Fehler:")
    typed = parse(answer).one("input", id="id_name").get("value", ""), parse(answer).one(id="id_reach").get("value", "")
    assert typed == ({**ANSWERS, **answers}["name"], {**ANSWERS, **answers}["reach"])
    assert not Registration.objects.exists()


def test_the_form_asks_for_nothing_else_and_says_what_becomes_of_it(client, address):
    form = parse(client.get(address)).one("main").one("form")
    seen = [field["name"] for tag in ("input", "select", "textarea") for field in form.all(tag)]
    assert sorted(seen) == sorted(["csrfmiddlewaretoken", "form_token", "homepage", "name", "people", "reach"])
    assert "30 Tage danach löschen wir beides" in form.text
    assert "Verantwortlich: Testverein e.V." in form.text


def test_the_same_form_twice_creates_one_registration(client, address, token):
    answers = {**ANSWERS, "form_token": token(address)}
    first, second = client.post(address, answers), client.post(address, answers)
    assert Registration.objects.count() == 1
    assert heading(parse(client.get(first.url))) == heading(parse(client.get(second.url))) == "Sie sind angemeldet"


@pytest.mark.django_db(transaction=True)
def test_the_same_form_twice_at_the_same_moment_is_one_sign_up(address, token):
    answers = {**ANSWERS, "form_token": token(address)}
    answered = at_once(4, lambda: Client().post(address, answers))
    assert [answer.status_code for answer in answered] == [302] * 4
    assert Registration.objects.count() == 1


def test_the_same_words_for_another_date_are_another_sign_up(client, address, token, event, date):
    other = add_date(event, date.starts_at + timedelta(days=7), date.ends_at + timedelta(days=7))
    answers = {**ANSWERS, "form_token": token(address)}
    client.post(address, answers)
    client.post(f"/veranstaltungen/gymnastik/{other.key}/anmelden/", answers)
    assert Registration.objects.count() == 2


def test_a_full_date_says_so_before_one_types(client, address, register):
    register(people=2)
    form = parse(client.get(address)).one("main")
    assert "Zurzeit ist alles belegt." in form.text
    assert form.one("button").text == "Auf die Warteliste"


def test_whoever_was_overtaken_while_typing_waits_and_reads_so(client, address, token, register):
    token = token(address)
    register(people=2)
    answer = client.post(address, {**ANSWERS, "form_token": token})
    page = parse(client.get(answer.url))
    assert heading(page) == "Sie stehen auf der Warteliste"
    assert "Platz 1 auf der Warteliste." in page.text
    assert "Nicht länger warten" in page.text


def test_what_is_refused_says_why_and_nothing_is_lost(client, address, token):
    token = token(address)
    RegistrationSettings.objects.update(closes_hours_before=240)
    answer = client.post(address, {**ANSWERS, "form_token": token})
    assert answer.status_code == 422
    assert "nicht mehr anmelden" in mistakes(answer)
    assert parse(answer).one(id="id_name")["value"] == "Frau Weber"
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("reach", "typed", "way"),
    [
        ("weber@example.org", "Weber@example.org", "noch einmal geschickt"),
        ("0371 123 45", "+49 371/12345", "Mit Ihrem Code"),
    ],
)
def test_sent_again_after_going_back_nothing_new_is_made_and_the_way_to_it_is_named(send, reach, typed, way):
    send(reach=reach)
    row = Registration.objects.get()
    answer = send(reach=typed, people="2")
    page = parse(answer).one("main")
    assert answer.status_code == 422
    assert "Wir haben nichts Neues eingetragen." in page.text
    assert way in page.text
    assert "0123 456789" in page.text
    assert Registration.objects.get().people == row.people == 1


def test_a_mail_tells_again_who_is_signed_up(send, work, mailoutbox):
    send()
    work()
    send()
    send()
    work()
    assert [len(mailoutbox), {mail.to[0] for mail in mailoutbox}] == [2, {"weber@example.org"}]
    assert "/anmeldung/" in mailoutbox[1].body


@pytest.mark.parametrize("reach", ["weber@example.org", "0371 123 45"])
def test_the_answer_is_the_same_whatever_is_known_of_a_contact(send, register, reach):
    """Same name and other names, booked and waiting, told again and not: who tries learns nothing more from that."""
    way = {"email" if "@" in reach else "phone": reach}
    booked, _other = register("Frau Weber", **way), register("Herr Weber", **way)
    answers = [send(reach=reach) for _ in range(2)]
    answers += [send(reach=reach, name="Frau Fremd"), send(reach=reach, name="Herr Weber", people="2")]
    registrations.cancel(booked)
    register("Frau Lang", people=2, **way)  # waits
    answers.append(send(reach=reach, name="Frau Lang", people="2"))
    assert {answer.status_code for answer in answers} == {422}
    assert len({answer.content for answer in answers}) == 1
    stored = Registration.objects.values_list("name", "code").exclude(name="Frau Weber")
    assert not [token for pair in stored for token in pair if token in parse(answers[0]).one("main").text]


def test_somebody_else_with_the_same_number_signs_up_too(send):
    send(reach="0371 123 45")
    assert send(reach="0371/12345", name="Herr Weber").status_code == 302
    assert Registration.objects.count() == 2


def test_who_gave_a_number_sees_its_end_and_notices_a_mistake(client, send):
    page = parse(client.get(send(reach="0371 555 45 67").url)).one("main")
    assert "Wir rufen Sie an unter … 45 67." in page.text
    assert "555" not in page.text


def test_too_many_from_one_visitor_are_asked_to_call_and_lose_nothing(client, send):
    assert send(reach="a@example.org").status_code == 302
    RateLimitCount.objects.update(count=limits.FORMS.visitor)
    answer = send(reach="b@example.org")
    assert answer.status_code == 429
    assert "0123 456789" in mistakes(answer)
    assert parse(answer).one(id="id_reach")["value"] == "b@example.org"
    assert Registration.objects.count() == 1


def test_the_address_of_a_renamed_event_still_takes_the_form(client, address, token):
    token = token(address)
    Event.objects.update(slug="turnen")
    OldAddress.objects.create(path="/veranstaltungen/gymnastik/", target="/veranstaltungen/turnen/")
    assert client.get(address).status_code == 200
    assert client.post(address, {**ANSWERS, "form_token": token}).status_code == 302
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("why", ["draft", "cancelled", "over", "unknown"])
def test_where_one_cannot_sign_up_the_page_of_the_date_says_why(client, address, date, later, why):
    if why == "draft":
        Event.objects.update(status="draft")
    elif why == "cancelled":
        Occurrence.objects.update(status="cancelled")
    elif why == "over":
        later(timedelta(days=11))
    else:
        address = address.replace(date.key, "2001-01-01")
    answer = client.get(address, follow=True)
    assert answer.redirect_chain
    assert "Name" not in [field.get("name") for field in parse(answer).all("input")]
    assert answer.status_code == (404 if why == "draft" else 200)


# The page of a sign-up


def test_reading_changes_nothing_whatever_the_state(client, register):
    row, waiting = register(people=2), register()
    for each in (row, waiting):
        link = manage_address(each)
        for method in (client.get, client.head):
            for address in (link, f"{link}abmelden/", f"{link}?do=return", f"{link}?do=accept"):
                assert method(address).status_code == 200
    assert list(Registration.objects.values_list("state", flat=True)) == ["booked", "waiting"]


def test_unknown_torn_foreign_and_expired_words_look_the_same_and_help_on(client, register):
    row = register()
    good = manage_address(row)
    foreign = good.replace(good.split("/")[2], _foreign_word(row))
    answers = [client.get(f"{ENTER}{token}/") for token in ("x" * 43, "torn.word)", good.split("/")[2][:-1])]
    answers += [client.get(foreign), client.get(f"{foreign}abmelden/"), client.post(foreign, {"do": "accept"})]
    AccessToken.objects.update(expires_at=clock.now())
    answers.append(client.get(good))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    page = parse(answers[0]).one("main")
    assert page.all("a", href=ENTER)
    assert "0123 456789" in page.text


def _foreign_word(row):
    from kasch_site.visitors import access_tokens

    return access_tokens.issue("newsletters", "leave", row.pk, clock.now() + timedelta(days=1))


def test_the_page_is_kept_by_nobody_and_its_secret_is_not_on_it(client, register):
    link = manage_address(register())
    token = link.split("/")[2]
    for address in (link, f"{link}abmelden/", f"{ENTER}unknown/"):
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Robots-Tag"] == "noindex"
        assert parse(answer).one("meta", name="robots")["content"] == "noindex"
    # Only the links and forms of the page itself may name it: not the printed line, not the link at the foot.
    page = parse(client.get(link))
    own = [value for element in page.one("main") for value in element.attrs.values() if token in value]
    assert all(value.startswith(link) for value in own)
    assert client.get(link).content.decode().count(token) == len(own)


def test_cancelling_asks_once_and_can_be_taken_back(client, register, own_page):
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


def test_who_comes_back_when_the_place_is_gone_waits_behind_the_others(client, register):
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


def test_more_or_fewer_people(client, register):
    row = register()
    link = manage_address(row)
    answer = client.post(link, {"do": "people", "people": "2"})
    assert "Die neue Anzahl ist gespeichert." in parse(client.get(answer.url)).text
    assert Registration.objects.get().people == 2
    RegistrationSettings.objects.update(places=9)
    refused = client.post(link, {"do": "people", "people": "3"})
    assert refused.status_code == 422
    assert "höchstens 2" in mistakes(refused)
    assert client.post(link, {"do": "people", "people": "7"}).status_code == 422
    assert Registration.objects.get().people == 2


def test_an_offer_is_accepted_with_one_button(client, register):
    first, second = register(people=2), register()
    link = manage_address(second)
    registrations.cancel(first)
    page = parse(client.get(link))
    assert heading(page) == "Für Sie ist Platz frei"
    assert "Bitte sagen Sie uns bis" in page.text
    assert page.one("main").all("button")[0].text == "Ja, ich komme"
    assert client.post(link, {"do": "accept"}).status_code == 302
    assert heading(parse(client.get(link))) == "Sie sind angemeldet"


def test_an_offer_is_declined_and_goes_to_the_next(client, register, own_page):
    first, second, third = register(people=2), register(people=2), register()
    registrations.cancel(first)
    link = manage_address(second)
    assert heading(parse(client.get(f"{link}abmelden/"))) == "Möchten Sie den Platz nicht?"
    client.post(f"{link}abmelden/")
    assert heading(own_page(third)) == "Für Sie ist Platz frei"


def test_an_offer_that_has_run_out_says_so_even_before_the_job_has_come(client, register, later):
    first, second = register(people=2), register()
    registrations.cancel(first)
    link = manage_address(second)
    later(timedelta(days=3))
    assert heading(parse(client.get(link))) == "Das Angebot ist abgelaufen"
    refused = client.post(link, {"do": "accept"})
    assert refused.status_code == 422
    assert "gilt nicht mehr" in mistakes(refused)
    assert Registration.objects.get(pk=second.pk).state == "offered"


def test_a_cancelled_date_and_one_that_is_over_leave_nothing_to_press(client, date, register, later):
    link = manage_address(register())
    Occurrence.objects.update(status="cancelled", reason="Die Kursleiterin ist krank")
    page = parse(client.get(link))
    assert heading(page) == "Dieser Termin fällt aus"
    assert "Die Kursleiterin ist krank" in page.text
    assert client.get(f"{link}abmelden/").url == link
    later(timedelta(days=11))
    page = parse(client.get(link))
    assert heading(page) == "Dieser Termin ist vorbei"
    assert not page.one("main").all("form")
    client.post(f"{link}abmelden/")
    assert Registration.objects.get().state == "booked"


def test_nobody_presses_a_button_for_somebody_else(register):
    row = register()
    link = manage_address(row)
    careful = Client(enforce_csrf_checks=True)
    for address, words in [(link, {"do": "people", "people": "2"}), (f"{link}abmelden/", {})]:
        assert careful.post(address, words).status_code == 403
    row.refresh_from_db()
    assert (row.state, row.people) == ("booked", 1)


def test_going_back_and_forth_has_an_end(client, register):
    link = manage_address(register())
    for _ in range(2):
        client.post(f"{link}abmelden/")
        assert client.post(link, {"do": "return"}).status_code == 302
    client.post(f"{link}abmelden/")
    RateLimitCount.objects.update(count=limits.FORMS.visitor)
    answer = client.post(link, {"do": "return"})
    assert answer.status_code == 429
    assert "rufen Sie uns an" in mistakes(answer)
    assert Registration.objects.get().state == "cancelled"


# With the code


def enter(client, code, letters):
    return client.post(ENTER, {"code": code, "letters": letters})


@pytest.mark.parametrize(
    ("name", "letters"), [("Li", "Li"), ("Li", "li"), ("Frau Weber", "Web"), ("Björn", "Bjö"), ("Björn", "bjoe")]
)
def test_code_and_name_lead_to_the_sign_up(client, register, name, letters):
    row = register(name=name)
    answer = enter(client, f" {row.code[:4].lower()} {row.code[4:]} ", letters)
    assert heading(parse(client.get(answer.url))) == "Sie sind angemeldet"


def test_every_mistake_looks_the_same(client, register):
    row = register(name="Li")
    other = "ZZZZZZZZ" if row.code != "ZZZZZZZZ" else "YYYYYYYY"
    answers = [enter(client, row.code, "Mü"), enter(client, other, "Li"), enter(client, "0OI1", "Li")]
    assert {answer.status_code for answer in answers} == {422}
    assert len({mistakes(answer) for answer in answers}) == 1
    assert not AccessToken.objects.exists()


def test_nobody_guesses_for_long_and_a_code_that_cannot_be_one_costs_no_try(client, register):
    row = register(name="Li")
    for _ in range(20):
        enter(client, "0OI1", "Li")
    for _ in range(limits.GUESSES.visitor):
        assert enter(client, "ZZZZZZZZ", "Li").status_code == 422
    answer = enter(client, row.code, "Li")
    assert answer.status_code == 429
    assert "0123 456789" in mistakes(answer)
    assert parse(answer).one(id="id_letters")["value"] == "Li"


def test_after_its_time_a_sign_up_is_found_by_nobody_even_if_nothing_was_erased(client, register, later):
    row = register(name="Li")
    later(timedelta(days=41))
    assert enter(client, row.code, "Li").status_code == 422


def test_the_way_to_the_code_stands_at_the_foot_and_on_the_contact_page(client, house):
    assert parse(client.get("/")).one("footer").all("a", href=ENTER)
    assert parse(client.get("/kontakt/")).one("main").all("a", href=ENTER)


@pytest.mark.parametrize(
    ("cost", "note", "words"),
    [("free", "", "Kostenlos"), ("donation", "", "Spende erbeten"), ("fee", "2 Euro", "Kosten: 2 Euro")],
)
def test_what_a_date_costs_is_said_in_german(client, date, address, cost, note, words):
    Event.objects.update(cost=cost, cost_note=note)
    for page in (f"/veranstaltungen/gymnastik/{date.key}/", address):
        text = parse(client.get(page)).one("main").text
        assert words in text
        assert "Kosten: kostenlos" not in text
