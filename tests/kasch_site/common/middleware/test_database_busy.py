"""A busy database shows a message, loses no input, and stores a form once."""

import sqlite3
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import OperationalError, connection
from django.test import Client

from kasch_site.accounts.models import User
from kasch_site.common.middleware.database_busy import is_busy
from kasch_site.pages import barriers
from kasch_site.pages.models import BarrierReport, Page
from tests.support.browser.markup import parse

ADDRESS = "/barrierefreiheit/melden/?seite=/kontakt/"
OURS = {"Origin": "http://testserver"}
TYPED = {"description": "Die Tür klemmt\nund <b>quietscht</b>", "contact": "ada@example.org"}


def busy_error(code=sqlite3.SQLITE_BUSY):
    error, cause = OperationalError("database is locked"), sqlite3.OperationalError("database is locked")
    cause.sqlite_errorcode = code
    error.__cause__ = cause
    return error


@pytest.fixture
def locked_database(monkeypatch):
    """Lock the database, so that neither visitors nor staff can save."""

    def refuse(*args, **kwargs):
        raise busy_error()

    with monkeypatch.context() as patches:
        patches.setattr(barriers, "report", refuse)
        patches.setattr(Page, "save", refuse)
        patches.setattr(User, "save", refuse)
        yield patches


def controls(page):
    return {control["name"]: control.get("value", "") for control in page.all("input") + page.all("textarea")}


def test_input_can_be_submitted_again_with_one_click(house, locked_database, time_machine):
    browser = Client(enforce_csrf_checks=True)
    time_machine.move_to("2026-12-01T12:00Z")
    open_form = controls(parse(browser.get(ADDRESS)))
    time_machine.shift(timedelta(seconds=10))
    response = browser.post(ADDRESS, {**open_form, **TYPED}, headers=OURS)
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    page = parse(response)
    assert page.one("h1").text == "Gerade speichert jemand anderes"
    shown = {element.text for element in page.all(class_="typed-text")}
    assert shown == {"Die Tür klemmt und <b>quietscht</b>", "ada@example.org"}
    locked_database.undo()
    form = page.one("main").one("form")
    again = {name: value for name, value in controls(page).items() if name}
    for _twice in range(2):
        assert browser.post(form["action"], again, headers=OURS).status_code == 302
    assert BarrierReport.objects.get().description == TYPED["description"]


def test_another_site_cannot_inject_text(house, locked_database, time_machine):
    time_machine.move_to("2026-12-01T12:00Z")
    browser = Client()
    open_form = controls(parse(browser.get(ADDRESS)))
    time_machine.shift(timedelta(seconds=10))
    response = browser.post(ADDRESS, {**open_form, **TYPED}, headers={"Origin": "https://fremd.example"})
    assert response.status_code == 503
    assert "quietscht" not in response.content.decode()


def test_staff_lose_no_input(admin_client, house, locked_database):
    data = {"title": "Neue Seite", "status": "draft", "language": "de", "menu": "none", "order": 0, "body": "a b"}
    response = admin_client.post("/admin/pages/page/add/", data, headers=OURS)
    assert response.status_code == 503
    sent_again = controls(parse(response))
    locked_database.undo()
    assert admin_client.post("/admin/pages/page/add/", sent_again, headers=OURS).status_code == 302
    assert Page.objects.get().title == "Neue Seite"


def test_passwords_are_not_returned(house, locked_database):
    User.objects.bulk_create([User(username="erika", password=make_password("geheim ist geheim"), is_staff=True)])
    data = {"username": "erika", "password": "geheim ist geheim"}
    response = Client().post("/admin/login/", data, headers=OURS)
    assert response.status_code == 503
    assert "geheim" not in response.content.decode()
    assert "Öffnen Sie die Seite neu" in response.content.decode()
    assert not parse(response).one("main").all("form")


@pytest.mark.parametrize(
    ("exception", "busy"),
    [
        (busy_error(), True),
        (busy_error(sqlite3.SQLITE_BUSY_SNAPSHOT), True),
        (busy_error(sqlite3.SQLITE_FULL), False),
        (OperationalError("no such table"), False),
        (ValueError(), False),
    ],
)
def test_other_errors_are_not_intercepted(exception, busy):
    assert is_busy(exception) is busy


@pytest.mark.django_db(transaction=True)
def test_a_database_locked_by_another_process_is_busy(house, tmp_path):
    """Use real locks without waiting."""
    other = connection.copy()
    try:
        if connection.vendor == "sqlite":
            other.settings_dict = {**other.settings_dict, "OPTIONS": {"timeout": 0}}
        with connection.cursor() as holding:
            holding.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
            holding.execute("UPDATE house_house SET name = 'X'")
            with pytest.raises(OperationalError) as caught, other.cursor() as waiting:
                if connection.vendor == "postgresql":
                    waiting.execute("SET lock_timeout = 1")
                waiting.execute("UPDATE house_house SET name = 'Y'")
            holding.execute("ROLLBACK")
    finally:
        other.close()
    assert is_busy(caught.value)
