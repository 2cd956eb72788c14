"""What the library offers to the site as a whole."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from kasch_site.common import clock
from kasch_site.common.caching import versions
from kasch_site.common.sections import section
from kasch_site.house.models import OpeningHours
from library.circulation.holds import reservations
from library.circulation.loans import loans
from library.models import Copy, Hold, Loan

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def library():
    return section("library")


@pytest.mark.parametrize(
    ("moment", "is_lit"),
    [
        ("2026-11-24T13:59", False),
        ("2026-11-24T14:00", True),
        ("2026-11-24T17:59", True),
        ("2026-11-24T18:00", False),
        ("2026-11-25T15:00", False),
    ],
)
def test_the_window_is_lit_in_the_library_s_own_hours(opening_hours, library, moment, is_lit):
    now = datetime.fromisoformat(moment).replace(tzinfo=BERLIN)
    [window] = library.windows(now, [])
    assert (window.is_lit, window.url) == (is_lit, "/bibliothek/")


def test_without_hours_of_its_own_it_is_open_when_the_house_is(house, library):
    OpeningHours.objects.create(weekday=1, opens=time(9), closes=time(12))
    lit = [library.windows(clock.local(clock.today(), time(hour)), [])[0].is_lit for hour in (8, 10, 13)]
    assert lit == [False, True, False]


def test_the_start_page_has_a_card_with_the_new_books(client, house, make_copy, make_title):
    make_copy(make_title("Krabat", authors="Otfried Preußler"))
    make_copy(make_title("Geheim", is_hidden=True))
    page = client.get("/").content.decode()
    assert "Neu im Regal" in page and "Krabat" in page and "Geheim" not in page


def test_an_empty_library_has_no_card(house, library):
    assert library.card(clock.now(), []) is None


def test_the_month_shows_the_hours_with_the_new_books(client, opening_hours, make_copy, make_title):
    make_copy(make_title("Krabat"))
    day = client.get("/veranstaltungen/2026/11/24/").content.decode()
    assert "Bibliothek geöffnet" in day and "Krabat" in day
    assert "Bibliothek geöffnet" in client.get("/veranstaltungen/2026/11/").content.decode()


def test_the_sitemap_has_titles_that_can_be_seen(client, house, make_copy, make_title):
    shown, hidden = make_copy(make_title("Krabat")).title, make_copy(make_title("Geheim", is_hidden=True)).title
    gone = make_copy(make_title("Weg"), state=Copy.State.WITHDRAWN, withdrawn_on=clock.today()).title
    page = client.get("/sitemap.xml").content.decode()
    assert f"{shown.get_absolute_url()}<" in page and "/bibliothek/tauschregal/<" in page
    assert all(f"{title.get_absolute_url()}<" not in page for title in (hidden, gone))


def test_menu_and_footer_link_to_it(client, house):
    page = client.get("/").content.decode()
    for address in ("/bibliothek/", "/bibliothek/konto/", "/bibliothek/ich-suche/"):
        assert f'href="{address}"' in page


def test_the_search_of_the_site_finds_titles(client, house, make_copy, make_title):
    title = make_copy(make_title("Der Regenbogenfisch", authors="Marcus Pfister")).title
    page = client.get("/suche/", {"q": "fisch"}).content.decode()
    assert title.get_absolute_url() in page


def test_a_book_stays_new_for_a_month(opening_hours, library, make_copy, make_title):
    make_copy(make_title("Krabat", added_on=clock.today() - timedelta(days=32)))
    week = library.entries(clock.local(clock.today()), clock.local(clock.today() + timedelta(days=7)))
    assert week and all("Krabat" not in entry.summary for entry in week)


def test_the_availability_of_a_title_is_fresh_after_every_scan_and_every_reservation(make_copy, make_patron, reserve):
    copy, patron = make_copy(), make_patron()
    steps = [
        lambda: loans.lend(copy, patron),
        lambda: reserve(copy.title),
        lambda: loans.renew(Loan.objects.get(), overrules=True),
        lambda: loans.take_back(copy),
        lambda: reservations.cancel(Hold.objects.get()),
    ]
    for step in steps:
        before = versions.read_stamp()
        step()
        assert versions.read_stamp() != before, step
