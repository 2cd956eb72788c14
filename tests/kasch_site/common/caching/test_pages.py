"""Pages are served from the cache, and never outdated."""

import pytest
import time_machine
from django.test import Client

from kasch_site.home.models import Notice


@pytest.fixture
def notice(house):
    return Notice.objects.create(title="Fundsachen", text="Ein Schirm.", from_day="2026-01-01", until_day="2030-01-01")


@pytest.fixture
def at_noon():
    with time_machine.travel("2026-11-24 12:00:05+01:00", tick=False) as clock:
        yield clock


def test_an_unchanged_page_costs_one_query(client, notice, at_noon, django_assert_num_queries):
    client.get("/")
    with django_assert_num_queries(1):
        assert "Fundsachen" in client.get("/").content.decode()


def test_a_published_change_is_visible_in_the_next_request(client, notice, at_noon):
    client.get("/")
    Notice.objects.update(title="Neue Fundsachen")
    assert "Neue Fundsachen" in client.get("/").content.decode()


def test_a_change_published_by_another_process_is_visible_too(notice, at_noon):
    first, second = Client(), Client()  # each with its own page store, like two processes
    first.get("/"), second.get("/")
    Notice.objects.update(title="Von nebenan")
    assert "Von nebenan" in first.get("/").content.decode()
    assert "Von nebenan" in second.get("/").content.decode()


def test_cached_pages_expire_within_a_minute(client, notice, at_noon):
    assert "Fundsachen" in client.get("/").content.decode()
    at_noon.move_to("2030-01-01 23:59:59+01:00")
    assert "Fundsachen" in client.get("/").content.decode()
    at_noon.move_to("2030-01-02 00:00:00+01:00")
    assert "Fundsachen" not in client.get("/").content.decode()


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_each_client_gets_an_encoding_it_accepts(client, notice, encoding):
    response = client.get("/", headers={"Accept-Encoding": encoding} if encoding else {})
    assert response.get("Content-Encoding", "") == encoding
    assert response["Vary"] == "Accept-Encoding"
    assert int(response["Content-Length"]) == len(response.content)


def test_an_unchanged_page_is_answered_with_not_modified(client, notice, at_noon):
    etag = client.get("/")["ETag"]
    response = client.get("/", headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert response.content == b""


def test_head_is_answered_like_get_without_a_body(client, notice):
    assert client.head("/").status_code == 200
    assert client.head("/").content == b""


def test_staff_never_get_a_cached_page(admin_client, notice, at_noon, django_assert_max_num_queries):
    admin_client.get("/")
    assert admin_client.get("/").get("ETag") is None


def test_a_missing_page_is_not_cached(client, house):
    assert client.get("/gibt-es-nicht/").status_code == 404
    assert client.get("/gibt-es-nicht/").get("ETag") is None


def test_the_cache_is_bounded():
    from kasch_site.common.caching.pages import PageStore

    class Small:
        size = 7

    store = PageStore(100)
    # With its key of three digits each page counts ten bytes.
    for number in range(100, 1000):
        store.put(number, 1, Small())
    assert len(store.pages) == 10
    assert store.size == 100


def test_no_reading_page_sets_a_cookie(client, notice):
    response = client.get("/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


# Different requests for the same page


@pytest.mark.parametrize("spelling", ["localhost", "LOCALHOST:80", "testserver.", "testserver:4711", "127.0.0.1:1"])
def test_every_spelling_of_the_host_shares_one_page(
    client, notice, at_noon, settings, django_assert_num_queries, spelling
):
    settings.SITE_URL = "http://testserver"
    page = client.get("/").content
    with django_assert_num_queries(1):
        assert client.get("/", HTTP_HOST=spelling).content == page


def test_without_a_configured_address_each_host_has_its_own_page(client, house):
    assert "http://localhost:81/kontakt/" in client.get("/kontakt/", HTTP_HOST="localhost:81").content.decode()
    assert "http://testserver/kontakt/" in client.get("/kontakt/").content.decode()


def test_an_untrusted_scheme_creates_no_separate_page(client, notice, at_noon, django_assert_num_queries):
    client.get("/")
    with django_assert_num_queries(1):
        client.get("/", HTTP_X_FORWARDED_PROTO="gopher")


def test_the_scheme_set_by_the_proxy_is_used(client, notice, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    secure = {"HTTP_X_FORWARDED_PROTO": "https"}
    client = Client()  # which reads the settings again
    assert [client.get("/", **secure).status_code, client.get("/").status_code] == [200, 301]


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("/", "/?x=1"),
        ("/", "/?vorschau=1"),
        ("/heute/", "/heute/?x=1&ab=2026-12-24"),
        ("/heute/?ruhig=1", "/heute/?x=1&ruhig=1"),
        ("/veranstaltungen/?kostenlos=1&stufenlos=1", "/veranstaltungen/?stufenlos=1&%6bostenlos=1"),
        ("/veranstaltungen/?kostenlos=1", "/veranstaltungen/?kostenlos=0&kostenlos=1"),
        ("/veranstaltungen/kalender.ics", "/veranstaltungen/kalender.ics?q=1&x=2"),
        ("/veranstaltungen/neues.atom", "/veranstaltungen/neues.atom?kategorie=lesen"),
        ("/gruppen/?art=projekte", "/gruppen/?x=%ff&art=projekte"),
    ],
)
def test_unknown_parameters_create_no_separate_page(client, notice, at_noon, django_assert_num_queries, url, same):
    page = client.get(url).content
    with django_assert_num_queries(1):
        assert client.get(same).content == page


@pytest.mark.parametrize(
    ("plain", "chosen"),
    [
        ("/heute/", "/heute/?ruhig=1"),
        ("/veranstaltungen/", "/veranstaltungen/?ab=2026-12-24"),
        ("/veranstaltungen/", "/veranstaltungen/?q=Lesung"),
        ("/veranstaltungen/2026/12/", "/veranstaltungen/2026/12/?kostenlos=1"),
        ("/barrierefreiheit/melden/", "/barrierefreiheit/melden/?seite=/kontakt/"),
        ("/gruppen/", "/gruppen/?art=projekte"),
    ],
)
def test_declared_parameters_create_a_separate_page(client, demo_house, plain, chosen):
    first, second = client.get(plain), client.get(chosen)
    assert first.content != second.content or first.headers.get("Refresh") != second.headers.get("Refresh")


def test_pages_with_parameters_evict_only_each_other(client, notice, at_noon, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr("kasch_site.common.caching.pages.MAX_BYTES", 200_000)
    client.get("/")
    for number in range(60):
        client.get(f"/veranstaltungen/?q=wort{number}")
    with django_assert_num_queries(1):
        client.get("/")


def test_a_query_with_too_many_fields_is_refused(client, house):
    assert client.get("/?" + "&".join(f"a{number}=" for number in range(4000))).status_code == 400


# HTTP semantics (RFC 9110)


@pytest.mark.parametrize(
    ("accepted", "given"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "br"),
        ("br;q=0", ""),
        ("br;q=0.0, gzip", "gzip"),
        ("br ; Q=0 , gzip", "gzip"),
        ("brx", ""),
        ("GZIP", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("*;q=0", ""),
        ("identity;q=1, *;q=0", ""),
        ("br;q=viel", ""),
        (";;;,,=", ""),
    ],
)
def test_a_refused_or_unknown_encoding_is_not_used(client, notice, accepted, given):
    assert client.get("/", headers={"Accept-Encoding": accepted}).get("Content-Encoding", "") == given


@pytest.mark.parametrize("tags", ['"other", {etag}', "W/{etag}", "*", 'W/"other",W/{etag}'])
def test_if_none_match_is_accepted_in_every_notation(client, notice, at_noon, tags):
    response = client.get("/")
    again = client.get("/", headers={"If-None-Match": tags.format(etag=response["ETag"])})
    assert again.status_code == 304
    assert again.content == b""
    assert {name: again[name] for name in ("ETag", "Vary", "Cache-Control")} == {
        name: response[name] for name in ("ETag", "Vary", "Cache-Control")
    }


@pytest.mark.parametrize("tags", ['"other"', 'W/"other"', "nonsense", ""])
def test_a_browser_with_an_outdated_copy_gets_the_page(client, notice, at_noon, tags):
    client.get("/")
    response = client.get("/", headers={"If-None-Match": tags})
    assert response.status_code == 200
    assert response.content
