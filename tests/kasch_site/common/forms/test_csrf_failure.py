"""A refused form returns the input to its own page only."""

from datetime import timedelta

import pytest
from django.test import Client

from kasch_site.pages.models import BarrierReport
from tests.support.browser.markup import parse

ADDRESS = "/barrierefreiheit/melden/?seite=/kontakt/"
OURS = {"Origin": "http://testserver"}
TYPED = {"description": "Die Tür klemmt\nund <b>quietscht</b>", "contact": "ada@example.org"}


@pytest.fixture
def browser(house):
    """Return a browser with CSRF checks."""
    return Client(enforce_csrf_checks=True)


def refused(browser, typed=TYPED, headers=OURS, address=ADDRESS):
    response = browser.post(address, typed, headers=headers)
    assert response.status_code == 403
    return parse(response)


def controls(page):
    return {control["name"]: control.get("value", "") for control in page.all("input") + page.all("textarea")}


def test_the_page_explains_what_to_do_and_shows_the_input(browser):
    page = refused(browser)
    assert page.one("h1").text == "Ihre Angaben sind noch nicht bei uns angekommen"
    shown = [element.text for element in page.all(class_="typed-text")]
    assert shown == ["Die Tür klemmt und <b>quietscht</b>", "ada@example.org"]
    assert "0123 456789" in page.one("main").text


def test_input_can_be_submitted_again_with_one_click(browser, time_machine):
    time_machine.move_to("2026-12-01T12:00Z")
    open_form = controls(parse(browser.get(ADDRESS)))
    time_machine.shift(timedelta(seconds=10))
    browser.cookies.clear()
    page = refused(browser, {**open_form, **TYPED})
    time_machine.shift(timedelta(seconds=10))
    form = page.one("main").one("form")
    assert form["action"] == ADDRESS
    response = browser.post(form["action"], controls(page), headers=OURS)
    assert response.status_code == 302
    assert BarrierReport.objects.get().description == TYPED["description"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://testserver.example.org"},
        {"Referer": "https://example.org/http://testserver"},
        {"Origin": "http://["},
        {**OURS, "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_another_site_cannot_inject_text(browser, headers):
    page = refused(browser, headers=headers)
    assert not page.all(class_="typed-text")
    assert not page.one("main").all("form")
    assert "quietscht" not in page.text


def test_browsers_without_an_origin_header_are_recognised_by_the_referer(browser):
    assert refused(browser, headers={"Referer": "http://testserver/barrierefreiheit/melden/"}).all(class_="typed-text")


def test_the_login_shows_no_button_and_no_password(browser):
    typed = {"username": "leitung", "password": "geheim ist geheim", "body": "Ein langer Text."}
    page = refused(browser, typed, address="/admin/login/")
    assert [element.text for element in page.all(class_="typed-text")] == ["Ein langer Text."]
    assert not page.one("main").all("form")
    assert "geheim" not in page.text


def test_a_file_cannot_be_submitted_again_and_the_page_explains_it(browser):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = refused(browser, {**TYPED, "picture": SimpleUploadedFile("a.txt", b"x")})
    assert not page.one("main").all("form")
    assert "Dateien müssen Sie noch einmal auswählen." in page.text
    assert page.all(class_="typed-text")


def test_a_truncated_form_is_no_server_error(house):
    class Stopping:
        def read(self, *_size):
            raise BlockingIOError(11, "Resource temporarily unavailable")

        readline = read

    sent = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": "9", "wsgi.input": Stopping()}
    for headers in ({}, OURS):
        response = Client(enforce_csrf_checks=True).post("/barrierefreiheit/melden/", headers=headers, **sent)
        assert response.status_code == 403
