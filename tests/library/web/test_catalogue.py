"""The catalogue: what it shows, filters, search, the reading list, and how many queries it needs."""

import hashlib
import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import brotli
import pytest

from kasch_site.common import clock
from kasch_site.common.stylesheet import build
from kasch_site.house.models import Language
from library.circulation.loans import loans
from library.models import MediumKind, Subject, Title
from library.web.catalogue import MAX_PAGES, PAGE_SIZE
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
CATALOGUE = "/bibliothek/"


@pytest.fixture
def shelve(make_title, make_copy):
    """Return a function that adds a title with a copy."""

    def add(name="Krabat", shelf="Roman K", **fields):
        title = make_title(name, **fields)
        make_copy(title, shelf=shelf)
        return title

    return add


def text_of(client, address=CATALOGUE, **params):
    response = client.get(address, params)
    assert response.status_code == 200, response.content.decode()[:500]
    return response.content.decode()


def listed(page):
    """Return the titles of a list, in its order."""
    return [re.sub(r"<[^>]+>", "", name).strip() for name in re.findall(r"<h3>(.*?)</h3>", page, re.DOTALL)]


def test_the_catalogue_shows_titles_with_their_actions(client, opening_hours, shelve):
    shelve("Krabat", shelf="Roman P", authors="Otfried Preußler")
    page = text_of(client)
    assert listed(page) == ["Krabat"] and "Otfried Preußler" in page
    assert "Regal Roman P" in page and "Zurücklegen lassen" in page
    assert "Heute 14–18 Uhr" in page


def test_hidden_titles_and_titles_without_a_copy_are_not_shown(client, house, shelve, make_title):
    hidden = shelve("Geheim", is_hidden=True)
    make_title("Ohne Exemplar")
    assert listed(text_of(client)) == []
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_the_newest_come_first_or_all_by_title(client, house, shelve):
    for days, name in enumerate(["Öl", "Zug", "Auto"]):
        shelve(name, added_on=clock.today() - timedelta(days=days))
    assert listed(text_of(client)) == ["Öl", "Zug", "Auto"]
    assert listed(text_of(client, ordnung="titel")) == ["Auto", "Öl", "Zug"]


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"da": "1"}, ["Bilderbuch", "Krimi", "Роман"]),
        ({"alter": "bis-6"}, ["Bilderbuch"]),
        ({"alter": "7-12"}, ["Jugendbuch"]),
        ({"grossdruck": "1"}, ["Krimi"]),
        ({"leicht": "1"}, ["Krimi"]),
        ({"sprache": "ru"}, ["Роман"]),
        ({"thema": "mord"}, ["Krimi"]),
        ({"art": "spiel"}, ["Bilderbuch"]),
        ({"thema": "mord", "grossdruck": "1", "da": "1"}, ["Krimi"]),
        ({"thema": "mord", "sprache": "ru"}, []),
        ({"thema": "mord", "q": "krimi"}, ["Krimi"]),
        ({"sprache": "ru", "q": "krimi"}, []),
    ],
)
def test_filters(client, house, shelve, make_patron, params, names):
    game = MediumKind.objects.create(name="Spiel", slug="spiel", order=5)
    russian, _is_new = Language.objects.get_or_create(code="ru", defaults={"name": "Russisch"})
    subject = Subject.objects.create(name="Mord", slug="mord")
    shelve("Bilderbuch", age_from=3, age_until=6, medium=game)
    youth = shelve("Jugendbuch", age_from=10)
    shelve("Krimi", is_large_print=True, is_easy=True).subjects.add(subject)
    shelve("Роман").languages.add(russian)
    loans.lend(youth.copies.get(), make_patron())
    assert sorted(listed(text_of(client, **params))) == names


@pytest.mark.parametrize(
    "params", [{"sprache": "xx"}, {"thema": "gibt-es-nicht"}, {"alter": "200"}, {"da": "2"}, {"seite": "0"},
               {"seite": "99999999999"}, {"seite": "x"}, {"seite": str(MAX_PAGES + 1)}]
)  # fmt: skip
def test_an_unknown_filter_or_page_number_is_explained(client, house, shelve, params):
    shelve()
    response = client.get(CATALOGUE, params)
    assert response.status_code == 404
    assert "Diesen Filter gibt es nicht" in response.content.decode() or "So weit reicht" in response.content.decode()


def test_only_filters_that_have_titles_are_offered(client, house, shelve):
    Language.objects.get_or_create(code="vi", defaults={"name": "Vietnamesisch"})
    arabic, _is_new = Language.objects.get_or_create(code="ar", defaults={"name": "Arabisch"})
    shelve("ألف ليلة وليلة").languages.add(arabic)
    page = text_of(client)
    assert f'<bdi lang="ar">{arabic.native_name}</bdi>' in page and "sprache=vi" not in page
    assert 'lang="ar" dir="auto">ألف ليلة وليلة' in page


def test_pages_have_a_fixed_length_and_lead_to_each_other(client, house, shelve):
    for number in range(PAGE_SIZE + 1):
        shelve(f"Buch {number:02}")
    first, second = text_of(client), text_of(client, seite="2")
    assert len(listed(first)) == PAGE_SIZE and len(listed(second)) == 1
    assert set(listed(first)).isdisjoint(listed(second))
    assert "seite=2#ergebnisse" in first and 'rel="prev"' in second and 'rel="next"' not in second


def test_the_search_marks_what_was_searched_and_suggests_what_was_meant(client, house, shelve):
    shelve("Emil und die Detektive", authors="Erich Kästner")
    assert "<mark>Detektive</mark>" in text_of(client, q="kaestner detektive")
    page = text_of(client, q="kestner detektive")
    assert "Meinten Sie" in page and "kästner detektive" in page and listed(page) == ["Emil und die Detektive"]


def test_a_title_is_found_by_isbn_series_and_subject(client, house, shelve):
    title = shelve("Drei", isbn="9783161484100", series="Leuchtturm", volume="3")
    title.subjects.add(Subject.objects.create(name="Meteorologie", slug="wetter"))
    for entered in ("978-3-16-148410-0", "leuchtturm 3", "Meteorologie"):
        assert listed(text_of(client, q=entered)) == ["Drei"]


def test_a_search_without_hits_offers_phone_hours_and_a_purchase_request(client, opening_hours, shelve):
    shelve()
    page = text_of(client, q="quantengravitation", leicht="1")
    assert "Nichts gefunden" in page and "tel:" in page and "Heute 14–18 Uhr" in page
    assert "/bibliothek/ich-suche/" in page and "Ohne Filter suchen" in page


def test_a_search_with_markup_is_shown_as_text(client, house):
    assert "<script>alert" not in text_of(client, q="<script>alert(1)</script>")


def test_the_reading_list_travels_through_search_filters_and_titles(client, house, shelve):
    one, other = shelve("Krabat"), shelve("Momo", is_easy=True)
    numbers = str(one.pk)
    page = text_of(client, nr=numbers, q="krabat")
    assert f'name="nr" value="{numbers}"' in page
    assert f"leicht=1&amp;q=krabat&amp;nr={numbers}" in page
    page = text_of(client, nr=numbers)
    assert f"?nr={one.pk},{other.pk}#titel-{other.pk}" in page and "Vom Merkzettel nehmen" in page
    assert f"{other.get_absolute_url()}?nr={numbers}" in page
    assert f"?nr={one.pk},{other.pk}" in text_of(client, other.get_absolute_url(), nr=numbers)
    assert not client.cookies


def test_the_slip_has_the_places_in_the_order_in_which_titles_were_noted(client, house, shelve):
    one, other = shelve("Krabat", shelf="Roman P"), shelve("Momo", shelf="Kinder E")
    page = text_of(client, "/bibliothek/merkzettel/", nr=f"{other.pk},{one.pk},999999")
    assert page.index("Momo") < page.index("Krabat")
    assert "da, Regal Roman P" in page and "da, Regal Kinder E" in page
    assert "Manches vom Merkzettel haben wir nicht mehr" in page


def test_the_page_of_a_title_shows_all_facts_and_copies(client, house, shelve, make_copy):
    title = shelve("Momo", subtitle="Ein Märchenroman", authors="Michael Ende", isbn="9783522202558", age_from=10,
                   description="Von den Zeit-Dieben.", series="Klassiker", volume="2")  # fmt: skip
    make_copy(title, is_in_storage=True)
    page = text_of(client, title.get_absolute_url())
    for text in ("Ein Märchenroman", "ab 10 Jahren", "Klassiker, Band 2", "9783522202558", "Von den Zeit-Dieben.",
                  "Regal Roman K: da", "im Lager, bitte fragen", "?q=Michael+Ende"):  # fmt: skip
        assert text in page, text


def test_structured_data_describe_the_title_and_its_availability(client, house, shelve):
    title = shelve("Momo </script>", authors="Michael Ende", isbn="9783522202558", year=1973)
    page = text_of(client, title.get_absolute_url())
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert (data["@type"], data["name"], data["isbn"]) == ("Book", "Momo </script>", "9783522202558")
    assert data["author"] == [{"@type": "Person", "name": "Michael Ende"}]
    assert data["offers"]["availability"] == "https://schema.org/InStock"


def test_characters_that_xml_forbids_do_not_break_the_feed_of_new_titles(client, house, shelve):
    shelve()
    Title.objects.update(authors="Erich\x07 Kästner\x1b", title="Emil\x0b", description="Ein\x08e")
    feed = ElementTree.fromstring(client.get("/bibliothek/neu.atom").content)
    assert "Erich Kästner" in "".join(feed.itertext())


def test_new_titles_are_an_atom_feed(client, house, shelve):
    shelve("Momo & Krabat", description="Zwei <b>Bücher</b>")
    response = client.get("/bibliothek/neu.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    assert "<title>Momo &amp; Krabat</title>" in response.content.decode()


@pytest.mark.parametrize("number", [3, PAGE_SIZE])
def test_the_catalogue_needs_the_same_queries_for_any_number_of_titles(
    client, house, shelve, number, django_assert_max_num_queries, make_patron
):
    for each in range(number):
        title = shelve(f"Buch {each}", authors="Erich Kästner")
        loans.lend(title.copies.get(), make_patron()) if each % 2 else None
    client.get("/bibliothek/merkzettel/")  # What all pages show is read once.
    with django_assert_max_num_queries(10):
        text_of(client)
    with django_assert_max_num_queries(10):
        text_of(client, q="kästner", da="1")
    with django_assert_max_num_queries(10):
        text_of(client, title.get_absolute_url())


def test_a_change_at_the_desk_is_on_the_page_at_once(client, house, shelve, make_patron):
    title = shelve()
    assert "is-here" in text_of(client)
    loans.lend(title.copies.get(), make_patron())
    assert "is-here" not in text_of(client) and "ausgeliehen bis" in text_of(client)


def test_the_first_page_is_light(client, opening_hours, shelve, make_patron):
    """HTML and CSS together, compressed as they are delivered, without covers."""
    german, _is_new = Language.objects.get_or_create(code="de", defaults={"name": "Deutsch"})
    for number in range(PAGE_SIZE + 1):
        name = f"{random_words(number)} und das Geheimnis von {random_words(number + 7)}"
        title = shelve(name, f"Roman {chr(65 + number)}", authors=f"{random_words(number + 3)} Beispiel-Nachname")
        title.languages.add(german)
    for number in range(12):
        shelve(f"Thema {number}").subjects.add(Subject.objects.create(name=f"Thema {number}", slug=f"thema-{number}"))
    html, css = client.get(CATALOGUE).content, build("css/site.css").read_bytes()
    assert len(brotli.compress(html)) + len(brotli.compress(css)) <= 14 * 1024


def random_words(number):
    """Return a word that does not repeat, so that it does not compress better than a real title."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:10].translate(str.maketrans("0123456789", "rstlnmoupk"))


def test_every_filter_leads_to_the_results(client, house, make_copy, make_title):
    make_copy(make_title("Krabat"))
    page = parse(client.get("/bibliothek/"))
    chips = page.one("nav", aria_label="Filter").all("a")
    assert chips and all(chip["href"].endswith("#ergebnisse") for chip in chips)
    assert page.one("section", id="ergebnisse")
