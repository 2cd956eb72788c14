"""Sitemap and robots.txt."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
import time_machine

from events.models import Event
from kasch_site.common import sections
from kasch_site.groups.models import Group
from kasch_site.pages.models import Page
from tests.support.toys.toy_section import ToySection

pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def addresses(client, **headers):
    response = client.get("/sitemap.xml", **headers)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    urls = ElementTree.fromstring(response.content).findall("s:url", NAMES)
    return {url.findtext("s:loc", namespaces=NAMES): url.findtext("s:lastmod", namespaces=NAMES) for url in urls}


def test_the_sitemap_lists_the_pages_of_every_section(client, house, monkeypatch):
    with time_machine.travel(datetime(2026, 11, 24, 8, tzinfo=UTC), tick=False):
        Event.objects.create(title="Gymnastik", slug="gymnastik", status="published")
    Group.objects.create(name="Nähtreff", slug="naehtreff", summary="Nähen", status="published")
    Page.objects.create(title="Impressum", slug="impressum", status="published")
    installed = sections.sections()
    monkeypatch.setattr("kasch_site.common.sections.registry.sections", lambda: (*installed, ToySection()))
    urls = addresses(client)
    paths = ["/", "/veranstaltungen/", "/gruppen/naehtreff/", "/impressum/", "/spielzeug/"]
    assert {f"http://testserver{path}" for path in paths} <= urls.keys()
    assert urls["http://testserver/veranstaltungen/gymnastik/"] == "2026-11-24"


def test_unpublished_pages_are_not_in_the_sitemap(client, house):
    Event.objects.create(title="Geheim", slug="geheim")
    Page.objects.create(title="Geheim", slug="geheim")
    assert not [address for address in addresses(client) if "geheim" in address]


def test_urls_in_the_sitemap_use_the_requested_host(client, house):
    assert "http://localhost/" in addresses(client, HTTP_HOST="localhost")
    assert "https://testserver/" in addresses(client, secure=True)


def test_an_unknown_page_of_the_sitemap_is_a_404(client, house):
    for page in ("2", "x", "-1", "99999999999999999999"):
        assert client.get(f"/sitemap.xml?p={page}").status_code == 404


def test_robots_txt_allows_everything_but_the_admin_and_filtered_pages(client, settings, house):
    settings.IS_DEMO = False
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*?",
        "",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def test_a_demo_is_not_indexed(client, settings, house):
    settings.IS_DEMO = True
    assert client.get("/robots.txt").content.decode().splitlines() == ["User-agent: *", "Disallow: /"]


def test_robots_txt_and_sitemap_set_no_cookie_and_are_cached(client, house):
    for address in ("/robots.txt", "/sitemap.xml"):
        response = client.get(address)
        assert not response.cookies
        assert response["Vary"] == "Accept-Encoding"
        assert client.get(address, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304
