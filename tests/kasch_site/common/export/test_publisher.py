"""The canonical address of the site in calendars, feeds, plans and structured data."""

import re

import pytest
from django.test import Client

from tests.support.files.plan_reader import links

SITE = "https://haus.example"
OTHER = {"HTTP_HOST": "localhost:4711"}


@pytest.fixture
def site_url(settings):
    settings.SITE_URL = SITE


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/kontakt/",
        "/veranstaltungen/",
        "/veranstaltungen/abonnieren/",
        "/veranstaltungen/kalender.ics",
        "/veranstaltungen/neues.atom",
        "/sitemap.xml",
        "/robots.txt",
    ],
)
def test_published_data_uses_the_configured_address(client, demo_house, site_url, settings, path):
    settings.IS_DEMO = False
    text = client.get(path, **OTHER).content.decode()
    assert SITE in text
    assert not re.search("localhost|:4711|http://haus", text)


def test_the_structured_data_of_an_event_uses_the_configured_address(client, demo_house, site_url):
    from events.models import Event

    event = Event.objects.published().filter(occurrences__isnull=False).first()
    text = client.get(event.get_absolute_url(), **OTHER).content.decode()
    assert f'"url": "{SITE}{event.get_absolute_url()}' in text or f'"url":"{SITE}{event.get_absolute_url()}' in text
    assert f'<link rel="canonical" href="{SITE}{event.get_absolute_url()}">' in text
    assert ":4711" not in text


def test_the_plan_links_to_the_configured_address(client, demo_house, site_url):
    assert links(client.get("/veranstaltungen/2026/12/plan.pdf", **OTHER).content) == [
        f"{SITE}/veranstaltungen/2026/12/"
    ]


def test_a_calendar_subscription_uses_the_configured_address(client, demo_house, site_url):
    page = client.get("/veranstaltungen/abonnieren/", **OTHER).content.decode()
    assert 'href="webcal://haus.example/veranstaltungen/kalender.ics"' in page


def test_an_unknown_host_is_refused_also_with_a_configured_address(house, site_url):
    Client(**OTHER).get("/")
    response = Client(HTTP_HOST="evil.example").get("/")
    assert response.status_code == 400
    assert response["X-Content-Type-Options"] == "nosniff"
