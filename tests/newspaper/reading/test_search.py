"""The search over pages and articles: what it finds, in which order, and what it never finds."""

import pytest

from kasch_site.common import clock
from newspaper.models import Column, Issue, Page, Place, Subject
from newspaper.reading.places import places_of
from newspaper.reading.search import find
from tests.newspaper.factories import make_article, make_issue

pytestmark = pytest.mark.django_db
WORD = "Zwickelplatz"


def urls(typed, issue=None):
    return [hit.url for hit in find(typed, issue, 0, 20).hits]


def test_of_equally_good_hits_the_newest_issue_comes_first_and_longer_words_last():
    make_issue(10, 2009, texts=("Nichts.", f"Am {WORD}."))
    make_issue(9, 2009, texts=(f"Am {WORD}.",))
    make_issue(1, 2026, texts=(f"Das {WORD}fest.",))
    assert urls(WORD) == ["/zeitung/2009/10/seite/2/", "/zeitung/2009/9/seite/1/", "/zeitung/2026/1/seite/1/"]


def test_an_article_is_found_by_title_author_column_subject_and_place():
    issue = make_issue(texts=())
    article = make_article(issue, "Quietschende Bremsen", author="Zenobia Unruh", text="Seit Mai.")
    article.column = Column.objects.create(name="Nahverkehr")
    article.save()
    article.subjects.add(Subject.objects.create(name="Straßenbahn"))
    article.places.add(Place.objects.create(name="Zwickelgasse"))
    for typed in ("Bremse", "Unruh", "Nahverkehr", "Strassenbahn", "Zwickelgasse", "Mai"):
        assert urls(typed) == [article.get_absolute_url()], typed


def test_a_place_that_gets_another_name_is_found_by_that():
    place = Place.objects.create(name="Zwickelgasse")
    article = make_article(make_issue(texts=()), "Ein Baum")
    article.places.add(place)
    place.name = "Lindengasse"
    place.save()
    assert urls("Lindengasse") == [article.get_absolute_url()]
    assert urls("Zwickelgasse") == []


@pytest.mark.parametrize("change", [{"status": "draft"}, {"publish_at": "2090-01-01T00:00Z"}])
def test_drafts_and_later_issues_are_not_found(change):
    issue = make_issue(texts=(f"Am {WORD}.",))
    make_article(issue, WORD)
    assert len(urls(WORD)) == 2
    Issue.objects.filter(pk=issue.pk).update(**change)
    assert urls(WORD) == []
    assert places_of(WORD, issue).total == 0


def test_what_is_on_a_hidden_page_is_not_found_and_not_in_the_index():
    issue = make_issue(texts=(f"Am {WORD}.", "Am Teich."))
    article = make_article(issue, WORD, 1)
    page = Page.objects.get(issue=issue, number=1)
    page.hidden_at, page.text, page.words = clock.now(), "", []
    page.save()
    assert urls(WORD) == []
    assert urls("Teich") == ["/zeitung/2026/3/seite/2/"]
    assert article.get_absolute_url() not in urls("Zwickel")


def test_in_one_issue_only_its_pages_and_articles_are_found():
    one, other = make_issue(1, texts=(f"Am {WORD}.",)), make_issue(2, texts=(f"Am {WORD}.",))
    article = make_article(other, WORD)
    assert urls(WORD, one) == ["/zeitung/2026/1/seite/1/"]
    assert urls(WORD, other) == [article.get_absolute_url(), "/zeitung/2026/2/seite/1/"]


def test_the_places_of_an_issue_follow_each_other_round():
    issue = make_issue(texts=(f"{WORD} und {WORD}.", "Nichts.", f"{WORD}fest."))
    places = places_of(WORD, issue)
    assert [(place.number, place.page) for place in places.places] == [(1, 1), (2, 1), (3, 3)]
    first, second, third = places.places
    assert places.current(1, 2) == second
    assert places.current(1, 99) == first
    assert places.current(2, 1) is None
    assert [places.after(1, first), places.after(1, second), places.after(3, third)] == [second, third, first]
    assert [places.before(1, first), places.before(3, third)] == [third, second]
    assert (places.before(2, None), places.after(2, None)) == (second, third)


def test_a_snippet_begins_at_a_word_and_names_the_page_of_an_article():
    issue = make_issue(texts=(f"{'Vieles davor. ' * 40}Am {WORD} ist Markt.",))
    make_article(issue, "Ein Baum", 7, text=f"Er steht am {WORD}.")
    page, article = sorted(find(WORD, None, 0, 2).hits, key=lambda hit: hit.where)
    assert article.where == "Ausgabe 3/2026, Seite 7"
    assert page.text.startswith("… ")
    assert page.text.removeprefix("… ").split()[0] in {"Vieles", "davor."}
    assert f"<mark>{WORD}</mark>" in page.text


def test_a_misspelt_word_gets_a_suggestion():
    make_issue(texts=(f"Am {WORD}.",))
    found = find("Zwikkelplatz", None, 0, 20)
    assert found.suggestion == WORD.lower()
    assert len(found.hits) == 1
