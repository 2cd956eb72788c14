"""The text of a page beside its image: reported, corrected, kept together with the marks, one page after the other."""

from uuid import uuid4

import pytest
from django.urls import reverse

from newspaper.editing import reports
from newspaper.models import Page, TextReport
from tests.newspaper.factories import make_issue, make_page
from tests.support.browser.markup import parse

pytestmark = pytest.mark.pages

LIST = reverse("admin:newspaper_page_changelist")


def form_of(editor, page):
    """Return the address of the form of a page, and the fields that its form sends."""
    address = reverse("admin:newspaper_page_change", args=[page.pk])
    markup = parse(editor.get(address))
    form = markup.one("form", id="page_form")
    fields = {each["name"]: each.get("value", "") for each in form.all("input", type="hidden")}
    return address, {**fields, "text": page.text}


def test_the_list_shows_empty_pages_first_then_doubtful_ones(editor):
    issue = make_issue(texts=["klar"])
    make_page(issue, 2, "unsicher", confidence=50.0)
    make_page(issue, 3, "")
    rows = parse(editor.get(LIST)).one("tbody").all("tr")
    assert [row.one("th").text for row in rows] == ["3/2026, Seite 3", "3/2026, Seite 2", "3/2026, Seite 1"]
    (row,) = parse(editor.get(LIST, {"text": "unsicher"})).one("tbody").all("tr")
    assert "zu 50 %" in row.text


def test_the_form_shows_the_image_beside_the_text(editor):
    issue = make_issue(images=True)
    page = parse(editor.get(reverse("admin:newspaper_page_change", args=[issue.pages.first().pk])))
    image = page.one("figure", class_="page-image").one("img")
    assert image["alt"] == "Bild von Seite 1, groß"
    assert editor.get(image["src"]).status_code == 200
    assert page.one("textarea", id="id_text").text.strip() == "Erste Seite."


def test_a_saved_text_keeps_the_marks_of_unchanged_words(editor):
    page = make_page(make_issue(texts=[]), 1, "Die Linde bleibt stehen")
    address, fields = form_of(editor, page)
    response = editor.post(address, {**fields, "text": "Die alte Linde bleibt", "_save": "1"})
    assert response.status_code == 302
    page.refresh_from_db()
    assert (page.text, page.text_source) == ("Die alte Linde bleibt", Page.TextSource.TYPED)
    assert [page.text[box[0] : box[0] + box[1]] for box in page.words] == ["Die", "Linde", "bleibt"]


def test_saving_redirects_to_the_next_page_to_check(editor):
    issue = make_issue(texts=["", "klar", ""])
    first, _second, third = issue.pages.in_order()
    address, fields = form_of(editor, first)
    response = editor.post(address, {**fields, "text": "Getippt", "_next": "1"})
    assert response.url == reverse("admin:newspaper_page_change", args=[third.pk])
    address, fields = form_of(editor, third)
    response = editor.post(address, {**fields, "text": "", "_next": "1"}, follow=True)
    assert "Keine Seite ist mehr zu prüfen" in response.content.decode()


def test_a_text_that_somebody_else_has_saved_meanwhile_is_not_overwritten(editor):
    page = make_page(make_issue(texts=[]), 1, "Die Linde")
    address, fields = form_of(editor, page)
    editor.post(address, {**fields, "text": "Die Linde bleibt", "_save": "1"})
    response = editor.post(address, {**fields, "text": "Die Eiche", "_save": "1"})
    assert response.status_code == 200
    page.refresh_from_db()
    assert page.text == "Die Linde bleibt"
    assert "Die Eiche" in response.content.decode()


def test_reports_of_readers_are_beside_the_text_and_can_be_settled(editor):
    page = make_page(make_issue(texts=[]), 1, "Die Linae")
    wrong, late = (reports.report(page, words, uuid4()) for words in ("Linde!", "Der Schluss fehlt."))
    (row,) = parse(editor.get(LIST, {"text": "gemeldet"})).one("tbody").all("tr")
    assert row.one("th").text == "3/2026, Seite 1"
    address, fields = form_of(editor, page)
    assert "Linde!" in parse(editor.get(address)).one("form", id="page_form").text
    editor.post(address, {**fields, "text": "Die Linde", "settled": [wrong.pk], "_save": "1"})
    assert TextReport.objects.open().get() == late
    page.refresh_from_db()
    assert page.text == "Die Linde"


def test_headings_are_proposed_as_articles(editor):
    issue = make_issue(texts=[])
    text = "Die Linde bleibt\n\nVon Anna Beier\n\nGestern wurde beschlossen, dass sie bleibt."
    page = make_page(issue, 1, text)
    for box in page.words[:3]:
        box[5] = 400
    page.save()
    form = parse(editor.get(reverse("admin:newspaper_page_change", args=[page.pk])))
    link = next(each for each in form.all("a", class_="addlink") if each.text == "Die Linde bleibt")
    proposal = parse(editor.get(link["href"]))
    assert proposal.one("input", id="id_title")["value"] == "Die Linde bleibt"
    assert proposal.one("input", id="id_author")["value"] == "Anna Beier"
    assert "Gestern wurde beschlossen" in proposal.one("textarea", id="id_text").text
