"""The start page: today's entries, the facade with lit windows, notices."""

from datetime import time, timedelta

import pytest
import time_machine

from events.models import Event, Occurrence
from kasch_site.common.sections import Window
from kasch_site.home import facade as drawing
from kasch_site.home.models import Notice
from kasch_site.house.building import building
from kasch_site.house.models import OpeningHours, Room

TUESDAY_NOON = "2026-11-24 12:00+01:00"


@pytest.fixture
def tuesday(house):
    with time_machine.travel(TUESDAY_NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def sewing(tuesday):
    from kasch_site.common import clock

    event = Event.objects.create(title="Nähen", slug="naehen", status="published")
    start = clock.local(clock.today(), time(14))
    return Occurrence.objects.create(event=event, key="t", starts_at=start, ends_at=start + timedelta(hours=2))


def text(client):
    return client.get("/").content.decode()


def test_todays_entries_are_shown(client, sewing):
    assert "Nähen" in text(client)


def test_a_cancelled_date_is_shown_with_its_reason(client, sewing):
    Occurrence.objects.update(status="cancelled", reason="Krankheit")
    page = text(client)
    assert "Entfällt" in page
    assert "Krankheit" in page


@pytest.mark.parametrize(
    ("hour", "lit"), [("13:59:59", False), ("14:00:00", True), ("15:59:59", True), ("16:00:00", False)]
)
def test_a_window_is_lit_only_during_an_entry(client, sewing, tuesday, hour, lit):
    tuesday.move_to(f"2026-11-24 {hour}+01:00")
    assert ('class="in-events lit"' in text(client)) is lit


def test_a_cancelled_date_lights_no_window(client, sewing, tuesday):
    Occurrence.objects.update(status="cancelled")
    tuesday.move_to("2026-11-24 15:00+01:00")
    assert 'class="in-events lit"' not in text(client)


def test_a_draft_is_not_shown(client, sewing):
    Event.objects.update(status="draft")
    assert "Nähen" not in text(client)


def test_outside_opening_hours_the_page_says_that_the_door_is_open_for_current_dates(client, sewing):
    OpeningHours.objects.create(weekday=0, opens="9:00", closes="18:00")
    assert "Zu diesen Terminen ist die Tür offen" in text(client)
    OpeningHours.objects.create(weekday=1, opens="9:00", closes="18:00")
    assert "Zu diesen Terminen ist die Tür offen" not in text(client)


def test_a_notice_expires(client, tuesday):
    Notice.objects.create(title="Heute noch", text="x", from_day="2026-11-01", until_day="2026-11-24")
    Notice.objects.create(title="Schon vorbei", text="x", from_day="2026-11-01", until_day="2026-11-23")
    Notice.objects.create(title="Erst morgen", text="x", from_day="2026-11-25", until_day="2026-11-30")
    page = text(client)
    assert [title in page for title in ("Heute noch", "Schon vorbei", "Erst morgen")] == [True, False, False]


def test_a_cached_notice_expires_the_next_day_without_any_change(client, tuesday):
    Notice.objects.create(title="Heute noch", text="x", from_day="2026-11-01", until_day="2026-11-24")
    Notice.objects.create(title="Erst morgen", text="x", from_day="2026-11-25", until_day="2026-11-30")
    assert "Heute noch" in text(client)
    tuesday.shift(timedelta(days=1))
    page = text(client)
    assert "Heute noch" not in page and "Erst morgen" in page


def test_the_start_page_needs_at_most_ten_queries_with_many_entries(client, sewing, django_assert_max_num_queries):
    event, start = Event.objects.get(), Occurrence.objects.get().starts_at
    Occurrence.objects.bulk_create(
        Occurrence(
            event=event, key=f"k{n}", starts_at=start + timedelta(hours=n), ends_at=start + timedelta(hours=n + 1)
        )
        for n in range(1, 60)
    )
    building()  # what is read once for each change of the house, and not for each page
    with django_assert_max_num_queries(10):
        client.get("/")


@pytest.mark.parametrize("count", range(1, 8))
def test_no_two_windows_overlap_and_none_covers_the_door(monkeypatch, count):
    shown = [Window(f"Fenster {number}", "/", "x") for number in range(count)]
    monkeypatch.setattr(drawing, "windows", lambda now, entries: shown)
    house = drawing.facade(None, [])
    places = {(pane.x, pane.y) for pane in house.panes}
    assert len(places) == count
    ground = drawing.ROOF + 16 + (house.floors - 1) * drawing.FLOOR
    assert (drawing.RIGHT, ground) not in places
    assert all(pane.label_y < house.height for pane in house.panes)


def test_the_foyer_screen_refreshes_itself_and_can_be_paused(client, house):
    assert client.get("/heute/")["Refresh"] == "60"
    assert "Refresh" not in client.get("/heute/?ruhig=1")


@pytest.fixture
def exhibition(tuesday):
    """Create an all-day date in a house that is open from nine to six."""
    from kasch_site.common import clock

    OpeningHours.objects.create(weekday=1, opens=time(9), closes=time(18))
    event = Event.objects.create(title="Ausstellung", slug="ausstellung", status="published")
    start, end = clock.day_bounds(clock.today())
    room = Room.objects.create(name="Foyer")
    return Occurrence.objects.create(event=event, key="a", starts_at=start, ends_at=end, is_all_day=True, room=room)


@pytest.mark.parametrize(
    ("hour", "runs"), [("08:27", False), ("09:00", True), ("17:59", True), ("18:00", False), ("22:00", False)]
)
@pytest.mark.parametrize("page", ["/", "/heute/"])
def test_an_all_day_date_in_the_house_lasts_for_its_opening_hours(client, exhibition, tuesday, page, hour, runs):
    tuesday.move_to(f"2026-11-24 {hour}+01:00")
    shown = client.get(page).content.decode()
    assert ("läuft gerade" in shown) is runs
    assert page != "/" or ('class="in-events lit"' in shown) is runs


def test_an_all_day_date_at_an_external_place_lasts_all_day(client, exhibition, tuesday):
    Occurrence.objects.update(room=None, place="Schlossteich")
    tuesday.move_to("2026-11-24 08:27+01:00")
    assert "läuft gerade" in text(client)


def test_the_door_is_open_outside_opening_hours_for_timed_dates_in_the_house_only(client, exhibition, sewing, tuesday):
    OpeningHours.objects.update(opens=time(16))
    assert "ist die Tür offen" in text(client)
    Occurrence.objects.filter(pk=sewing.pk).update(place="Schlossteich")
    assert "ist die Tür offen" not in text(client)
