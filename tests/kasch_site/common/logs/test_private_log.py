"""Logs contain no personal data: no token, query, error message or address of a visitor."""

import io
import logging
import logging.config

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.logs.private_log import InvalidRequestFilter, PrivateFormatter, without_paths
from kasch_site.settings import base

WORD = "g_81s5ldfPUAhFE23sJqbxjsDHZVDz5h8sSh4Jqo6cU"


@pytest.fixture
def log():
    """Return the log output with the settings of the site."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    kind = base.LOGGING["formatters"][base.LOGGING["handlers"]["console"]["formatter"]]
    made = logging.config.DictConfigurator({"version": 1}).configure_formatter(dict(kind))
    handler.setFormatter(made)
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def test_a_refused_form_at_a_secret_url_is_logged_without_the_secret(house, log):
    assert Client(enforce_csrf_checks=True).post(f"/anmeldung/{WORD}/").status_code == 403
    assert "Forbidden" in log.getvalue()
    assert WORD not in log.getvalue()


def test_an_error_is_logged_with_its_traceback_and_without_secret_and_message(house, log, monkeypatch):
    def fail():
        try:
            raise KeyError("Key (email)=(erika@example.org) already exists")
        except KeyError as error:
            raise ValueError("Erika Beispiel") from error

    monkeypatch.setattr("events.registration.lookup._registrations", fail)
    browser = Client(raise_request_exception=False)
    assert browser.get(f"/anmeldung/{WORD}/?name=Erika").status_code == 500
    output = log.getvalue()
    assert "Internal Server Error: /… (anmeldung/<str:token>/)" in output
    assert "in fail" in output
    assert "ValueError" in output
    assert "KeyError" in output
    assert not [secret for secret in (WORD, "Erika", "erika") if secret in _data(output)]


def _data(output):
    """Return the log without source lines of the traceback, which contain the texts of this test."""
    return "\n".join(line for line in output.splitlines() if not line.strip().startswith("raise "))


@pytest.mark.parametrize(
    "path", [f"/anmeldung/{WORD}/", f"/anmeldung/{WORD}", "/anmeldung/g_81 s5ldf/x y/", "/suche/Erika B/"]
)
def test_a_decoded_path_with_spaces_is_not_logged_either(log, rf, path):
    request = rf.get("/")
    request.path = path
    logging.getLogger("django.request").error("Internal Server Error: %s", path, extra={"request": request})
    assert log.getvalue() == "ERROR django.request: Internal Server Error: /…\n"


@given(st.text(st.characters(exclude_categories=("Z", "C")), min_size=1))
def test_no_path_is_logged_whatever_its_secret_looks_like(secret):
    for path in (f"/anmeldung/{secret}", f"https://haus.example/anmeldung/{secret}?name=Erika"):
        record = logging.makeLogRecord({"msg": "Error handling request %s", "args": (path,)})
        output = PrivateFormatter("%(message)s").format(record)
        assert output in ("Error handling request /…", "Error handling request https:/…")


def test_a_malformed_http_request_is_not_logged():
    record = logging.makeLogRecord({"msg": "Invalid request from ip=203.0.113.7: Invalid HTTP request line: 'Erika'"})
    assert not InvalidRequestFilter().filter(record)
    assert InvalidRequestFilter().filter(logging.makeLogRecord({"msg": "Worker exiting"}))


def test_the_traceback_stays_readable():
    trace = '  File "/srv/haus/events/registration/lookup.py", line 3, in by_token'
    assert without_paths(f"a job failed:\n{trace}") == f"a job failed:\n{trace}"
