"""A form that arrives after the end of the session goes on after the login, and nothing is saved meanwhile."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group as Role
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from events.models import Event, Registration
from kasch_site.accounts.models import User
from kasch_site.accounts.roles import DESK, LEAD
from kasch_site.accounts.sessions import IDLE_LIMIT_WITH_PERSONAL_DATA
from kasch_site.common.admin.unsaved.account import account_key
from kasch_site.home.models import Notice
from kasch_site.inquiries.models import Inquiry, Kind
from kasch_site.pages.models import Page
from kasch_site.visitors.models import SubjectAccessRecord
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
ADD = "/admin/pages/page/add/"
OURS = {"Origin": "http://testserver"}
PASSWORD = "ein-langes-passwort"
TEXT = "<p>Ein <strong>langer</strong> Text &amp; mehr</p>"


def member(name, role=LEAD):
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    user.groups.add(Role.objects.get(name=role))
    return user


@pytest.fixture
def erika(house, time_machine):
    time_machine.move_to("2026-12-01T09:00Z", tick=False)
    return member("erika")


@pytest.fixture
def browser(erika):
    """Return a client with CSRF checks."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(erika)
    return browser


def values(form):
    """Return the data that a browser would submit."""
    data = {}
    for control in form.all("input") + form.all("textarea"):
        if control.get("name") and control.get("type") not in ("submit", "checkbox", "file"):
            data[control["name"]] = control.get("value", "") if control.tag == "input" else control.text
    for select in form.all("select"):
        chosen = [option for option in select.all("option") if "selected" in option.attrs] or select.all("option")
        data |= {select["name"]: chosen[0]["value"]} if chosen else {}
    return data


def form_of(page, action=None):
    forms = [form for form in page.one("div", id="content").all("form") if form.get("method") == "post"]
    return next(form for form in forms if action in (None, form.get("action")))


def opened(browser, address=ADD):
    return values(form_of(parse(browser.get(address))))


def login(browser, login_page, name="erika", password=PASSWORD):
    form = form_of(login_page)
    # The hidden field is outside the form and belongs to it by its attribute.
    carried = {control["name"]: control["value"] for control in login_page.all("input", form="login-form")}
    typed = {**values(form), **carried, "username": name, "password": password}
    return browser.post(form["action"], typed, headers=OURS)


def send(browser, typed, address=ADD):
    return browser.post(address, typed, headers=OURS)


def test_the_form_resumes_after_the_login_as_it_was(browser, time_machine):
    typed = {**opened(browser), "title": "Fröhliche Feste", "body": TEXT, "_save": "Speichern"}
    time_machine.shift(IDLE_LIMIT_WITH_PERSONAL_DATA + timedelta(minutes=1))
    response = send(browser, typed)
    assert response.status_code == 403 and "no-store" in response["Cache-Control"]
    login_page = parse(response)
    assert login_page.one("h1").text == "Bitte melden Sie sich noch einmal an"
    assert "Sie haben 30 Minuten lang nichts getan." in login_page.text
    going_on = login(browser, login_page)
    assert going_on.status_code == 200
    form = form_of(parse(going_on), ADD)
    shown = parse(browser.post(ADD, values(form), headers=OURS))
    assert "Ihr Formular ist wieder da." in shown.text and not Page.objects.exists()
    again = values(form_of(shown))
    assert again["title"] == "Fröhliche Feste" and again["body"] == TEXT
    assert send(browser, again).status_code == 302
    assert Page.objects.get().body == TEXT


def test_a_wrong_password_loses_nothing(browser, time_machine):
    typed = {**opened(browser), "title": "Fest"}
    time_machine.shift(timedelta(hours=1))
    refused = login(browser, parse(send(browser, typed)), password="falsch")
    assert "Benutzername oder Passwort stimmt nicht" in refused.text
    assert "Fest" in login(browser, parse(refused)).text


def test_too_many_tries_lose_nothing(browser, time_machine, monkeypatch):
    from kasch_site.common.rate_limits import limits

    typed = {**opened(browser), "title": "Fest"}
    time_machine.shift(timedelta(hours=1))
    login_page = parse(send(browser, typed))
    with monkeypatch.context() as patch:
        patch.setattr(limits, "allow", lambda *_args: False)
        stopped = login(browser, login_page)
    assert stopped.status_code == 429
    form = form_of(parse(stopped))
    later = parse(browser.post("/admin/login/", values(form), headers=OURS))
    assert "Fest" in login(browser, later).text


def test_another_account_does_not_get_the_form(browser, time_machine):
    member("berta")
    typed = {**opened(browser), "title": "Geheimnis"}
    time_machine.shift(timedelta(hours=1))
    response = login(browser, parse(send(browser, typed)), name="berta")
    assert "mit einem anderen Konto ausgefüllt" in response.text
    assert "Geheimnis" not in response.text


def test_forms_of_other_sites_are_not_carried(browser, time_machine):
    typed = {**opened(browser), "title": "Gefälscht"}
    time_machine.shift(timedelta(hours=1))
    for headers in ({"Origin": "https://example.org"}, {}, {**OURS, "Sec-Fetch-Site": "cross-site"}):
        response = browser.post(ADD, typed, headers=headers)
        assert response.status_code == 403 and "Gefälscht" not in response.text
    other_site = Client()
    response = other_site.post(ADD, {"title": "Gefälscht"}, headers={"Origin": "https://example.org"})
    assert response.status_code == 403 and "Gefälscht" not in response.text


def test_a_forged_carried_form_does_not_redirect_elsewhere(browser, erika):
    browser.logout()
    carried = json.dumps([["_account", account_key(erika)], ["title", "Gefälscht"]])
    for target in ("https://example.org/", "//example.org", "javascript:alert(1)"):
        page = parse(browser.get("/admin/login/"))
        typed = {**values(form_of(page)), "username": "erika", "password": PASSWORD, "next": target}
        response = browser.post("/admin/login/", {**typed, "_carried": carried}, headers=OURS)
        assert response.status_code == 302 and response["Location"] == "/admin/"
        browser.logout()


@pytest.mark.parametrize("carried", ["", "{", "[1]", '[["a"]]', '[["a", 1]]', "[" * 50000, '{"a": "b"}', "null"])
def test_an_unreadable_carried_form_is_ignored(client, erika, carried):
    typed = {"username": "erika", "password": PASSWORD, "next": ADD, "_carried": carried}
    response = client.post("/admin/login/", typed, headers=OURS)
    assert response.status_code == 302 and response["Location"] == ADD


def test_a_password_is_never_carried(browser, time_machine):
    address = "/admin/accounts/user/add/"
    typed = {**opened(browser, address), "username": "neu", "password1": "geheim-geheim", "password2": "geheim-geheim"}
    time_machine.shift(timedelta(hours=1))
    response = send(browser, {**typed, "last_name": "Neumann"}, address)
    assert "geheim-geheim" not in response.text and "Neumann" in response.text


def test_a_file_that_was_chosen_is_named(browser, time_machine):
    typed = {**opened(browser), "title": "Fest"}
    time_machine.shift(timedelta(hours=1))
    response = send(browser, {**typed, "file": SimpleUploadedFile("a.jpg", b"x")})
    assert "Dateien müssen Sie noch einmal auswählen." in login(browser, parse(response)).text


def test_a_login_in_another_window_loses_nothing(browser):
    typed = {**opened(browser), "title": "Fröhliche Feste", "_save": "Speichern"}
    browser.cookies["csrftoken"] = "x" * 32
    response = send(browser, typed)
    assert response.status_code == 403
    form = form_of(parse(response), ADD)
    shown = parse(browser.post(ADD, values(form), headers=OURS))
    assert values(form_of(shown))["title"] == "Fröhliche Feste" and not Page.objects.exists()


def test_in_the_window_of_another_account_the_form_is_not_shown(browser):
    typed = {**opened(browser), "title": "Geheimnis"}
    browser.cookies["csrftoken"] = "x" * 32
    browser.force_login(member("berta"))
    response = send(browser, typed)
    assert response.status_code == 403 and "Geheimnis" not in response.text


def test_without_both_cookies_the_text_is_carried_over_the_login(browser):
    typed = {**opened(browser), "title": "Fröhliche Feste", "body": TEXT}
    browser.cookies.clear()
    response = send(browser, typed)
    assert response.status_code == 403 and "rufen Sie" not in response.text
    form = form_of(parse(login(browser, parse(response))), ADD)
    assert values(form)["body"] == TEXT


def test_the_page_that_resumes_does_so_by_itself_once(browser):
    typed = {**opened(browser), "title": "Fest"}
    browser.cookies["csrftoken"] = "x" * 32
    first = form_of(parse(send(browser, typed)), ADD)
    assert "data-auto-submit" in first.attrs
    second = form_of(parse(send(browser, {**values(first), "csrfmiddlewaretoken": "y" * 32})), ADD)
    assert "data-auto-submit" not in second.attrs


def test_a_page_whose_form_cannot_be_shown_again_shows_the_text(browser, time_machine):
    typed = {**opened(browser), "title": "ada@example.org"}
    del typed["_account"]
    time_machine.shift(timedelta(hours=1))
    response = login(browser, parse(send(browser, typed)))
    page = parse(response)
    assert [element.text for element in page.all("div", class_="typed-text")] == ["ada@example.org"]
    assert not [form for form in page.all("form") if form.get("action") == ADD]


def test_a_question_that_erases_is_only_shown_again(browser, time_machine):
    address = "/admin/visitors/subjectaccessrecord/add/"
    typed = {**opened(browser, address), "contact": "ada@example.org", "erase": "1"}
    time_machine.shift(timedelta(hours=1))
    going_on = parse(login(browser, parse(send(browser, typed, address))))
    shown = parse(browser.post(address, values(form_of(going_on, address)), headers=OURS))
    assert shown.one("input", name="contact")["value"] == "ada@example.org"
    assert not SubjectAccessRecord.objects.exists()


def test_a_link_after_the_end_of_the_session_explains_it_and_continues_after_login(browser, time_machine):
    browser.get("/admin/")
    time_machine.shift(timedelta(hours=1))
    response = browser.get(ADD)
    assert response.status_code == 302
    page = parse(browser.get(response["Location"]))
    assert "Sie haben 30 Minuten lang nichts getan." in page.text
    assert login(browser, page)["Location"] == ADD


@pytest.mark.parametrize("minutes", ["", "0", "-5", "99999", "<b>", "٣٠٠٠٠", "1" * 5000])
def test_the_reason_cannot_be_made_up(client, house, minutes):
    page = parse(client.get("/admin/login/", {"pause": minutes}))
    assert "nichts getan" not in page.text and page.one("h1").text == "Anmelden"


def test_after_a_logout_no_explanation_is_shown(browser):
    browser.get("/admin/")
    browser.logout()
    assert "pause" not in browser.get(ADD)["Location"]


# Pages that are no form of Django's


def resumed(browser, address, typed, time_machine):
    """Return the page after the interruption; the clock is stopped at its end."""
    time_machine.shift(IDLE_LIMIT_WITH_PERSONAL_DATA + timedelta(minutes=1))
    form = form_of(parse(login(browser, parse(send(browser, typed, address)))), address)
    return parse(browser.post(address, values(form), headers=OURS))


def test_answering_an_inquiry_is_resumed_and_presses_no_button(browser, time_machine):
    inquiry = Inquiry.objects.create(kind=Kind.ROOM, name="Ada", email="ada@example.org", description="Ein Raum?")
    address = reverse("admin:inquiries_inquiry_change", args=[inquiry.pk])
    typed = {**opened(browser, address), "answer": "Gern, am Montag.", "_take": "1"}
    shown = resumed(browser, address, typed, time_machine)
    assert values(form_of(shown))["answer"] == "Gern, am Montag."
    inquiry.refresh_from_db()
    assert inquiry.assigned_to is None and not inquiry.answer


def test_a_registration_on_the_phone_is_resumed_and_is_not_made(house, time_machine):
    from events.models import RegistrationSettings
    from events.scheduling.generation import add_date
    from kasch_site.common import clock

    time_machine.move_to("2026-12-01T09:00Z", tick=False)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member("erika", DESK))
    event = Event.objects.create(title="Lesung", slug="lesung", status=Event.Status.PUBLISHED)
    RegistrationSettings.objects.create(event=event, places=12)
    start = clock.now() + timedelta(days=3)
    date = add_date(event, start, start + timedelta(hours=1))
    address = reverse("admin:registration_date", args=[date.pk])
    typed = {**opened(browser, address), "name": "Ada Lovelace", "do": "register"}
    shown = resumed(browser, address, typed, time_machine)
    assert values(form_of(shown))["name"] == "Ada Lovelace"
    assert not Registration.objects.exists() and not Notice.objects.exists()


# Addresses that accept nothing but forms


LOOK_UP, ADD_TITLE = "/admin/library/title/nachschlagen/", "http://testserver/admin/library/title/add/?isbn=1"


@pytest.mark.parametrize("typed", [{}, {"isbn": "978 3 7915 0706 8"}])
def test_after_the_login_an_address_that_cannot_be_opened_leads_to_the_page_of_its_form(browser, time_machine, typed):
    token = opened(browser)["csrfmiddlewaretoken"]
    time_machine.shift(timedelta(hours=1))
    response = browser.post(LOOK_UP, {**typed, "csrfmiddlewaretoken": token}, headers={**OURS, "Referer": ADD_TITLE})
    after = login(browser, parse(response))
    if after.status_code == 302:
        assert after["Location"] == "/admin/library/title/add/?isbn=1"
    else:
        [link] = [button["href"] for button in parse(after).all("a", class_="button")]
        assert link == "/admin/library/title/add/?isbn=1" and "978 3 7915 0706 8" in after.text


def test_in_another_window_of_the_same_account_too(browser):
    browser.cookies["csrftoken"] = "x" * 32
    response = browser.post(LOOK_UP, {"isbn": "978 3 7915 0706 8"}, headers={**OURS, "Referer": ADD_TITLE})
    assert [button["href"] for button in parse(response).all("a", class_="button")] == [
        "/admin/library/title/add/?isbn=1"
    ]


@pytest.mark.parametrize("page", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_a_forged_page_leads_to_the_first_page(browser, erika, page):
    browser.logout()
    typed = {**values(form_of(parse(browser.get("/admin/login/")))), "username": "erika", "password": PASSWORD}
    carried = {"_carried": json.dumps([["isbn", "978 3 7915 0706 8"]]), "_page": page}
    response = browser.post("/admin/login/", {**typed, **carried, "next": LOOK_UP}, headers=OURS)
    assert [button["href"] for button in parse(response).all("a", class_="button")] == ["/admin/"]


def test_the_form_says_that_the_file_is_missing(browser, time_machine):
    address = "/admin/common/picture/add/"
    typed = {**opened(browser, address), "title": "Das große Fest"}
    assert "Nur die Datei fehlt" not in browser.get(address).text
    time_machine.shift(timedelta(hours=1))
    response = send(browser, {**typed, "file": SimpleUploadedFile("a.jpg", b"x")}, address)
    assert "Nur Dateien müssen Sie danach noch einmal auswählen." in response.text
    form = form_of(parse(login(browser, parse(response))), address)
    assert "Nur die Datei fehlt" in browser.post(address, values(form), headers=OURS).text


def test_without_a_file_nothing_is_said_about_one(browser, time_machine):
    address = "/admin/common/picture/add/"
    typed = {**opened(browser, address), "title": "Das große Fest"}
    time_machine.shift(timedelta(hours=1))
    response = send(browser, typed, address)
    assert "Nur Dateien" not in response.text
    form = form_of(parse(login(browser, parse(response))), address)
    assert "Nur die Datei fehlt" not in browser.post(address, values(form), headers=OURS).text
