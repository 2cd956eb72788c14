"""The page of an issue: progress, the check list, what failed, its articles."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newspaper.models import Issue, Page
from newspaper.staff.todo import todo
from tests.newspaper.factories import make_article, make_issue, make_page
from tests.support.browser.markup import parse

pytestmark = pytest.mark.pages


def show(editor, issue, **query):
    return editor.get(reverse("admin:newspaper_issue_pages", args=[issue.pk]), query)


def checks_of(editor, issue):
    return [each.text for each in parse(show(editor, issue)).one("ul", class_="check-list").all("li")]


def test_a_good_issue_has_nothing_to_look_at(editor):
    issue = make_issue(has_text_layer=True, is_tagged=True, public_size=3_000_000)
    assert checks_of(editor, issue) == [
        "Gut: Alle 2 Seiten haben Text.",
        "Gut: Der Text kommt aus der Datei.",
        "Gut: Das PDF ist barrierefrei ausgezeichnet.",
        "Gut: Das PDF ist 2,9 MB groß.",
    ]


def test_failed_pages_are_named_and_the_others_are_kept(editor):
    issue = make_issue(texts=["eins"])
    make_page(issue, 2, "", state=Page.State.FAILED, error="Seite 2 braucht zu viel Zeit.")
    make_page(issue, 3, "")
    page = parse(show(editor, issue))
    assert "Nicht gelungen: Seite 2. Die anderen Seiten sind in Ordnung." in page.one("main").text
    assert "Seite 2 braucht zu viel Zeit." in page.one("li", id="seite-2").text
    assert "Bitte ansehen: Ohne Text: Seite 3. Suche und Vorlesen finden dort nichts." in checks_of(editor, issue)


def test_the_page_states_whether_residents_can_read_the_issue(editor):
    assert "Die Ausgabe ist auf der Website" in show(editor, make_issue()).content.decode()
    draft = make_issue(4, status=Issue.Status.DRAFT)
    assert "Vor dem Veröffentlichen" in show(editor, draft).content.decode()


def test_a_scan_is_to_be_read_once(editor):
    issue = make_issue(texts=[])
    make_page(issue, 1, "gelesen", text_source=Page.TextSource.OCR, confidence=70.0)
    checks = checks_of(editor, issue)
    assert any("Ein Scan" in check for check in checks)
    assert "Bitte ansehen: Unsicher gelesen: Seite 1." in checks


def test_an_issue_on_the_wrong_side_of_its_neighbour_is_noticed(editor):
    make_issue(2, published_on=date(2026, 4, 1))
    issue = make_issue(3, published_on=date(2026, 3, 1))
    expected = "Bitte ansehen: Die Ausgabe 2/2026 erschien aber nicht davor (1. April 2026). Stimmen Nummer und Datum?"
    assert expected in checks_of(editor, issue)


def test_the_page_reloads_while_the_file_is_read_and_stops_when_asked(editor):
    issue = make_issue(texts=["eins"], intake=Issue.Intake.WORKING)
    Issue.objects.update(page_count=4)
    response = show(editor, issue)
    assert response["Refresh"] == "3"
    assert parse(response).one("progress")["value"] == "1"
    assert "1 von 4 Seiten" in response.content.decode()
    assert "Refresh" not in show(editor, issue, ruhig=1)


def test_articles_are_listed_below_their_page_and_those_without_one_at_the_end(editor):
    issue = make_issue()
    make_article(issue, "Auf zwei", 2)
    make_article(issue, "Auf neun", 9)
    page = parse(show(editor, issue))
    assert "Auf zwei" in page.one("li", id="seite-2").text
    assert "Auf neun" in page.one("main").text


def test_many_pages_take_no_more_queries_than_one(editor, django_assert_num_queries):
    few, many = make_issue(3, texts=["eins"]), make_issue(4, texts=["eins"] * 30)
    for number in range(1, 31):
        make_article(many, f"Artikel {number}", number)
    show(editor, few)
    with CaptureQueriesContext(connection) as queries:
        show(editor, few)
    with django_assert_num_queries(len(queries)):
        show(editor, many)


def test_an_issue_that_does_not_exist_is_not_found(editor):
    assert editor.get(reverse("admin:newspaper_issue_pages", args=[99])).status_code == 404


def waiting(texts=("eins",), **fields):
    """Return an issue that was to be published when its pages are read."""
    return make_issue(texts=texts, status="draft", publish_when_read=True, intake=Issue.Intake.READY, **fields)


def test_an_issue_with_a_missing_page_waits_for_a_decision(editor):
    issue = waiting()
    make_page(issue, 2, "", state=Page.State.FAILED, error="kaputt")
    assert "Es fehlen: Seite 2." in parse(show(editor, issue)).one("main").text
    (task,) = [each for each in todo(get_user_model().objects.get()) if "Seiten fehlen" in each.text]
    editor.post(task.url, {"publish": "1"})
    assert Issue.objects.get().is_published()
    assert "Es fehlen" not in parse(show(editor, issue)).one("main").text


def test_an_issue_with_a_missing_page_can_stay_a_draft(editor):
    issue = waiting()
    make_page(issue, 2, "", state=Page.State.FAILED, error="kaputt")
    editor.post(reverse("admin:newspaper_issue_pages", args=[issue.pk]), {"stay": "1"})
    assert not Issue.objects.waiting_for_pages().exists()
    assert not Issue.objects.get().is_published()
