"""Articles in the administration: proposed with what their text names, and only on pages that exist."""

import pytest
from django.urls import reverse

from newspaper.models import Article, Place, Subject
from tests.newspaper.factories import make_article, make_issue, make_page
from tests.support.browser.markup import parse

pytestmark = pytest.mark.pages

ADD = reverse("admin:newspaper_article_add")


@pytest.fixture
def page(house):
    """Create a page with two headings."""
    text = "Die Linde bleibt\n\nAm Luisenplatz ist der Verkehr laut.\n\nWieder Kino\n\nIm Keller läuft ein Film."
    page = make_page(make_issue(texts=[]), 1, text)
    for box in page.words:
        if text[box[0] : box[0] + box[1]] in ("Die", "Linde", "bleibt", "Wieder", "Kino"):
            box[5] = 400
    page.save()
    return page


def test_an_article_is_proposed_with_the_subjects_and_places_that_it_names(editor, page):
    Subject.objects.create(name="Verkehr")
    Subject.objects.create(name="Ver")
    place = Place.objects.create(name="Luisenplatz")
    form = editor.get(ADD, {"issue": page.issue_id, "page": 1, "vorschlag": 0}).context["adminform"].form
    assert form.initial["title"] == "Die Linde bleibt"
    assert form.initial["text"] == "Am Luisenplatz ist der Verkehr laut."
    assert form.initial["places"] == [place.pk]
    assert [Subject.objects.get(pk=pk).name for pk in form.initial["subjects"]] == ["Verkehr"]


def test_the_text_of_an_article_ends_at_the_next_heading(editor, page):
    form = editor.get(ADD, {"issue": page.issue_id, "page": 1, "vorschlag": 1}).context["adminform"].form
    assert (form.initial["title"], form.initial["text"]) == ("Wieder Kino", "Im Keller läuft ein Film.")


@pytest.mark.parametrize("number", ["9", "-1", "x", "²", "9" * 40])
def test_a_proposal_that_does_not_exist_is_an_empty_form(editor, page, number):
    response = editor.get(ADD, {"issue": page.issue_id, "page": 1, "vorschlag": number})
    assert response.status_code == 200
    assert "title" not in response.context["adminform"].form.initial


def test_what_is_an_article_already_is_not_proposed_again(editor, page):
    make_article(page.issue, "Die Linde bleibt")
    form = parse(editor.get(reverse("admin:newspaper_page_change", args=[page.pk])))
    links = [link.text for link in form.all("a", class_="addlink")]
    assert links == ["Wieder Kino", "Anderer Artikel von dieser Seite"]


def test_after_saving_the_pages_of_the_issue_are_shown(editor, page):
    fields = {"title": "Kino", "issue": page.issue_id, "page": 1, "order": 0, "_save": "1"}
    response = editor.post(ADD, fields)
    assert response.url == reverse("admin:newspaper_issue_pages", args=[page.issue_id]) + "#seite-1"
    assert Article.objects.get().title == "Kino"


def test_an_article_begins_on_a_page_that_the_issue_has(editor):
    issue = make_issue(texts=["eins", "zwei"])
    response = editor.post(ADD, {"title": "Kino", "issue": issue.pk, "page": 3, "order": 0, "_save": "1"})
    assert "Die Ausgabe 3/2026 hat nur 2 Seiten." in response.content.decode()
    assert not Article.objects.exists()
