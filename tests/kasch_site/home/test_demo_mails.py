"""The demo mailbox, which shows every mail."""

import importlib
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, get_connection
from django.urls import clear_url_caches

import kasch_site.home.urls
import kasch_site.urls
from kasch_site.common import clock
from kasch_site.common.caching.pages import PageCacheMiddleware, is_cacheable_response
from kasch_site.home.demo_mails import storage
from kasch_site.home.section import HomeSection
from tests.support.browser.markup import parse

POST = "/demo/post/"
ICS = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def build():
    for module in (kasch_site.home.urls, kasch_site.urls):
        importlib.reload(module)
    clear_url_caches()


@pytest.fixture
def demo(house, settings, tmp_path):
    """Return a client with the demo settings."""
    settings.IS_DEMO = True
    settings.EMAIL_BACKEND = "kasch_site.home.demo_mails.storage.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mails"
    build()
    yield tmp_path / "mails"
    settings.IS_DEMO = False
    build()


def make_mail(to="anna@example.org", subject="Gruß aus dem Haus", text="Guten Tag", files=()):
    message = EmailMessage(subject, text, "Haus <web@haus.example>", [to], reply_to=["post@haus.example"])
    for name, content, kind in files:
        message.attach(name, content, kind)
    return message


def test_only_the_demo_has_this_url(client, house):
    assert client.get(POST).status_code == 404


def test_each_mail_of_a_connection_is_a_separate_file(demo):
    assert get_connection().send_messages([make_mail(f"{number}@example.org") for number in range(5)]) == 5
    assert len(list(demo.iterdir())) == 5
    assert {file.suffix for file in demo.iterdir()} == {".eml"}


def test_a_mail_is_displayed_as_in_a_mail_program(client, demo):
    text = "Grüße,\n\nhier: http://127.0.0.1:8000/anmeldung/x-Y_z/ und <b>nicht</b> https://haus.example."
    make_mail(subject="Bürgerhaus: zum 2. Januar", text=text).send()
    listed = parse(client.get(POST)).one("ul", class_="mails").one("a")
    assert listed.text == "Bürgerhaus: zum 2. Januar"
    page = parse(client.get(listed["href"])).one("main")
    assert page.one("h1").text == "Bürgerhaus: zum 2. Januar"
    for words in ("Haus <web@haus.example>", "anna@example.org", "post@haus.example"):
        assert words in page.one("article").text
    body = page.one("div", class_="mail-text")
    assert body.text.startswith("Grüße, hier:")
    assert [link["href"] for link in body.all("a")] == [
        "http://127.0.0.1:8000/anmeldung/x-Y_z/",
        "https://haus.example",
    ]
    assert body.all("b") == []


def test_the_newest_mail_is_first_and_long_lists_are_paginated(client, demo, time_machine):
    time_machine.move_to("2026-11-24 10:00+01:00", tick=False)
    for number in range(35):
        make_mail(subject=f"Nummer {number}").send()
        time_machine.shift(timedelta(seconds=1))
    page = parse(client.get(POST))
    assert [link.text for link in page.one("ul", class_="mails").all("a")][:2] == ["Nummer 34", "Nummer 33"]
    older = page.one("p", class_="pages").one("a")
    last = parse(client.get(POST + older["href"])).one("ul", class_="mails").all("a")[-1]
    assert last.text == "Nummer 0"


def test_a_search_matches_words_of_address_subject_and_text_in_any_order(client, demo):
    make_mail("anna@example.org", "Kochen", "Bitte Schürze mitbringen").send()
    make_mail("bruno@example.org", "Kochen", "Sie warten").send()

    def search(text):
        return [mail_list.text for mail_list in parse(client.get(POST, {"suche": text})).all("ul", class_="mails")]

    assert len(search("kochen")[0].split("@")) == 3
    assert "anna" in search("SCHÜRZE anna")[0]
    assert search("schürze bruno") == []
    empty = parse(client.get(POST, {"suche": '"><b>'})).one("main").text
    assert 'In keiner E-Mail steht „"><b>“.' in empty


def test_an_empty_mailbox_explains_what_to_do(client, demo):
    assert "Noch ist keine E-Mail verschickt." in parse(client.get(POST)).one("main").text


def test_attachments_can_be_downloaded_unchanged(client, demo):
    make_mail(
        files=[("termin.ics", ICS, "application/ics"), ("Plan für <März>.pdf", b"%PDF", "application/pdf")]
    ).send()
    page = parse(client.get(POST + storage.mails()[0].name + "/"))
    links = [link for link in page.one("main").all("a") if link.get("download") is not None]
    assert [link.text for link in links] == ["termin.ics", "Plan für <März>.pdf"]
    response = client.get(links[0]["href"])
    assert (response.content, response["Content-Disposition"]) == (ICS, 'attachment; filename="termin.ics"')
    assert client.get(links[1]["href"])["Content-Disposition"] == 'attachment; filename="Plan_f_r_M_rz_.pdf"'
    assert client.get(links[1]["href"].replace("/1/", "/2/")).status_code == 404


@pytest.mark.parametrize("name", ["nothing", "..", "20261124T100000000000-0123456", "20261124T100000000000-01234567"])
def test_no_other_files_can_be_read(client, demo, name):
    demo.mkdir(exist_ok=True)
    (demo.parent / "secret.eml").write_text("secret")
    assert client.get(f"{POST}{name}/").status_code == 404
    assert storage.read("../secret") is None


@pytest.mark.parametrize("address", ["", "{name}/", "{name}/0/"])
def test_the_mailbox_is_neither_cached_nor_indexed(client, demo, address):
    make_mail(files=[("termin.ics", ICS, "text/calendar")]).send()
    response = client.get(POST + address.format(name=storage.mails()[0].name))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not is_cacheable_response(response)


def test_a_new_mail_is_visible_at_once(client, demo):
    assert PageCacheMiddleware
    client.get(POST)
    make_mail(subject="Eben geschrieben").send()
    assert "Eben geschrieben" in parse(client.get(POST)).text


def test_old_mails_are_deleted(demo):
    make_mail().send()
    assert HomeSection().purge(clock.now() + timedelta(days=29)) == 0
    assert HomeSection().purge(clock.now() + timedelta(days=32)) == 1
    assert storage.mails() == []


def test_files_outside_the_mailbox_are_not_deleted(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    (tmp_path / "20200101T000000000000-00000000.eml").write_text("x")
    assert HomeSection().purge(clock.now()) == 0
