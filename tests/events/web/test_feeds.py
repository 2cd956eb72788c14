"""Calendar feeds: contents, and conditional requests."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from events.calendar.entries import entry_of
from events.models import Category, Event, Occurrence
from events.scheduling import changes
from events.web import atom
from kasch_site.common import clock, sections
from kasch_site.groups.models import Group
from kasch_site.house.models import Room
from tests.conftest import DEMO_TIME
from tests.support.browser.markup import parse
from tests.support.toys.toy_section import ToySection

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
FEED = "/veranstaltungen/kalender.ics"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_tuesday_in_november(house):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def make_date(event):
    """Return a function that adds a date to the event in some days, by default at 10 o'clock."""

    def make(days=1, **values):
        start = clock.local(clock.today() + timedelta(days=days)) + timedelta(hours=10)
        values = {
            "event": event,
            "key": f"t{days}",
            "starts_at": start,
            "ends_at": start + timedelta(hours=1),
            **values,
        }
        return Occurrence.objects.create(**values)

    return make


def lines(client, address):
    """Return the feed at a URL, with unfolded lines."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode().replace("\r\n ", "").split("\r\n")


def titles(client, address=FEED):
    return [line.removeprefix("SUMMARY:") for line in lines(client, address) if line.startswith("SUMMARY:")]


def test_the_feed_covers_one_past_week_and_half_a_year_ahead(client, make_date):
    for days in (-8, -7, 0, 179, 183):
        make_date(days, title=f"in {days} Tagen")
    assert titles(client) == ["in -7 Tagen", "in 0 Tagen", "in 179 Tagen"]


def test_the_feed_is_text_calendar_with_the_name_of_the_house(client, make_date):
    make_date()
    response = client.get(FEED)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "X-WR-CALNAME:Testhaus am Platz" in lines(client, FEED)
    [description] = [line for line in lines(client, FEED) if line.startswith("DESCRIPTION:")]
    assert description.endswith("http://testserver/veranstaltungen/gymnastik/t1/")


def test_drafts_and_scheduled_events_are_in_no_feed(client, make_date, event):
    make_date()
    for change in ({"status": Event.Status.DRAFT}, {"publish_at": clock.now() + timedelta(hours=1)}):
        Event.objects.filter(pk=event.pk).update(**{"status": Event.Status.PUBLISHED, "publish_at": None, **change})
        assert titles(client) == []
        for address in ("/veranstaltungen/gymnastik/kalender.ics", "/veranstaltungen/gymnastik/t1/kalender.ics"):
            assert client.get(address).status_code == 404


def test_a_category_has_its_own_feed(client, make_date):
    other = Event.objects.create(title="Chor", slug="chor", status="published")
    other.category = Category.objects.create(name="Musik", slug="musik")
    other.save()
    make_date()
    make_date(2, event=other)
    assert titles(client, f"{FEED}?kategorie=musik") == ["Chor"]
    assert "X-WR-CALNAME:Testhaus am Platz: Musik" in lines(client, f"{FEED}?kategorie=musik")


def test_a_group_has_its_own_feed_with_the_dates_of_every_section(client, make_date, event, monkeypatch):
    event.group = Group.objects.create(name="Nähtreff", slug="naehtreff", summary="Nähen", status="published")
    event.save()
    make_date()
    other = Event.objects.create(title="Chor", slug="chor", status="published")
    make_date(2, event=other)
    toys = ToySection(
        starts_at=clock.now() + timedelta(days=3),
        ends_at=clock.now() + timedelta(days=3, hours=1),
        group=sections.Facet("naehtreff", "Nähtreff"),
    )
    built = sections.sections()
    monkeypatch.setattr("kasch_site.common.sections.registry.sections", lambda: (*built, toys))
    assert titles(client, f"{FEED}?gruppe=naehtreff") == ["Gymnastik", "Puppendoktor kommt"]
    assert titles(client) == ["Gymnastik", "Chor", "Puppendoktor kommt"]


@pytest.mark.parametrize(
    "query",
    [
        "kategorie=gibtsnicht",
        "gruppe=gibtsnicht",
        "kategorie=%00",
        "gruppe=%00%27",
        "gruppe=" + "x" * 5000,
        "kategorie=ä",
    ],
)
def test_an_unknown_filter_is_a_404_with_an_explanation(client, query):
    response = client.get(f"{FEED}?{query}")
    assert response.status_code == 404
    sentence = "Diese Kategorie gibt es nicht" if "kategorie" in query else "Diese Gruppe gibt es nicht"
    assert sentence in response.content.decode()


def test_an_unpublished_group_has_no_feed(client, event, make_date):
    event.group = Group.objects.create(name="Nähtreff", slug="naehtreff", summary="Nähen")
    event.save()
    make_date()
    assert client.get(f"{FEED}?gruppe=naehtreff").status_code == 404
    assert "naehtreff" not in client.get("/veranstaltungen/abonnieren/").content.decode()


def test_an_event_and_a_date_have_feeds(client, make_date):
    make_date()
    make_date(2, title="Gymnastik im Park")
    make_date(3, event=Event.objects.create(title="Chor", slug="chor", status="published"))
    assert titles(client, "/veranstaltungen/gymnastik/kalender.ics") == ["Gymnastik", "Gymnastik im Park"]
    assert titles(client, "/veranstaltungen/gymnastik/t2/kalender.ics") == ["Gymnastik im Park"]
    assert client.get("/veranstaltungen/gymnastik/t3/kalender.ics").status_code == 404
    assert client.get("/veranstaltungen/gibtsnicht/kalender.ics").status_code == 404


def test_subscriptions_still_work_after_an_event_or_a_group_is_renamed(client, make_date, event):
    group = Group.objects.create(name="Nähtreff", slug="naehtreff", summary="Nähen", status="published")
    event.group, event.slug = group, "gymnastik-am-morgen"
    event.save()
    group.slug = "naehcafe"
    group.save()
    make_date()
    assert titles(client, "/veranstaltungen/gymnastik/kalender.ics") == ["Gymnastik"]
    assert titles(client, "/veranstaltungen/gymnastik/t1/kalender.ics") == ["Gymnastik"]
    assert titles(client, f"{FEED}?gruppe=naehtreff") == ["Gymnastik"]


def test_a_cancelled_date_is_marked_in_status_title_and_description(client, make_date):
    make_date(status=Occurrence.Status.CANCELLED, reason="Die Leiterin ist krank")
    feed_lines = lines(client, FEED)
    assert "STATUS:CANCELLED" in feed_lines
    assert "SUMMARY:Entfällt: Gymnastik" in feed_lines
    assert any(line.startswith("DESCRIPTION:Dieser Termin entfällt: Die Leiterin ist krank") for line in feed_lines)


def test_the_uid_is_stable_and_the_sequence_rises_when_a_date_changes(client, make_date, event):
    made = make_date()
    before = lines(client, FEED)
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        changes.change(made, starts_at=made.starts_at + timedelta(hours=1), ends_at=made.ends_at + timedelta(hours=1))
        event.slug = "gymnastik-am-morgen"
        event.save()
        after = lines(client, FEED)
    assert f"UID:{made.uid}" in before
    assert f"UID:{made.uid}" in after
    assert not [line for line in before if line.startswith("SEQUENCE")]
    assert "SEQUENCE:1" in after
    assert "DTSTAMP:20261124T080000Z" in before
    assert "DTSTAMP:20261124T080500Z" in after


def test_a_change_of_the_event_changes_its_dates(make_date, event):
    made = make_date()
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        event.save()
    assert entry_of(made).changed_at == NOW + timedelta(hours=2)


def test_an_unchanged_feed_has_the_same_bytes_and_is_not_sent_twice(client, make_date):
    make_date()
    first = client.get(FEED)
    with time_machine.travel(NOW + timedelta(minutes=90), tick=False):
        again = client.get(FEED)
        assert again.content == first.content
        assert client.get(FEED, HTTP_IF_NONE_MATCH=again["ETag"]).status_code == 304


def test_feeds_set_no_cookie_and_share_one_cached_response(make_date):
    make_date()
    for address in (FEED, "/veranstaltungen/neues.atom", "/veranstaltungen/abonnieren/"):
        response = Client().get(address, HTTP_ACCEPT_ENCODING="gzip")
        assert response.status_code == 200
        assert not response.cookies
        assert response["Vary"] == "Accept-Encoding"
        assert response["Content-Encoding"] == "gzip"
        assert response["ETag"]


def test_a_large_feed_is_cached_too(client, event):
    start = clock.now() + timedelta(days=1)
    Occurrence.objects.bulk_create(
        Occurrence(event=event, key=f"t{number}", starts_at=start, ends_at=start + timedelta(hours=1))
        for number in range(1000)
    )
    response = client.get(FEED)
    assert len(response.content) > 300_000
    assert response["ETag"]


def test_the_feed_of_the_demo_house_is_small_enough_for_hourly_requests(demo_house, client, settings):
    settings.SITE_URL = "https://www.buergerzentrum-leipziger-strasse.example"
    with time_machine.travel(DEMO_TIME, tick=False):
        content = client.get(FEED).content
        feed_lines = lines(client, FEED)
    assert len(content) <= 400_000
    assert feed_lines.count("BEGIN:VEVENT") > 500, "half a year of a busy house"
    links = [line for line in feed_lines if line.startswith("DESCRIPTION:") and f"{settings.SITE_URL}/" in line]
    assert len(links) == feed_lines.count("BEGIN:VEVENT"), "each date has its link"
    years = {line[:12] for line in feed_lines if line.startswith("DTSTAMP:")}
    assert years == {"DTSTAMP:2026"}


def test_the_query_count_does_not_grow_with_the_dates(client, make_date, django_assert_max_num_queries):
    for days in range(30):
        make_date(days, title=f"Termin {days}")
    with django_assert_max_num_queries(8):
        assert len(titles(client)) == 30


def test_feeds_are_read_only(client):
    assert client.post(FEED).status_code == 405
    assert client.head(FEED).status_code == 200


def test_the_location_is_a_room_or_the_external_place(client, make_date):
    make_date(1, room=Room.objects.create(name="Saal"))
    make_date(2, place="Stadtpark, Bühne")
    places = [line for line in lines(client, FEED) if line.startswith("LOCATION:")]
    assert places == [
        r"LOCATION:Saal\, Testhaus am Platz\, Am Platz 7\, 01234 Teststadt",
        r"LOCATION:Stadtpark\, Bühne",
    ]


def test_the_subscribe_page_lists_all_feeds(client, make_date, event):
    event.category = Category.objects.create(name="Bewegung", slug="bewegung")
    event.group = Group.objects.create(name="Nähtreff", slug="naehtreff", summary="Nähen", status="published")
    event.save()
    Category.objects.create(name="Leer", slug="leer")
    make_date()
    page = client.get("/veranstaltungen/abonnieren/").content.decode()
    for query in ("", "?kategorie=bewegung", "?gruppe=naehtreff"):
        assert f'href="webcal://testserver{FEED}{query}"' in page
        assert f">http://testserver{FEED}{query}</code>" in page
    assert "leer" not in page


@pytest.mark.parametrize(("query", "name"), [("kategorie=bewegung", "Bewegung"), ("gruppe=naehtreff", "Nähtreff")])
def test_the_chosen_subscription_is_listed_first(client, make_date, event, query, name):
    event.category = Category.objects.create(name="Bewegung", slug="bewegung")
    event.group = Group.objects.create(name="Nähtreff", slug="naehtreff", summary="Nähen", status="published")
    event.save()
    make_date()
    cards = parse(client.get(f"/veranstaltungen/abonnieren/?{query}")).one("main").all("section", class_="card")
    assert [card.one("h2").text for card in cards] == [name, "Alle Termine"]
    assert cards[0].one("a")["href"] == f"webcal://testserver{FEED}?{query}"
    assert client.get("/veranstaltungen/abonnieren/?kategorie=nein").status_code == 404


def test_the_atom_feed_has_the_latest_change_first(client, make_date):
    make_date(1)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        make_date(30, title="Basteln <b>&</b> Tee")
        feed = client.get("/veranstaltungen/neues.atom")
    text = feed.content.decode()
    assert feed["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert text.index("Basteln &lt;b&gt;&amp;&lt;/b&gt; Tee") < text.index("Gymnastik")
    assert "<updated>2026-11-24T09:00:00+00:00</updated>" in text
    assert 'href="http://testserver/veranstaltungen/gymnastik/t30/"' in text


def test_a_new_series_is_one_atom_entry_and_a_cancelled_date_another(make_date):
    for days in range(1, 20):
        make_date(days)
    make_date(20, status=Occurrence.Status.CANCELLED)
    pieces = atom.group_into_items(sections.entries(clock.now(), clock.now() + timedelta(days=60)))
    assert sorted(len(dates) for dates in pieces) == [1, 19]


def test_an_atom_entry_of_a_series_is_unchanged_after_its_first_date(client, make_date):
    make_date(1)
    make_date(8)
    before = client.get("/veranstaltungen/neues.atom").content.decode()
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        after = client.get("/veranstaltungen/neues.atom").content.decode()
    name = before.split("<entry>")[1].split("<id>")[1].split("</id>")[0]
    assert name.startswith("urn:uuid:")
    assert f"<id>{name}</id>" in after
    assert "Und 1 weiterer Termin." in before
    assert "weiterer Termin" not in after


def test_characters_that_xml_forbids_do_not_break_the_feed(client, make_date):
    make_date(title="Yoga\x0b\x1b\ufffe")
    response = client.get("/veranstaltungen/neues.atom")
    assert response.status_code == 200
    assert "<title>Yoga: " in response.content.decode()


def test_an_empty_house_has_empty_feeds(client):
    assert titles(client) == []
    assert client.get("/veranstaltungen/neues.atom").status_code == 200
    assert client.get("/veranstaltungen/abonnieren/").status_code == 200


def test_without_a_house_record_the_feed_still_responds(client, house, make_date):
    make_date()
    house.delete()
    assert titles(client) == ["Gymnastik"]
