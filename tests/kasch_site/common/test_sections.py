"""The section contract, tested with an additional section."""

import importlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import time_machine
from django.urls import clear_url_caches

import kasch_site.urls
from kasch_site.common import sections as contract
from kasch_site.common.sections import Entry, Facet, Status, double_bookings
from kasch_site.common.templatetags.soft_hyphens import SOFT_HYPHEN
from tests.support.browser.markup import parse
from tests.support.toys import toy_section

BERLIN = ZoneInfo("Europe/Berlin")
TEN = datetime(2026, 11, 24, 10, 0, tzinfo=BERLIN)


def install_sections(settings, names):
    """Install only these sections."""
    settings.SECTIONS = names
    contract.sections.cache_clear()
    importlib.reload(kasch_site.urls)
    clear_url_caches()


@pytest.fixture
def only_sections(settings):
    """Install other sections for one test."""
    usual = list(settings.SECTIONS)
    yield lambda names: install_sections(settings, names)
    install_sections(settings, usual)


@pytest.fixture
def toys(only_sections, settings, house, monkeypatch):
    """Install the toy section."""
    section = toy_section.ToySection(
        starts_at=TEN, ends_at=TEN + timedelta(hours=2), group=Facet("puppen", "Puppenfreunde")
    )
    monkeypatch.setattr(toy_section, "section", section)
    only_sections([*settings.SECTIONS, "tests.support.toys.toy_section"])
    with time_machine.travel(TEN + timedelta(minutes=5), tick=False):
        yield section


def text(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode().replace(SOFT_HYPHEN, "")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/heute/",
        "/veranstaltungen/",
        "/veranstaltungen/2026/11/",
        "/veranstaltungen/2026/11/24/",
        "/veranstaltungen/kalender.ics",
    ],
)
def test_a_new_section_shows_its_entry_on_each_page(toys, client, path):
    assert "Puppendoktor kommt" in text(client, path)


def test_a_new_section_has_a_menu_entry_and_a_url(toys, client):
    menu = parse(client.get("/")).one("nav", class_="menu")
    assert menu.one("a", href="/spielzeug/").text == "Spielzeugstube"
    assert text(client, "/spielzeug/") == "Spielzeug"


def test_a_new_section_has_a_window_that_is_lit_during_its_entries(toys, client):
    assert 'class="in-toys lit"' in text(client, "/")
    with time_machine.travel(TEN + timedelta(hours=2), tick=False):
        page = text(client, "/")
    assert 'class="in-toys"' in page
    assert 'class="in-toys lit"' not in page


def test_a_new_section_has_a_card_with_its_next_entries(toys, client):
    with time_machine.travel(TEN - timedelta(days=1), tick=False):
        page = parse(client.get("/"))
    assert "Puppendoktor kommt" in page.one("section", class_="in-toys").text


def test_a_new_section_is_on_the_printed_plan(toys, client):
    response = client.get("/veranstaltungen/2026/11/plan.pdf")
    plan = pypdfium2.PdfDocument(response.content)
    assert "Puppendoktor kommt" in "".join(page.get_textpage().get_text_bounded() for page in plan)


def test_a_new_section_is_in_the_sitemap(toys, client):
    assert "/spielzeug/" in text(client, "/sitemap.xml")


def test_a_new_section_is_among_the_dates_of_a_group(toys, client):
    from kasch_site.groups.models import Group

    Group.objects.create(name="Puppenfreunde", slug="puppen", summary="Puppen", status="published")
    assert "Puppendoktor kommt" in text(client, "/gruppen/puppen/")


def test_a_new_section_adds_tasks_for_staff(toys, admin_client):
    first_page = text(admin_client, "/admin/")
    assert "Puppen reparieren" in first_page
    assert "Puppen zählen" in first_page


def test_a_section_that_is_not_listed_appears_nowhere(only_sections, settings, house, client):
    only_sections([name for name in settings.SECTIONS if name != "events.section"])
    page = text(client, "/")
    assert "Veranstaltungen" not in page
    assert client.get("/veranstaltungen/").status_code == 404


def test_entries_of_all_sections_are_in_chronological_order(toys):
    entries = contract.entries(TEN, TEN + timedelta(days=1))
    assert [entry.key for entry in entries] == ["toys:1"]


def entry(key, start, hours, room=1, status=Status.PLANNED):
    end = start + timedelta(hours=hours)
    return Entry(key, key, start, end, "/", "x", room_id=room, status=status, changed_at=start)


def test_a_double_booked_room_is_detected_across_apps():
    gymnastics, doctor = entry("a:1", TEN, 2), entry("b:1", TEN + timedelta(hours=1), 2)
    assert double_bookings([doctor, gymnastics]) == [(gymnastics, doctor)]


@pytest.mark.parametrize(
    "other",
    [
        entry("b:1", TEN + timedelta(hours=2), 1),
        entry("b:1", TEN, 2, room=2),
        entry("b:1", TEN, 2, room=None),
        entry("b:1", TEN, 2, status=Status.CANCELLED),
    ],
    ids=["one after the other", "different rooms", "outside the house", "cancelled"],
)
def test_no_conflict_is_reported(other):
    assert double_bookings([entry("a:1", TEN, 2), other]) == []


def test_a_long_entry_conflicts_with_each_short_one():
    long, first, second = entry("a", TEN, 8), entry("b", TEN, 1), entry("c", TEN + timedelta(hours=4), 1)
    assert len(double_bookings([long, first, second])) == 2
