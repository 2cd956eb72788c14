"""The contact page: people, opening hours, directions, and structured data."""

import json
import re
from datetime import date, time

import pytest
from PIL import Image

from kasch_site.common.media.pictures import add_picture
from kasch_site.house.models import ClosingDay, ContactPerson, House, OpeningHours, OtherHours, PublicHoliday, Room
from kasch_site.house.organisation import organisation

NOW = "2026-11-16T12:00+01:00"
TODAY = date(2026, 11, 16)


@pytest.fixture
def full_house(house):
    House.objects.update(
        latitude="50.8402",
        longitude="12.9",
        mobile="+49 (0)170 123",
        directions="Vom Platz aus links.\n\nDann rechts.",
        access="Der Eingang ist ebenerdig.",
    )
    for weekday in range(4):
        OpeningHours.objects.create(weekday=weekday, opens=time(9), closes=time(18), valid_until=date(2026, 12, 31))
    OpeningHours.objects.create(weekday=0, opens=time(10), closes=time(16), valid_from=date(2027, 1, 1))
    PublicHoliday.objects.create(name="Buß- und Bettag", first_day=date(2026, 11, 18), last_day=date(2026, 11, 18))
    ClosingDay.objects.create(name="Winterpause", first_day=date(2026, 12, 24), last_day=date(2027, 1, 2))
    OtherHours.objects.create(
        name="Markt", first_day=date(2026, 12, 5), last_day=date(2026, 12, 5), opens=time(14), closes=time(20)
    )
    ContactPerson.objects.create(
        name="Beispiel <Person>", role="Leitung", tasks="Rente\nUmzug", phone="0123/ 45-6", email="p@example.org"
    )
    return House.objects.get()


def data(response):
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.text, re.DOTALL)
    return json.loads(script[1])


@pytest.mark.time_machine(NOW)
def test_the_page_shows_people_opening_hours_and_directions(full_house, client):
    # Boxes that keep hours in one piece say nothing.
    text = re.sub(r'<span class="hour">(.*?)</span>', r"\1", client.get("/kontakt/").text)
    text = re.sub(r">\s+<", "><", text)
    for expected in (
        "Beispiel &lt;Person&gt;",
        'href="tel:0123456"',
        'href="tel:+49170123"',
        'href="mailto:p@example.org"',
        "<li>Umzug</li>",
        "Montag bis Donnerstag</th><td>9–18 Uhr",
        "Freitag bis Sonntag</th><td>geschlossen",
        "Ab 1. Januar 2027",
        "10–16 Uhr",
        "Mi, 18. November 2026",
        "Buß- und Bettag: geschlossen",
        "Markt: 14–20 Uhr",
        "Do, 24.12. bis Sa, 2. Januar 2027",
        "Haltestelle: Am Platz, Linie 1",
        "<p>Dann rechts.</p>",
        "Der Eingang ist ebenerdig.",
        'href="geo:50.840200,12.900000"',
        "https://www.openstreetmap.org/?mlat=50.840200&amp;mlon=12.900000#map=18/50.840200/12.900000",
    ):
        assert expected in text, expected


def test_the_page_loads_nothing_from_other_servers_and_sets_no_cookie(full_house, client):
    response = client.get("/kontakt/")
    assert not response.cookies
    assert not re.search(r'(?:src|action)="(?:https?:)?//', response.text)
    assert "<iframe" not in response.text
    assert "style=" not in response.text


def test_a_house_without_data_says_so_and_does_not_fail(client, db):
    response = client.get("/kontakt/")
    assert response.status_code == 200
    assert "Hier stehen bald Anschrift" in response.text
    assert "ld+json" not in response.text


def test_a_house_with_minimal_data_has_an_address_and_a_map(house, client):
    text = client.get("/kontakt/").text
    assert "Am Platz 7" in text
    assert "https://www.openstreetmap.org/search?query=Am+Platz+7" in text
    assert "geo:" not in text


def test_the_structured_data_cannot_close_its_script_element(house, client):
    House.objects.update(name="</script><script>alert(1)</script> & Co")
    response = client.get("/kontakt/")
    assert "<script>alert" not in response.text
    assert data(response)["name"] == "</script><script>alert(1)</script> & Co"


@pytest.mark.time_machine(NOW)
def test_the_structured_data_has_the_opening_hours(full_house, client):
    described = data(client.get("/kontakt/"))
    assert described["url"] == "http://testserver/"
    assert described["address"]["streetAddress"] == "Am Platz 7"
    assert described["geo"] == {"@type": "GeoCoordinates", "latitude": 50.8402, "longitude": 12.9}
    weekly, later = described["openingHoursSpecification"]
    assert (weekly["opens"], weekly["closes"], weekly["validThrough"]) == ("09:00", "18:00", "2026-12-31")
    assert [day.rsplit("/")[-1] for day in weekly["dayOfWeek"]] == ["Monday", "Tuesday", "Wednesday", "Thursday"]
    assert later["validFrom"] == "2027-01-01"
    holiday, market, pause = described["specialOpeningHoursSpecification"]
    assert (holiday["opens"], holiday["closes"], holiday["validFrom"]) == ("00:00", "00:00", "2026-11-18")
    assert (market["opens"], market["closes"]) == ("14:00", "20:00")
    assert (pause["validFrom"], pause["validThrough"]) == ("2026-12-24", "2027-01-02")


def test_expired_opening_hours_are_not_published(house):
    OpeningHours.objects.create(weekday=0, opens=time(9), closes=time(18), valid_until=date(2020, 1, 1))
    assert "openingHoursSpecification" not in organisation("https://example.org", TODAY)


def test_without_a_house_there_is_no_structured_data(db):
    assert organisation("https://example.org", TODAY) is None


@pytest.mark.parametrize("people", [0, 1, 30])
def test_the_query_count_does_not_grow_with_the_people(full_house, client, django_assert_max_num_queries, people):
    for number in range(people):
        ContactPerson.objects.create(name=f"Beispielperson {number}")
    client.get("/")
    with django_assert_max_num_queries(10):
        client.get("/kontakt/")


def test_people_and_rooms_are_shown_with_their_pictures(
    house, client, settings, tmp_path, django_assert_max_num_queries
):
    settings.MEDIA_ROOT = tmp_path
    portrait, hall = (add_picture(name, Image.new("RGB", (40, 30)), name) for name in ("Eine Frau", "Der Saal"))
    ContactPerson.objects.create(name="Beispielperson", picture=portrait)
    for number in range(8):
        Room.objects.create(name=f"Raum {number}", floor="Hof", places=number or None, picture=hall)
    client.get("/")  # what every page reads about the house is read once per change
    with django_assert_max_num_queries(10):
        page = client.get("/kontakt/").text
    assert page.count('alt="Der Saal"') == 8 and page.count('alt="Eine Frau"') == 1
    assert page.index("</header>") < page.index('alt="Der Saal"') < page.index("</main>")
    assert "Hof · 7 Plätze · nicht ohne Stufen" in re.sub(r"\s+", " ", page)
