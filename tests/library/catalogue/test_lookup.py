"""Looking up a book in the national library: within seconds, once, and never with the data of another title."""

import threading

import pytest
from django.db import connection

from library.catalogue.lookup import fetching, sru
from tests.support.processes.sru_server import BOMB, answer, served

ISBN = "9783522200875"
OTHER = "9783446206670"


@pytest.fixture
def library(settings):
    """Run a fake server of the national library; it responds with the book."""
    with served() as (fake, address):
        settings.LIBRARY_SRU_URL = address
        fake.content = answer(("978-3-522-20087-5", "\u0098Der\u009c Su\u0308dwind"))
        yield fake


def refusal():
    with pytest.raises(sru.NotFound) as refused:
        sru.look_up(ISBN)
    return str(refused.value)


def test_the_book_is_found_and_its_texts_are_clean(library):
    record = sru.look_up(ISBN)
    assert (record.title, record.subtitle, record.authors) == ("Der Südwind", "ein Roman", "Erika Beispiel")
    assert (record.languages, record.publisher, record.year, record.age_from) == (("de",), "Verlag am Platz", 2013, 8)
    assert record.isbn == ISBN


def test_only_the_isbn_leaves_the_house(library):
    sru.look_up(ISBN)
    assert library.queries() == [
        {
            "version": ["1.1"],
            "operation": ["searchRetrieve"],
            "query": [f"num={ISBN}"],
            "recordSchema": ["MARC21-xml"],
            "maximumRecords": ["5"],
        }
    ]


def test_without_an_address_no_request_is_sent(library, settings):
    settings.LIBRARY_SRU_URL = ""
    assert refusal() == str(sru.OFF)
    assert library.requested == []


def test_an_isbn_of_ten_digits_in_the_record_is_the_same_book(library):
    library.content = answer(("3-522-20087-X (geb.)", "Krabat"))
    assert sru.look_up(ISBN).title == "Krabat"


def test_the_right_record_is_chosen_among_several(library):
    library.content = answer((OTHER, "Ein anderes Buch"), (ISBN, "Das richtige"))
    assert sru.look_up(ISBN).title == "Das richtige"


def test_another_book_is_not_filled_in(library):
    library.content = answer((OTHER, "Ein anderes Buch"))
    assert refusal() == str(sru.ANOTHER)


def test_a_record_without_isbn_is_not_filled_in(library):
    library.content = answer(("", "Irgendein Buch"))
    assert refusal() == str(sru.ANOTHER)


def test_an_unknown_book_is_reported(library):
    library.content = answer()
    assert refusal() == str(sru.UNKNOWN)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<html><body>Wartung</body></html>", "text/html"),
        (b"<html><body>Wartung</body></html>", "text/xml"),
        (b"kein xml", "text/xml"),
        (b"", "text/xml"),
        (answer((ISBN, "Krabat"))[:-60], "text/xml"),
        (BOMB.encode(), "text/xml"),
        (BOMB.encode("utf-16"), "text/xml"),
        (b'<!DOCTYPE x SYSTEM "http://127.0.0.1/geheim.dtd"><x/>', "text/xml"),
        (answer((ISBN, "Krabat")).replace(b' tag="245"', b""), "text/xml"),
        (answer((ISBN, "Krabat")).replace(b' code="a"', b""), "text/xml"),
    ],
)
def test_an_unreadable_answer_fills_in_nothing(library, content, kind):
    library.content, library.headers = content, {"Content-Type": kind}
    assert refusal() in (str(sru.UNREADABLE), str(sru.UNKNOWN))


def test_a_redirect_into_the_own_network_is_not_followed(library):
    with served() as (inside, address):
        inside.content = answer((ISBN, "Geheimes"))
        library.status, library.headers = 302, {"Location": address, "Content-Type": "text/xml"}
        assert refusal() == str(sru.UNAVAILABLE)
        assert inside.requested == []


def test_a_huge_answer_is_left(library, monkeypatch):
    monkeypatch.setattr(sru, "MAX_BYTES", 10_000)
    library.content = answer((ISBN, "Krabat")) + b" " * 20_000
    assert refusal() == str(sru.UNREADABLE)


def test_a_compressed_bomb_is_not_unpacked(library):
    library.gzipped(answer((ISBN, "Krabat")) + b" " * 10_000_000)
    assert refusal() == str(sru.UNREADABLE)


def test_a_server_that_sends_a_byte_at_a_time_is_left(library, monkeypatch):
    monkeypatch.setattr(sru, "SECONDS", 0.2)

    def drip(write):
        while not library.may_end.wait(0.02):
            write(b" ")

    library.writes = drip
    assert refusal() == str(sru.UNAVAILABLE)


def test_a_silent_server_times_out(library, monkeypatch):
    monkeypatch.setattr(sru, "SECONDS", 0.2)
    library.writes = lambda write: library.may_end.wait(5)
    assert refusal() == str(sru.UNAVAILABLE)


def test_a_server_that_is_not_there_is_left(settings, library):
    settings.LIBRARY_SRU_URL = "http://127.0.0.1:9/sru"
    assert refusal() == str(sru.UNAVAILABLE)


@pytest.mark.parametrize("status", [201, 204, 301, 400, 404, 500, 503])
def test_only_a_good_answer_counts(library, status):
    library.status = status
    assert refusal() == str(sru.UNAVAILABLE)


def test_silent_servers_do_not_collect_threads(library, monkeypatch):
    monkeypatch.setattr(fetching, "_slots", threading.BoundedSemaphore(1))
    monkeypatch.setattr(sru, "SECONDS", 0.2)
    library.writes = lambda write: library.may_end.wait(5)
    with fetching._slots:
        assert refusal() == str(sru.UNAVAILABLE)
    assert library.requested == []


@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_for_the_answer(library, client, django_user_model, monkeypatch):
    client.force_login(django_user_model.objects.create_superuser("chef", password="x"))
    look_up, seen = sru.look_up, []

    def watched(isbn):
        seen.append(connection.in_atomic_block)
        return look_up(isbn)

    monkeypatch.setattr(sru, "look_up", watched)
    client.post("/admin/library/title/nachschlagen/", {"isbn": ISBN})
    assert seen == [False]
