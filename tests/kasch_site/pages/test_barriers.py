"""Reports of barriers: stored once, and erased a year after they were resolved."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from kasch_site.common.sections import section
from kasch_site.pages import barriers
from kasch_site.pages.forms import local_path
from kasch_site.pages.models import BarrierReport
from tests.support.browser.markup import parse

ADDRESS = "/barrierefreiheit/melden/"
THANKS = "/barrierefreiheit/melden/danke/"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def form_page(client, house, time_machine):
    """Return the data of the form, ten seconds after it was rendered."""
    time_machine.move_to(NOON, tick=False)
    page = parse(client.get(ADDRESS))
    time_machine.shift(timedelta(seconds=10))
    return {control["name"]: control.get("value", "") for control in page.all("input") + page.all("textarea")}


def test_a_report_is_stored_and_confirmed(client, form_page):
    response = client.post(
        ADDRESS, {**form_page, "description": "Die Tür klemmt.", "where": "Eingang", "contact": "0123 45678"}
    )
    assert (response.status_code, response["Location"]) == (302, THANKS)
    assert "Danke" in parse(client.get(THANKS)).one("h1").text
    report = BarrierReport.objects.get()
    assert (report.description, report.where, report.contact) == ("Die Tür klemmt.", "Eingang", "0123 45678")
    assert report.received_at == NOON + timedelta(seconds=10)
    assert report.settled_at is None


def test_only_the_description_is_required(client, form_page):
    assert client.post(ADDRESS, {**form_page, "description": "Zu dunkel"}).status_code == 302
    response = client.post(ADDRESS, {**form_page, "description": "  ", "where": "Flur", "contact": "ada@example.org"})
    assert response.status_code == 422
    page = parse(response)
    assert page.one("title").text.startswith("Fehler: Barriere melden")
    assert page.one(role="alert").one("li").text == "Schreiben Sie, was schwierig ist. Ein Satz genügt."
    assert page.one("input", name="where")["value"] == "Flur"
    assert page.one("input", name="contact")["value"] == "ada@example.org"


def test_submitting_twice_stores_one_report(client, form_page):
    for _time in range(2):
        assert client.post(ADDRESS, {**form_page, "description": "Die Tür klemmt."}).status_code == 302
    assert BarrierReport.objects.count() == 1


def test_resubmitting_other_input_after_going_back_stores_a_second_report(client, form_page):
    client.post(ADDRESS, {**form_page, "description": "Die Tür klemmt."})
    client.post(ADDRESS, {**form_page, "description": "Die Tür klemmt. Und es ist dunkel."})
    assert BarrierReport.objects.count() == 2


def test_the_database_refuses_a_duplicate_report(db):
    same = uuid.uuid4()
    BarrierReport.objects.create(description="Stufe", message_id=same)
    with pytest.raises(IntegrityError), transaction.atomic():
        BarrierReport.objects.create(description="Stufe", message_id=same)
    with pytest.raises(IntegrityError), transaction.atomic():
        BarrierReport.objects.bulk_create([BarrierReport(description="Stufe", message_id=same)])
    assert barriers.report(description="Stufe", message_id=same) == BarrierReport.objects.get()


def test_the_form_is_prefilled_with_the_previous_page(client, house):
    page = parse(client.get(ADDRESS, {"seite": "/veranstaltungen/2026/12/"}))
    assert page.one("input", name="where")["value"] == "/veranstaltungen/2026/12/"


def test_every_page_links_to_the_form_with_its_own_url(client, house):
    link = next(link for link in parse(client.get("/kontakt/")).all("a") if link.text == "Barriere melden")
    assert link["href"] == f"{ADDRESS}?seite=/kontakt/"
    assert parse(client.get(link["href"])).one("input", name="where")["value"] == "/kontakt/"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org/",
        "javascript:alert(1)",
        "kontakt/",
        "/" + "x" * 300,
        "/a\0b/",
        "/gnp.\u202etxt",
        "/a\r\nb/",
        "",
    ],
)
def test_a_url_of_another_site_is_not_filled_in(client, house, address):
    assert local_path(address) == ""
    page = parse(client.get(ADDRESS, {"seite": address}))
    assert "value" not in page.one("input", name="where").attrs


def test_the_use_of_the_data_is_stated_before_the_button(client, house):
    page = parse(client.get(ADDRESS))
    texts = [element.text for element in page.one("form") if element.tag in {"p", "button"}]
    assert texts[-1] == "Barriere melden"
    assert "löschen" in texts[-2]


def test_only_the_page_with_the_form_sets_a_cookie(house):
    browser = Client()
    assert not browser.get(THANKS).cookies
    response = browser.get(ADDRESS)
    assert list(response.cookies) == ["csrftoken"]
    assert "private" in response["Cache-Control"]
    # What was typed must still be there after "back", so the browser may keep the page.
    assert "no-store" not in response["Cache-Control"]


def test_two_visitors_get_different_forms(house):
    tokens = {parse(Client().get(ADDRESS)).one("input", name="form_token")["value"] for _visitor in range(2)}
    assert len(tokens) == 2


STRANGE = {
    "a zero byte": "Tür\0klemmt",
    "emoji": "👩‍🦽 kommt nicht hinein " * 20,
    "reversed text": "\u202eelgnat\u202c",
    "Arabic": "الباب ثقيل جداً",
    "control characters": "".join(map(chr, range(1, 32))) + "x",
    "markup": "<script>alert(1)</script>{{ 7|add:7 }}{% debug %}",
    "an SQL string": "'; DROP TABLE pages_barrierreport; --",
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_any_input_is_stored_in_displayable_form(client, form_page, text):
    response = client.post(ADDRESS, {**form_page, "description": text, "where": text[:100], "contact": text[:100]})
    assert response.status_code == 302
    stored = BarrierReport.objects.get()
    assert "\0" not in stored.description
    assert "\u202e" not in stored.description


@pytest.mark.parametrize(("field", "length"), [("description", 10_000), ("where", 10_000), ("contact", 10_000)])
def test_a_text_that_is_too_long_is_refused_with_its_length_and_preserved(client, form_page, field, length):
    text = "ä" * length
    response = client.post(ADDRESS, {**form_page, "description": "Stufe", field: text})
    assert response.status_code == 422
    assert "es sind jetzt 10000" in parse(response).one(role="alert").text
    assert text in response.content.decode()
    assert not BarrierReport.objects.exists()


@pytest.mark.parametrize("body", [b"", b"%", b"description=%ff%fe&description=%00", b"description" * 1000])
def test_a_malformed_form_is_answered_with_the_form(client, house, body):
    response = client.post(ADDRESS, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    assert parse(response).one("textarea", name="description")


def test_other_http_methods_are_refused(client, house):
    assert client.put(ADDRESS).status_code == 405
    assert client.post(THANKS).status_code == 405


def test_a_report_is_erased_a_year_after_it_was_resolved(db, time_machine):
    time_machine.move_to(NOON, tick=False)
    gone = BarrierReport.objects.create(description="lange her", settled_at=NOON - timedelta(days=365, seconds=1))
    kept = [
        BarrierReport.objects.create(description="noch nicht", settled_at=NOON - timedelta(days=365)),
        BarrierReport.objects.create(description="offen"),
    ]
    assert section("pages").purge(NOON) == 1
    assert set(BarrierReport.objects.all()) == set(kept)
    assert not BarrierReport.objects.filter(pk=gone.pk).exists()


def test_a_subject_access_request_returns_the_report(db):
    barriers.report(description="Stufe", where="Hof", contact="Ada, ada@example.org, 01234/567890")
    barriers.report(description="Licht", contact="mada@example.org")
    barriers.report(description="Schrift")
    assert [row["Was ist schwierig?"] for row in section("pages").export("ADA@example.org")] == ["Stufe"]
    assert [entry["Wo?"] for entry in section("pages").export("+49 1234 567890")] == ["Hof"]
    assert section("pages").export("") == []
    assert section("pages").erase_person("ADA@example.org") == 1
    assert section("pages").export("ADA@example.org") == []
    assert [report.description for report in BarrierReport.objects.order_by("description")] == ["Licht", "Schrift"]
