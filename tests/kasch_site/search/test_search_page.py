"""The search page."""

import pytest
from django.urls import reverse

from kasch_site.common.search import indexing
from kasch_site.common.search.models import SearchDocument
from kasch_site.common.search.parsing import MAX_LENGTH
from kasch_site.groups.models import Group
from kasch_site.pages.models import Page

ADDRESS = "/suche/"


@pytest.fixture
def many_groups(house):
    return [
        Group.objects.create(name=f"Nähgruppe {number}", summary="Wir nähen <b>Kleider</b>.", status="published")
        for number in range(23)
    ]


def text_of(response):
    return response.content.decode()


def test_the_menu_leads_to_the_search(client, house):
    assert f'href="{reverse("search:search")}"' in text_of(client.get("/"))


def test_without_words_there_is_only_the_form(client, house):
    for query in ({}, {"q": "  "}):
        page = client.get(ADDRESS, query)
        assert page.status_code == 200
        assert 'role="search"' in text_of(page)
        assert "treffer" not in text_of(page).partition("<main")[2].partition("</form>")[2].partition("</main>")[0]


def test_hits_are_grouped_by_section(client, many_groups):
    Page.objects.create(title="Nähen lernen", body="<p>Für alle.</p>", status="published")
    page = text_of(client.get(ADDRESS, {"q": "nähen"}))
    assert page.index("Gruppen</h2>") < page.index("Seiten</h2>")
    assert '<a href="/naehen-lernen/"><mark>Nähen</mark> lernen</a>' in page
    assert '"/gruppen/naehgruppe-' in page


def test_texts_of_records_are_escaped(client, many_groups):
    page = text_of(client.get(ADDRESS, {"q": "kleider"}))
    assert "&lt;b&gt;<mark>Kleider</mark>&lt;/b&gt;" in page
    assert "<b><mark>" not in page


def test_a_group_of_hits_leads_to_all_of_them_in_pages(client, many_groups):
    first = text_of(client.get(ADDRESS, {"q": "nähgruppe"}))
    assert first.count("/gruppen/naehgruppe-") == 5
    assert "?q=n%C3%A4hgruppe&amp;in=groups.group" in first
    shown = []
    for number in (1, 2):
        page = text_of(client.get(ADDRESS, {"q": "nähgruppe", "in": "groups.group", "seite": number}))
        shown += [group.slug for group in many_groups if f'"/gruppen/{group.slug}/"' in page]
        assert ("seite=2" in page) == (number == 1)
    assert sorted(shown) == sorted(group.slug for group in many_groups)


def test_a_search_without_hits_offers_the_contact(client, many_groups):
    page = text_of(client.get(ADDRESS, {"q": "<Xyzzyqwert>"}))
    assert "&lt;Xyzzyqwert&gt;" in page
    assert "haben wir nichts gefunden" in page
    assert 'href="tel:' in page.partition("<main")[2]


def test_a_mistyped_word_is_corrected(client, many_groups):
    page = text_of(client.get(ADDRESS, {"q": "kleidr"}))
    assert "Meinten Sie" in page
    assert '<a rel="nofollow" href="?q=kleider">' in page
    assert "<mark>Kleider</mark>" in page


def test_a_draft_and_what_is_withdrawn_is_not_found(client, house):
    page = Page.objects.create(title="Geheimplan", status="draft")
    assert "Geheimplan</mark>" not in text_of(client.get(ADDRESS, {"q": "geheimplan"}))
    # Nor does it give itself away by a suggestion.
    assert "Meinten Sie" not in text_of(client.get(ADDRESS, {"q": "geheimplann"}))
    Page.objects.filter(pk=page.pk).publish()
    assert "Geheimplan</mark>" in text_of(client.get(ADDRESS, {"q": "geheimplan"}))
    Page.objects.filter(pk=page.pk).withdraw()
    assert "Geheimplan</mark>" not in text_of(client.get(ADDRESS, {"q": "geheimplan"}))


def test_the_demo_house_is_found(client, demo_house):
    for typed, address in (("miete", "/beratung/"), ("nähen", "/veranstaltungen/"), ("impressum", "/impressum/")):
        assert f'href="{address}' in text_of(client.get(ADDRESS, {"q": typed})).partition("<main")[2], typed
    assert SearchDocument.objects.exists()
    assert indexing.refresh() == 0


@pytest.mark.parametrize(
    "query",
    [
        {"q": "a" * 5000},
        {"q": "\x00"},
        {"q": "\ud800"},
        {"q": 'x" OR NOT ("'},
        {"q": "naehen", "seite": "9" * 50},
        {"q": "naehen", "seite": "²"},
        {"q": "naehen", "in": "auth.user"},
        {"q": "naehen", "in": "groups.group", "seite": "0"},
        {"q": "naehen", "in": "groups.group", "seite": "50"},
    ],
)
def test_no_query_is_an_error(client, many_groups, query):
    encoded = {name: value.encode("utf-8", "surrogatepass") for name, value in query.items()}
    assert client.get(ADDRESS, encoded).status_code == 200


def test_a_long_query_is_cut(client, house):
    page = text_of(client.get(ADDRESS, {"q": "wort " * 200}))
    assert f'maxlength="{MAX_LENGTH}"' in page
    assert "wort " * 41 not in page


def test_the_page_is_not_for_search_engines_and_sets_no_cookie(client, many_groups):
    page = client.get(ADDRESS, {"q": "nähen"})
    assert '<meta name="robots" content="noindex">' in text_of(page)
    assert not page.cookies


def test_the_number_of_queries_does_not_depend_on_the_number_of_hits(
    client, many_groups, django_assert_max_num_queries
):
    client.get(ADDRESS)
    with django_assert_max_num_queries(8):
        client.get(ADDRESS, {"q": "nähgruppe"})
