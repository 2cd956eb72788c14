"""The paper of a house is written as issues with pages, articles and files, as of the day of loading."""

import re
from datetime import timedelta

import pytest
from django.db.models import Count

from kasch_site.common import clock
from kasch_site.common.media.locked import LockedStorage
from newspaper.models import Article, Column, Issue, Page, Paper
from newspaper.models.pages import image_name, image_widths
from tests.conftest import DEMO_TIME

pytestmark = pytest.mark.pages


@pytest.fixture
def demo_house(demo_house_of_module, db, time_machine):
    """Let each test begin with the demo house, at its time."""
    time_machine.move_to(DEMO_TIME)


def test_the_newest_issue_has_appeared_lately_and_is_about_twenty_years_of_the_house(demo_house):
    newest = Issue.objects.published().newest().first()
    assert clock.today() - timedelta(days=62) < newest.published_on <= clock.today()
    assert newest.theme == "Zwanzig Jahre Bürgerzentrum"
    assert newest.page_count == newest.pages.count() == 8


def test_all_issues_are_published_and_one_number_is_missing(demo_house, client):
    assert sorted(Issue.objects.published().values_list("page_count", flat=True)) == [4, 4, 4, 4, 8, 8]
    archive = client.get("/zeitung/").content.decode()
    assert re.findall(r"Ausgabe (\d+/\d+)\s+fehlt", archive) == ["3/2026"]


def test_each_issue_has_its_file_twice_for_the_house_and_for_residents(demo_house):
    for issue in Issue.objects.all():
        assert issue.original.read(5) == b"%PDF-"
        assert issue.public_pdf.size == issue.public_size
        assert issue.original.name != issue.public_pdf.name


def test_articles_have_authors_columns_subjects_and_places(demo_house):
    lead = Article.objects.newest().first()
    assert (lead.title, lead.page, lead.author) == ("Zwanzig Jahre steht die Tür offen", 1, "Redaktion")
    assert lead.column.name == "Titelthema"
    assert "Leipziger Straße" in [place.name for place in lead.places.all()]
    assert lead.text.startswith("Ein Haus für einen ganzen Stadtteil")
    assert lead.summary.startswith("Am 18. Dezember 2006")
    assert not Column.objects.annotate(number=Count("articles")).filter(number=0).exists()


def test_boxes_without_an_author_are_no_articles(demo_house):
    titles = list(Article.objects.values_list("title", flat=True))
    assert "Impressum" not in titles
    assert "In dieser Ausgabe" not in titles
    assert len(titles) == len(set(titles)) > 30


def test_every_article_is_on_a_page_of_its_issue(demo_house):
    for article in Article.objects.select_related("issue"):
        assert article.page <= article.issue.page_count


def test_the_paper_has_a_name_and_a_deadline_to_come(demo_house):
    paper = Paper.current()
    assert (paper.name, paper.issues_per_year) == ("KaSch", 6)
    assert paper.next_deadline > clock.today()
    assert "Beispiel" in paper.responsible


def test_pages_have_their_text_with_a_place_for_each_word_and_images(demo_house):
    page = Page.objects.get(issue__theme="Zwanzig Jahre Bürgerzentrum", number=2)
    assert (page.state, page.text_source) == (Page.State.READY, Page.TextSource.PDF)
    assert "Wie aus einem Büro ein Treffpunkt wurde." in page.text
    assert len(page.words) > 250
    assert all(LockedStorage().exists(image_name(page.image_key, width)) for width in image_widths(2))


def test_the_scan_has_no_text_and_one_page_of_another_issue_is_not_read(demo_house):
    without = Page.objects.filter(text="", state=Page.State.READY).values_list("issue__theme", flat=True)
    assert list(without) == ["Wer schreibt diese Zeitung?"] * 4
    failed = Page.objects.get(state=Page.State.FAILED)
    assert (failed.issue.theme, failed.number) == ("Selber machen", 3)
    assert failed.error == "Auf Seite 3 steht zu viel Text."
