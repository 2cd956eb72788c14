"""Public pages: publication, language and URL."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kasch_site.common.sections import section, sections
from kasch_site.groups.models import Group
from kasch_site.house.models import Milestone
from kasch_site.pages.addresses import reserved_slugs
from kasch_site.pages.models import Page
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
PUBLISHED = Page.Status.PUBLISHED


def test_a_published_page_is_shown_with_its_text(client, house):
    Page.objects.create(
        title="Über uns", summary="Wer wir sind", body="<p>Wir sind <mark>viele</mark>.</p>", status=PUBLISHED
    )
    response = client.get("/ueber-uns/")
    page = parse(response)
    assert page.one("h1").text == "Über uns"
    assert "Wir sind" in page.one("article").text and page.one("mark").text == "viele"
    assert page.one("html")["lang"] == "de"
    assert not response.cookies


def test_drafts_and_scheduled_pages_are_not_found(client, house, time_machine):
    time_machine.move_to(NOON)
    Page.objects.create(title="Entwurf")
    Page.objects.create(title="Morgen", status=PUBLISHED, publish_at=datetime(2026, 12, 2, 6, tzinfo=UTC))
    assert client.get("/entwurf/").status_code == 404
    assert client.get("/morgen/").status_code == 404
    time_machine.move_to(datetime(2026, 12, 2, 6, tzinfo=UTC))
    assert client.get("/morgen/").status_code == 200


@pytest.mark.parametrize(
    ("language", "direction", "path"),
    [("en", "ltr", "/en/about/"), ("ar", "rtl", "/ar/about/"), ("uk", "ltr", "/uk/about/")],
)
def test_a_page_in_another_language_declares_it(client, house, language, direction, path):
    Page.objects.create(title="About", slug="about", language=language, status=PUBLISHED)
    page = parse(client.get(path))
    assert (page.one("html")["lang"], page.one("html")["dir"]) == (language, direction)
    assert client.get("/about/").status_code == 404


def test_the_welcome_page_of_a_language_has_its_code_as_url(client, house):
    Page.objects.create(title="Welcome", language="en", role=Page.Role.WELCOME, status=PUBLISHED)
    assert parse(client.get("/en/")).one("h1").text == "Welcome"
    assert client.get("/uk/").status_code == 404
    assert client.get("/fr/").status_code == 404


def test_no_page_can_use_the_url_of_another_section():
    addresses = {installed.url_prefix.strip("/") for installed in sections() if installed.url_prefix}
    assert addresses | {"admin", "kontakt", "heute", "en", "static", "media"} <= reserved_slugs()
    assert not {"impressum", "barrierefreiheit", "ueber-uns"} & reserved_slugs()
    for word in ("kontakt", "veranstaltungen", "en"):
        with pytest.raises(ValidationError) as refused:
            Page(title="Schatten", slug=word).full_clean()
        assert "slug" in refused.value.message_dict
    Page(title="About", slug="kontakt", language="en").full_clean()


def test_a_title_without_latin_letters_gets_a_free_slug():
    assert Page.objects.create(title="Kontakt").slug == "kontakt-2"
    assert Page.objects.create(title="Über uns").slug == "ueber-uns"
    assert Page.objects.create(title="Über uns").slug == "ueber-uns-2"
    assert Page.objects.create(title="Über uns", language="en").slug == "ueber-uns"


def test_the_database_keeps_slugs_and_fixed_roles_unique_and_not_empty():
    Page.objects.create(title="Impressum", role=Page.Role.IMPRINT)
    for broken in (
        Page(title="Zweites", slug="impressum"),
        Page(title="Zweites", slug="zwei", role=Page.Role.IMPRINT),
        Page(title="Ohne", slug=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Page.objects.bulk_create([broken])


def test_the_start_page_of_the_source_language_is_no_page_record(client):
    with pytest.raises(ValidationError):
        Page(title="Start", role=Page.Role.WELCOME).full_clean()


def test_published_pages_are_in_the_sitemap():
    Page.objects.create(title="Entwurf")
    Page.objects.create(title="Über uns", body="<p>Ein Haus für alle</p>", status=PUBLISHED)
    assert [path for path, _changed in section("pages").sitemap()] == ["/ueber-uns/"]


def test_the_accessibility_statement_links_to_the_form(client, house):
    Page.objects.create(title="Barrierefreiheit", role=Page.Role.ACCESSIBILITY, status=PUBLISHED)
    assert "/barrierefreiheit/melden/" in client.get("/barrierefreiheit/").content.decode()


def test_reading_a_page_has_a_constant_query_count(client, house, django_assert_max_num_queries):
    for number in range(12):
        Page.objects.create(title=f"Seite {number}", menu=Page.Place.MAIN, status=PUBLISHED)
    with django_assert_max_num_queries(10):
        client.get("/seite-3/")


def test_the_page_about_the_house_tells_its_history_and_shows_its_projects(client, house):
    Page.objects.create(title="Über uns", slug="ueber-uns", role="about", status="published", body="<p>Wir.</p>")
    Milestone.objects.create(day="2006-12-18", text="Das Haus wird eröffnet.")
    Milestone.objects.create(day="2000-11-01", when="November 2000", text="Eine Anlaufstelle öffnet.")
    Group.objects.create(name="Redaktion", slug="redaktion", summary="Schreiben", kind="project", status="published")
    Group.objects.create(name="Entwurf", slug="entwurf", summary="x", kind="project")
    Group.objects.create(name="Chor", slug="chor", summary="Singen", status="published")
    page = parse(client.get("/ueber-uns/"))
    moments = [" ".join(moment.text.split()) for moment in page.one("ol", class_="history").all("time")]
    assert moments == ["November 2000", "18. Dezember 2006"]
    projects = [heading.text for heading in page.one("section", **{"aria-labelledby": "projekte"}).all("h3")]
    assert projects == ["Redaktion"]


def test_other_pages_have_no_history(client, house):
    Milestone.objects.create(day="2006-12-18", text="Das Haus wird eröffnet.")
    Page.objects.create(title="Mitmachen", slug="mitmachen", status="published", body="<p>Wir.</p>")
    assert "eröffnet" not in client.get("/mitmachen/").text
