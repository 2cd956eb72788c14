"""An archive of the newspaper in large numbers: complete, found by the search, and always the same."""

import pytest

from kasch_site.common.search.queries import search
from kasch_site.home.house_files.scale import newspaper as newspaper_scale
from newspaper.models import Article, Issue, Page, Paper
from newspaper.models.pages import BOX_UNITS
from tests.newspaper.factories import make_article, make_issue

pytestmark = pytest.mark.django_db
ISSUES, PAGES = 8, 3
TEXT = "Am Brunnen steht eine Linde. Im Schatten der Linde wartet der Schreiner. Das Quartier feiert den Sommer."


@pytest.fixture
def large(monkeypatch):
    """Make an issue with an article, and some more of few pages."""
    monkeypatch.setattr(newspaper_scale, "PAGES", PAGES)
    monkeypatch.setattr(newspaper_scale, "ARTICLES", 2)
    Paper(issues_per_year=6).save()
    make_article(make_issue(3, 2026), text=TEXT)
    newspaper_scale.write(ISSUES)
    return Issue.objects.filter(theme=newspaper_scale.THEME)


def test_the_issues_are_numbered_backwards_from_the_oldest_one(large):
    numbers = [(issue.year, issue.number) for issue in large.newest()]
    assert numbers[:3] == [(2026, 2), (2026, 1), (2025, 6)]
    assert len(numbers) == len(set(numbers)) == ISSUES
    assert large.published().count() == ISSUES


def test_each_has_its_pages_and_articles(large):
    assert Page.objects.filter(issue__in=large).count() == ISSUES * PAGES
    assert Article.objects.filter(issue__in=large).count() == ISSUES * 2
    assert all(1 <= article.page <= PAGES for article in Article.objects.filter(issue__in=large))


def test_each_word_of_a_page_has_a_place_on_it(large):
    for page in Page.objects.filter(issue__in=large):
        assert [page.text[start : start + length] for start, length, *_box in page.words] == page.text.split()
        for _start, _length, x, y, width, height in page.words:
            assert 0 <= x <= x + width <= BOX_UNITS and 0 <= y <= y + height <= BOX_UNITS


def test_the_pages_are_found(large):
    result = search("Linde", kinds=["newspaper.page"], limit=50)
    assert result.hits


def test_it_can_grow_further_and_is_always_the_same(large):
    newspaper_scale.write(2)
    assert large.count() == ISSUES + 2
    texts = list(Page.objects.filter(issue__in=large).order_by("pk").values_list("text", flat=True))
    large.delete()
    newspaper_scale.write(ISSUES)
    newspaper_scale.write(2)
    again = Page.objects.filter(issue__theme=newspaper_scale.THEME).order_by("pk").values_list("text", flat=True)
    assert list(again) == texts
    assert len(set(texts)) == len(texts)
