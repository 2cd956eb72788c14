"""Readers are answered from memory, and never with an old page."""

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


def test_what_staff_publish_is_there_on_the_next_request(client, notice, at_noon):
    client.get("/")
    Notice.objects.update(title="Neue Fundsachen")
    assert "Neue Fundsachen" in client.get("/").content.decode()


def test_what_another_process_publishes_is_there_too(notice, at_noon):
    first, second = Client(), Client()  # each has a page memory of its own, like two processes
    first.get("/"), second.get("/")
    Notice.objects.update(title="Von nebenan")
    assert "Von nebenan" in first.get("/").content.decode()
    assert "Von nebenan" in second.get("/").content.decode()


def test_the_clock_turns_the_page_within_a_minute(client, notice, at_noon):
    assert "Fundsachen" in client.get("/").content.decode()
    at_noon.move_to("2030-01-01 23:59:59+01:00")
    assert "Fundsachen" in client.get("/").content.decode()
    at_noon.move_to("2030-01-02 00:00:00+01:00")
    assert "Fundsachen" not in client.get("/").content.decode()


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_each_reader_gets_the_encoding_it_takes(client, notice, encoding):
    response = client.get("/", headers={"Accept-Encoding": encoding} if encoding else {})
    assert response.get("Content-Encoding", "") == encoding
    assert response["Vary"] == "Accept-Encoding"
    assert int(response["Content-Length"]) == len(response.content)


def test_a_page_that_the_browser_has_is_not_sent_again(client, notice, at_noon):
    etag = client.get("/")["ETag"]
    response = client.get("/", headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert response.content == b""


def test_head_is_answered_like_get_without_a_body(client, notice):
    assert client.head("/").status_code == 200
    assert client.head("/").content == b""


def test_staff_never_get_a_remembered_page(admin_client, notice, at_noon, django_assert_max_num_queries):
    admin_client.get("/")
    assert admin_client.get("/").get("ETag") is None


def test_a_missing_page_is_not_remembered(client, house):
    assert client.get("/gibt-es-nicht/").status_code == 404
    assert client.get("/gibt-es-nicht/").get("ETag") is None


def test_memory_is_bounded():
    from kasch_site.common.pagecache import Memory

    class Small:
        size = 10

    memory = Memory(100)
    for number in range(1000):
        memory.put(number, 1, Small())
    assert len(memory.pages) == 10
    assert memory.size == 100


def test_no_reading_page_sets_a_cookie(client, notice):
    response = client.get("/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
