"""Headers of every response."""

import logging

import pytest
from django.test import Client

READING_PAGES = ["/", "/heute/", "/veranstaltungen/", "/gruppen/", "/kontakt/"]


@pytest.mark.parametrize("path", [*READING_PAGES, "/admin/login/", "/gibt-es-nicht/"])
def test_no_page_allows_inline_code_or_other_servers(client, house, path):
    policy = client.get(path)["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("path", [*READING_PAGES, "/admin/login/"])
def test_security_headers_are_set(client, house, path):
    response = client.get(path)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", READING_PAGES)
def test_a_cached_page_has_its_headers(client, house, path):
    first, second = client.get(path), client.get(path)
    assert {name: first[name] for name in first.headers} == {name: second[name] for name in second.headers}


@pytest.mark.parametrize("path", READING_PAGES)
def test_a_reading_page_sets_no_cookie(client, house, path):
    assert not client.get(path).cookies


@pytest.mark.parametrize("path", READING_PAGES)
def test_a_page_requests_nothing_from_other_servers(client, house, path):
    import re

    page = client.get(path).content.decode()
    loaded = re.findall(r'<(?:link|script|img|iframe|source)[^>]+(?:href|src|srcset)="(https?:)?//([^"/]+)', page)
    assert [host for _scheme, host in loaded if host not in ("testserver",)] == []


@pytest.mark.parametrize("path", [*READING_PAGES, "/gibt-es-nicht/?name=geheim"])
def test_no_ip_address_of_a_visitor_is_logged(client, house, caplog, path):
    with caplog.at_level(logging.DEBUG):
        client.get(path, REMOTE_ADDR="203.0.113.77", HTTP_X_FORWARDED_FOR="203.0.113.78")
    assert "203.0.113" not in caplog.text


def test_an_unknown_host_is_refused(house):
    assert Client(HTTP_HOST="evil.example").get("/").status_code == 400


def test_a_cached_page_is_not_served_to_an_unknown_host(client, house):
    client.get("/")
    assert Client(HTTP_HOST="evil.example").get("/").status_code == 400


@pytest.mark.parametrize("path", READING_PAGES)
def test_an_empty_database_still_shows_the_page(client, db, path):
    assert client.get(path).status_code == 200


def test_no_header_changes_the_path_prefix(client, house):
    assert "/evil" not in client.get("/kontakt/", SCRIPT_NAME="/evil").content.decode()
    assert "/evil" not in client.get("/kontakt/").content.decode()
