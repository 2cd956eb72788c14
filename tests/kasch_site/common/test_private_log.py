"""Logs name nobody: no secret word, no query, no words of an error, no address of a visitor."""

import io
import logging
import logging.config

import pytest
from django.test import Client

from kasch_site.common.private_log import NotOfStrangers, PrivateFormatter, without_queries
from kasch_site.settings import base

WORD = "g_81s5ldfPUAhFE23sJqbxjsDHZVDz5h8sSh4Jqo6cU"


@pytest.fixture
def log():
    """What would stand in the log of the site, as its settings say."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    kind = base.LOGGING["formatters"][base.LOGGING["handlers"]["console"]["formatter"]]
    made = logging.config.DictConfigurator({"version": 1}).configure_formatter(dict(kind))
    handler.setFormatter(made)
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def test_a_refused_form_of_a_secret_address_is_logged_without_the_secret(house, log):
    assert Client(enforce_csrf_checks=True).post(f"/anmeldung/{WORD}/").status_code == 403
    assert "Forbidden" in log.getvalue()
    assert WORD not in log.getvalue()


def test_an_error_is_logged_with_its_way_and_without_secret_and_words(house, log, monkeypatch):
    def fail(_word):
        try:
            raise KeyError("Key (email)=(erika@example.org) already exists")
        except KeyError as error:
            raise ValueError("Erika Beispiel") from error

    monkeypatch.setattr("events.registration.lookup.by_token", fail)
    browser = Client(raise_request_exception=False)
    assert browser.get(f"/anmeldung/{WORD}/?name=Erika").status_code == 500
    said = log.getvalue()
    assert "Internal Server Error: /anmeldung/…/" in said
    assert "in fail" in said
    assert "ValueError" in said
    assert "KeyError" in said
    assert not [secret for secret in (WORD, "Erika", "erika") if secret in _data(said)]


def _data(said):
    """The log without the lines of code that a trace shows: of this test they hold the words themselves."""
    return "\n".join(line for line in said.splitlines() if not line.strip().startswith("raise "))


def test_what_the_application_server_says_of_an_error_has_neither_secret_nor_query():
    record = logging.makeLogRecord(
        {"msg": "Error handling request %s %s", "args": ("GET", f"/anmeldung/{WORD}/abmelden/?name=Erika&x=1")}
    )
    assert PrivateFormatter("%(message)s").format(record) == "Error handling request GET /anmeldung/…/abmelden/?…"


def test_who_sends_what_is_no_http_is_not_logged():
    heard = logging.makeLogRecord({"msg": "Invalid request from ip=203.0.113.7: Invalid HTTP request line: 'Erika'"})
    assert not NotOfStrangers().filter(heard)
    assert NotOfStrangers().filter(logging.makeLogRecord({"msg": "Worker exiting"}))


def test_a_question_is_no_query():
    assert without_queries("Was ist das? /admin/ geht.") == "Was ist das? /admin/ geht."
