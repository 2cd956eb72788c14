"""Entries as schema.org events."""

import json
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.export import jsonld
from kasch_site.common.export.publisher import Publisher
from kasch_site.common.sections import Entry, Facet, Facts, Status

BERLIN = ZoneInfo("Europe/Berlin")
HOUSE = Publisher(
    site="https://haus.example",
    zone=BERLIN,
    name="Testhaus am Platz",
    street="Am Platz 7",
    postal_code="01234",
    city="Teststadt",
    position=(50.83, 12.9),
)


@pytest.fixture
def entry():
    return Entry(
        key="events:1",
        title="Winterlesung",
        starts_at=datetime(2026, 12, 3, 19, tzinfo=BERLIN),
        ends_at=datetime(2026, 12, 3, 21, tzinfo=BERLIN),
        url="/veranstaltungen/lesung/2026-12-03/",
        app="events",
        where="Café",
        room_id=1,
        facts=Facts(is_free=True),
        changed_at=datetime(2026, 11, 1, tzinfo=BERLIN),
    )


def test_an_event_in_a_room_has_the_address_of_the_house(entry):
    location = jsonld.event(entry, HOUSE)["location"]
    assert location["name"] == "Café, Testhaus am Platz"
    assert location["address"]["streetAddress"] == "Am Platz 7"
    assert location["address"]["postalCode"] == "01234"
    assert location["geo"]["latitude"] == 50.83


def test_an_external_event_does_not_have_the_address_of_the_house(entry):
    location = jsonld.event(replace(entry, room_id=None, where="Stadtpark, Bühne"), HOUSE)["location"]
    assert location == {"@type": "Place", "name": "Stadtpark, Bühne", "address": "Stadtpark, Bühne"}


def test_an_event_without_a_place_has_the_address_of_the_house(entry):
    location = jsonld.event(replace(entry, room_id=None, where=""), HOUSE)["location"]
    assert location["name"] == "Testhaus am Platz"
    assert location["address"]["addressLocality"] == "Teststadt"


def test_times_have_the_utc_offset_of_their_season(entry):
    summer = replace(
        entry,
        starts_at=datetime(2026, 7, 3, 19, tzinfo=BERLIN),
        ends_at=datetime(2026, 7, 3, 21, tzinfo=BERLIN),
    )
    assert jsonld.event(entry, HOUSE)["startDate"] == "2026-12-03T19:00:00+01:00"
    assert jsonld.event(summer, HOUSE)["startDate"] == "2026-07-03T19:00:00+02:00"
    assert jsonld.event(summer, HOUSE)["endDate"] == "2026-07-03T21:00:00+02:00"


def test_all_day_events_have_dates_up_to_the_last_day(entry):
    market = replace(
        entry,
        all_day=True,
        starts_at=datetime(2026, 10, 24, tzinfo=BERLIN),
        ends_at=datetime(2026, 10, 26, tzinfo=BERLIN),
    )
    described = jsonld.event(market, HOUSE)
    assert (described["startDate"], described["endDate"]) == ("2026-10-24", "2026-10-25")


def test_status_organizer_and_facts_are_included(entry):
    described = jsonld.event(replace(entry, facts=Facts(is_free=False, languages=(Facet("uk", "Ukrainisch"),))), HOUSE)
    assert described["eventStatus"] == "https://schema.org/EventScheduled"
    assert described["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert described["organizer"] == {
        "@type": "Organization",
        "name": "Testhaus am Platz",
        "url": "https://haus.example/",
    }
    assert described["isAccessibleForFree"] is False
    assert described["inLanguage"] == ["de", "uk"]
    assert described["url"] == "https://haus.example/veranstaltungen/lesung/2026-12-03/"
    cancelled = jsonld.event(replace(entry, status=Status.CANCELLED), HOUSE)
    assert cancelled["eventStatus"] == "https://schema.org/EventCancelled"


def test_unrecorded_facts_are_omitted(entry):
    described = jsonld.event(replace(entry, facts=Facts()), Publisher(site="https://haus.example", zone=BERLIN))
    assert not {"isAccessibleForFree", "organizer", "description"} & described.keys()
    assert described["location"] == {"@type": "Place", "name": "Café"}


@given(st.text())
def test_no_text_can_close_the_script_element(text):
    safe = jsonld.script_safe({"name": text + "</script><!--"})
    assert not set("<>&\u2028\u2029") & set(safe)
    assert json.loads(safe) == {"name": text + "</script><!--"}


def test_the_template_tag_writes_one_script_element_of_data(entry, house):
    class Frame:
        pass

    Frame.house = house
    context = Context({"entry": replace(entry, title="</script><b>"), "frame": Frame})
    context["request"] = RequestFactory().get("/veranstaltungen/lesung/", HTTP_HOST="localhost")
    written = Template("{% load jsonld %}{% json_ld entry %}").render(context)
    assert written.startswith('<script type="application/ld+json">{')
    assert written.count("<") == 2
    described = json.loads(written.removeprefix('<script type="application/ld+json">').removesuffix("</script>"))
    assert described["name"] == "</script><b>"
    assert described["organizer"]["url"] == "http://localhost/"
