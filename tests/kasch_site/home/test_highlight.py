"""The date that leads its month is shown large on the start page, until it is over."""

from datetime import time, timedelta

import pytest
from PIL import Image

from events.models import Event, MonthHighlight, Occurrence
from kasch_site.common import clock
from kasch_site.common.media.pictures import add_picture
from tests.support.browser.markup import parse

pytestmark = pytest.mark.time_machine("2026-11-24 12:00+01:00")


@pytest.fixture
def party(house, settings, tmp_path):
    """Return the date that leads December."""
    settings.MEDIA_ROOT = tmp_path
    picture = add_picture("Torte", Image.new("RGB", (700, 400)), "Eine Torte")
    event = Event.objects.create(
        title="Geburtstag", slug="geburtstag", summary="Wir feiern.", status="published", picture=picture
    )
    start = clock.local(clock.today().replace(month=12, day=18), time(15))
    date = Occurrence.objects.create(event=event, key="t", starts_at=start, ends_at=start + timedelta(hours=3))
    MonthHighlight.objects.create(year=2026, month=12, occurrence=date)
    return date


def shown(client):
    """Return the text of the highlight on the start page; "" without one."""
    boxes = parse(client.get("/")).all("section", class_="highlight")
    return " ".join(boxes[0].text.split()) if boxes else ""


def test_the_highlight_is_shown_with_its_picture_and_day(party, client):
    page = parse(client.get("/"))
    box = page.one("section", class_="highlight")
    assert box.one("img")["alt"] == "Eine Torte" and box.one("img")["loading"] == "lazy"
    assert box.one("h2").one("a")["href"].endswith("/t/")
    assert "Das Besondere im Dezember" in box.text and "Freitag, 18. Dezember" in box.text and "Wir feiern." in box.text


def test_a_highlight_leaves_when_it_is_over(party, client, time_machine):
    time_machine.move_to("2026-12-18 17:59+01:00")
    assert "Geburtstag" in shown(client)
    time_machine.move_to("2026-12-18 18:00+01:00")
    assert shown(client) == ""


def test_it_is_shown_from_the_month_before_on(party, client, time_machine):
    time_machine.move_to("2026-10-31 12:00+01:00")
    assert shown(client) == ""
    time_machine.move_to("2026-11-01 12:00+01:00")
    assert "Geburtstag" in shown(client)


@pytest.mark.parametrize(
    "change",
    [
        lambda date: Event.objects.update(status="draft"),
        lambda date: Occurrence.objects.update(status="cancelled"),
        lambda date: MonthHighlight.objects.all().delete(),
        lambda date: MonthHighlight.objects.update(month=11),
    ],
    ids=["draft", "cancelled", "not chosen", "moved to another month"],
)
def test_a_date_that_residents_cannot_see_leads_no_month(party, client, change):
    assert shown(client)
    change(party)
    assert shown(client) == ""


def test_without_a_picture_the_words_remain(party, client):
    Event.objects.update(picture=None)
    assert "Geburtstag" in shown(client) and not parse(client.get("/")).one("section", class_="highlight").all("img")
