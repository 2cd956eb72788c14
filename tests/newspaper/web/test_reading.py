"""What residents read: archive, issue, page, article, and the search with its marks."""

import hashlib
import re

import brotli
import pytest
from django.urls import reverse

from kasch_site.common import clock
from kasch_site.common.stylesheet import build
from kasch_site.common.templatetags.soft_hyphens import SOFT_HYPHEN
from newspaper.models import Issue, Page, Paper, SkippedNumber
from tests.newspaper.factories import make_article, make_issue, make_page

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
TEXTS = (
    "Neue Bänke im Küchwald\n\nVorgeschlagen hat sie die Küchwaldgruppe.",
    "Hier steht nichts davon.",
    "Im Küchwald blühen die Linden. Im Küchwald ist es kühl.",
)
MAX_QUERIES = 10


@pytest.fixture
def issue(house):
    return make_issue(4, 2026, texts=TEXTS, theme="Grün in der Stadt", images=True)


def text_of(response):
    html = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_archive_shows_the_newest_issue_with_its_contents_and_names_gaps(client, issue):
    make_issue(2, 2026, texts=())
    make_article(issue, "Neue Bänke im Küchwald", 1)
    page = text_of(client.get("/zeitung/"))
    assert "Die neue Ausgabe: 4/2026" in page
    assert "S. 1 Neue Bänke im Küchwald" in page
    assert "Ausgabe 3/2026 fehlt uns. Haben Sie sie noch?" in page


def test_each_page_of_the_newspaper_links_to_the_contribution_forms(client, issue):
    for address in ("/zeitung/", issue.get_absolute_url(), f"{issue.get_absolute_url()}seite/1/"):
        assert '<a class="chip" href="/zeitung/mitschreiben/">' in client.get(address).content.decode()


def test_a_number_that_never_appeared_is_not_asked_for(client, issue):
    make_issue(2, 2026, texts=())
    SkippedNumber.objects.create(year=2026, number=3)
    assert "fehlt uns" not in text_of(client.get("/zeitung/"))


def test_each_earlier_year_has_a_page(client, issue):
    make_issue(1, 2009, texts=())
    for year in (2025, 2024):
        make_issue(1, year, texts=())
    assert 'href="/zeitung/2009/"' in client.get("/zeitung/").content.decode()
    assert "1/2009" in text_of(client.get("/zeitung/2009/"))
    assert client.get("/zeitung/1999/").status_code == 404


def test_the_archive_shows_issues_of_ten_and_twenty_years_ago(client, issue):
    year = clock.today().year
    old = make_issue(5, year - 10, published_on=f"{year - 10}-10-01")
    make_issue(1, year - 10, published_on=f"{year - 10}-02-01", texts=())
    make_article(old, "Der Brunnen läuft wieder")
    page = text_of(client.get("/zeitung/"))
    assert "Vor 10 Jahren im Viertel" in page
    assert "Der Brunnen läuft wieder" in page
    assert "Vor 20 Jahren" not in page


def test_a_draft_is_for_staff_alone(client, admin_client, issue):
    make_issue(5, 2026, status="draft", images=True)
    for path in ("/zeitung/2026/5/", "/zeitung/2026/5/seite/1/", "/zeitung/2026/5/gross/"):
        assert client.get(path).status_code == 404
        assert client.get(f"{path}?vorschau=1").status_code == 404
        assert admin_client.get(f"{path}?vorschau=1").status_code == 200


def test_a_page_has_its_text_its_image_and_the_ways_to_its_neighbours(client, issue):
    response = client.get("/zeitung/2026/4/seite/2/")
    html = response.content.decode()
    assert "Hier steht nichts davon." in html
    assert html.index("Hier steht nichts davon.") < html.index("srcset="), "on a phone the text comes first"
    assert 'rel="prev" href="/zeitung/2026/4/seite/1/"' in html
    assert 'rel="next" href="/zeitung/2026/4/seite/3/"' in html
    assert not response.cookies


def test_a_page_without_text_and_a_failed_one_state_it(client, issue):
    make_page(issue, 4, "")
    make_page(issue, 5, "", state="failed")
    assert "noch keinen Text, nur das Bild" in text_of(client.get("/zeitung/2026/4/seite/4/"))
    assert "ließ sich nicht lesen" in text_of(client.get("/zeitung/2026/4/seite/5/"))


def test_a_hidden_page_is_removed_with_its_text_and_its_articles(client, issue):
    article = make_article(issue, "Neue Bänke", 1, text=TEXTS[0])
    Page.objects.get(issue=issue, number=1).delete()
    make_page(issue, 1, TEXTS[0], hidden_at=clock.now())
    response = client.get("/zeitung/2026/4/seite/1/")
    assert response.status_code == 410
    assert "zeigen wir nicht mehr" in text_of(response)
    assert "Bänke" not in text_of(response)
    assert client.get(article.get_absolute_url()).status_code == 404
    for path in ("/zeitung/", "/zeitung/2026/4/", "/zeitung/2026/4/gross/", "/zeitung/neu.atom"):
        assert "Bänke" not in client.get(path).content.decode(), path


def test_the_places_of_a_search_are_counted_over_the_issue(client, issue):
    page = client.get("/zeitung/2026/4/seite/1/?q=Küchwald")
    assert "„ Küchwald “: Stelle 1 von 4 in dieser Ausgabe" in text_of(page)
    html = page.content.decode()
    assert '<mark id="stelle-1" aria-current="true">Küchwald</mark>' in html
    assert '<mark id="stelle-2">Küchwaldgruppe</mark>' in html
    assert html.count("<rect") == 2
    assert "/zeitung/2026/4/seite/1/?q=K%C3%BCchwald&amp;stelle=2#stelle-2" in html
    second = client.get("/zeitung/2026/4/seite/1/?q=Küchwald&stelle=2").content.decode()
    assert "/zeitung/2026/4/seite/3/?q=K%C3%BCchwald&amp;stelle=3#stelle-3" in second
    last = client.get("/zeitung/2026/4/seite/3/?q=Küchwald&stelle=4").content.decode()
    assert "/zeitung/2026/4/seite/1/?q=K%C3%BCchwald&amp;stelle=1#stelle-1" in last


def test_on_a_page_without_the_word_the_way_to_the_next_place_is_offered(client, issue):
    page = client.get("/zeitung/2026/4/seite/2/?q=Küchwald")
    assert "nicht auf dieser Seite, 4 Stellen in dieser Ausgabe" in text_of(page)
    assert "seite/3/?q=K%C3%BCchwald&amp;stelle=3#stelle-3" in page.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "9999999999", "x", "²", "99"])
def test_any_number_of_a_place_shows_the_page(client, issue, number):
    assert client.get("/zeitung/2026/4/seite/1/", {"q": "Küchwald", "stelle": number}).status_code == 200


def test_both_boxes_of_a_hyphenated_word_are_marked(client, issue):
    page = Page.objects.get(issue=issue, number=2)
    page.text = "Das Luisenplatzfest beginnt."
    page.words = [
        [0, 3, 0, 0, 10, 10],
        [4, 15, 9000, 100, 900, 90],
        [4, 15, 100, 200, 500, 90],
        [20, 8, 700, 200, 9, 9],
    ]
    page.save()
    html = client.get("/zeitung/2026/4/seite/2/?q=Luisenplatz").content.decode()
    assert html.count("<rect") == 2
    assert ">Luisenplatzfest</mark>" in html


def test_the_search_shows_snippets_and_links_to_the_marks(client, issue):
    response = client.get("/zeitung/suche/?q=Küchwald")
    assert "2 Treffer" in text_of(response)
    html = response.content.decode()
    assert "<mark>Küchwald</mark>" in html
    assert 'href="/zeitung/2026/4/seite/3/?q=K%C3%BCchwald"' in html


def test_of_equally_good_hits_the_newest_issue_comes_first(client, issue):
    for number, year in ((6, 2011), (1, 2019), (10, 2019)):
        make_issue(number, year, texts=("Eine Linde.",))
    html = client.get("/zeitung/suche/?q=Linde").content.decode()
    found = re.findall(r'href="/zeitung/(\d+/\d+)/seite/', html)
    assert found == ["2026/4", "2019/10", "2019/1", "2011/6"]


def test_the_search_in_one_issue_leaves_out_the_others(client, issue):
    make_issue(1, 2019, texts=("Im Küchwald.",))
    html = client.get("/zeitung/suche/?q=Küchwald&ausgabe=1-2019").content.decode()
    assert "/zeitung/2019/1/seite/1/" in html
    assert "/zeitung/2026/4/seite/" not in html
    for wrong in ("7-2019", "x", "1-20190", "-", "1"):
        assert client.get("/zeitung/suche/", {"q": "a", "ausgabe": wrong}).status_code == 404


def test_an_article_links_to_its_page_and_is_there_in_large_type(client, issue):
    article = make_article(issue, "Neue Bänke", 1, text="Erster Absatz.\n\nZweiter & letzter.", author="Ada L.; Bo")
    page = client.get(article.get_absolute_url())
    assert 'href="/zeitung/2026/4/seite/1/"' in page.content.decode()
    assert "Text: Ada L., Bo" in text_of(page)
    large = client.get(reverse("newspaper:large_article", args=[article.pk]))
    assert "<p>Zweiter &amp; letzter.</p>" in large.content.decode()


def test_the_whole_issue_is_there_in_large_type(client, issue):
    page = text_of(client.get("/zeitung/2026/4/gross/")).replace(SOFT_HYPHEN, "")
    assert all(" ".join(text.split()) in page for text in TEXTS)


def test_the_impressum_names_who_is_responsible(client, house):
    Paper.objects.create(name="Blatt", responsible="Ada Lovelace", responsible_address="Am Platz 9\n01234 Teststadt")
    page = text_of(client.get("/zeitung/impressum/"))
    assert "Ada Lovelace" in page
    assert "Am Platz 9" in page
    assert "§ 18" in page


def test_the_feed_has_issues_with_their_contents(client, issue):
    make_article(issue, "Neue Bänke im Küchwald")
    feed = client.get("/zeitung/neu.atom").content.decode()
    assert "Ausgabe 4/2026: Grün in der Stadt" in feed
    assert "Neue Bänke im Küchwald" in feed


def test_the_newest_issue_is_on_the_start_page_in_its_window_and_in_the_menu(client, issue):
    make_article(issue, "Neue Bänke im Küchwald")
    html = client.get("/").content.decode()
    assert "Die neue Ausgabe: 4/2026" in " ".join(html.split())
    assert "Neue Bänke im Küchwald" in html
    assert html.count('href="/zeitung/2026/4/"') >= 2
    assert 'href="/zeitung/"' in html


def test_without_an_issue_the_paper_is_not_mentioned(client, house):
    assert "/zeitung/" not in client.get("/").content.decode()
    assert "noch keine Ausgabe" in text_of(client.get("/zeitung/"))


PATHS = (
    *("/zeitung/", "/zeitung/2026/", "/zeitung/2026/4/", "/zeitung/2026/4/gross/", "/zeitung/2026/4/seite/1/"),
    *("/zeitung/2026/4/seite/1/?q=Küchwald", "/zeitung/suche/?q=Küchwald", "/zeitung/suche/?q=Linde&ausgabe=4-2026"),
    *("/zeitung/artikel/{article}/", "/zeitung/neu.atom", "/zeitung/themen/", "/zeitung/suche/?q=Kuechwald Lindn"),
)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_costs_at_most_ten_queries(client, issue, path, django_assert_max_num_queries):
    article = make_article(issue, "Neue Bänke", 1, text=TEXTS[0])
    for number in (1, 2):
        older = make_issue(number, 2016, texts=TEXTS[:1])
        make_article(older)
    client.get("/zeitung/impressum/")  # what all pages share is read once
    with django_assert_max_num_queries(MAX_QUERIES):
        assert client.get(path.format(article=article.pk)).status_code == 200


def random_words(number):
    """Return words that do not repeat, so that they do not compress better than real ones."""
    return hashlib.sha256(str(number).encode()).hexdigest().translate(str.maketrans("0123456789", "  rstlnmou"))[:48]


def test_the_first_page_of_a_large_archive_is_light(client, house):
    """HTML and CSS together, compressed as they are delivered, without covers."""
    year = clock.today().year
    issues = [
        Issue(number=number, year=each, status="published", published_on=f"{each}-{2 * number - 1:02}-05", page_count=8)
        for each in range(year - 24, year + 1)
        for number in range(1, 7)
    ]
    Issue.objects.bulk_create(issues)
    Page.objects.bulk_create(Page(issue=issue, number=1, state="ready") for issue in Issue.objects.all())
    for number in range(11):
        make_article(
            Issue.objects.newest().first(), random_words(number), 1 + number // 2, summary=random_words(-number)
        )
    for ago in (10, 20):
        for number in range(3):
            make_article(Issue.objects.get(year=year - ago, number=6), random_words(100 * ago + number), 1)
    html = client.get("/zeitung/").content
    files = [build(name).read_bytes() for name in ("css/site.css", "css/newspaper.css")]
    assert sum(len(brotli.compress(each)) for each in (html, *files)) <= 14 * 1024, [
        len(brotli.compress(each)) for each in (html, *files)
    ]
