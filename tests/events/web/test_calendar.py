"""The calendar pages: filters, dates, and invalid URLs."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission

from events.models import Category, Event, Occurrence, Series
from events.scheduling import changes
from kasch_site.common import clock
from kasch_site.common.search.suggestions import learn_words_of
from kasch_site.groups.models import Group
from kasch_site.house.models import Language, Room, SpecialPeriod
from tests.support.browser.markup import parse

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)  # a Tuesday, 9:00 by the clock of the house
MONTH = "/veranstaltungen/2026/11/"
LIST = "/veranstaltungen/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_tuesday_in_november(house):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def make_date(event):
    """Return a function that adds a date to the event on a day, by default at 10 o'clock."""

    def make(day="2026-11-25", of=None, key=None, at=10, hours=1, **values):
        start = clock.local(date.fromisoformat(day), time(at))
        values = {"starts_at": start, "ends_at": start + timedelta(hours=hours), **values}
        return Occurrence.objects.create(event=of or event, key=key or day, **values)

    return make


def make_event(title, **values):
    values = {"slug": title.lower(), "status": "published", **values}
    return Event.objects.create(title=title, **values)


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return parse(response)


def main(client, address):
    """Return the main part of a page."""
    return page(client, address).one("main")


def links(element):
    return [link["href"] for link in element.all("a")]


def robots(client, address):
    return [meta["content"] for meta in page(client, address).all("meta", name="robots")]


# The month


def test_the_month_is_a_table_with_a_caption_and_a_header_per_column(client, make_date):
    make_date()
    table = main(client, MONTH).one("table")
    assert table.one("caption").text == "Termine im November 2026"
    assert [th.text for th in table.all("th", scope="col")][::6] == ["Montag", "Sonntag"]
    cell = next(cell for cell in table.all("td") if cell.all("li"))
    assert cell.one("a", class_="day-number")["href"] == "/veranstaltungen/2026/11/25/"
    assert cell.one("li").one("a").text == "10:00 Gymnastik am 25."
    assert cell.one("time")["datetime"] == "2026-11-25T10:00"


def test_today_is_marked(client):
    assert main(client, MONTH).one(aria_current="date").text == "Di, 24 . November Heute"
    assert not main(client, "/veranstaltungen/2026/12/").all(aria_current="date")


def test_a_category_has_the_same_colour_and_shape_on_its_filter_and_on_its_dates(client, make_date):
    Category.objects.create(name="Anderes", slug="anderes", order=1)
    category = Category.objects.create(name="Bewegung", slug="bewegung", order=2)
    make_date(of=make_event("Tanzen", category=category))
    content = main(client, MONTH)
    assert "kind-2" in content.one("table").one("li")["class"].split()
    assert content.one("a", class_="kind-2").text == "Bewegung"


def test_a_cancelled_date_is_shown_as_cancelled(client, make_date):
    make_date(status="cancelled")
    link = main(client, MONTH).one("table").one("li").one("a")
    assert link.one("s").text == "Gymnastik"
    assert link.one("em").text == "Entfällt"


def test_the_month_shows_the_reason_of_a_cancellation(client, make_date):
    make_date(status="cancelled", reason="Die Hobelbänke werden überholt")
    assert main(client, MONTH).one("table").one("li").one("em").text == "Entfällt: Die Hobelbänke werden überholt"


def test_holidays_and_closing_days_are_named(client):
    for kind, name, day in [("public", "Buß- und Bettag", 18), ("closed", "Inventur", 20)]:
        SpecialPeriod.objects.create(kind=kind, name=name, first_day=date(2026, 11, day), last_day=date(2026, 11, day))
    notes = [note.text for note in main(client, MONTH).one("table").all("small")]
    assert notes == ["Buß- und Bettag", "geschlossen: Inventur"]


def test_an_entry_of_several_days_is_shown_on_each_of_them(client, make_date):
    make_date("2026-11-29", at=0, hours=72, is_all_day=True)
    november = main(client, MONTH).one("table").all("li")
    december = main(client, "/veranstaltungen/2026/12/").one("table").all("li")
    assert (len(november), len(december)) == (2, 1)


def test_links_to_neighbouring_months_end_with_the_calendar_range(client, make_date):
    make_date("2026-10-05")
    first, last = main(client, "/veranstaltungen/2026/10/"), main(client, "/veranstaltungen/2028/05/")
    assert not first.all("a", rel="prev")
    assert first.one("a", rel="next")["href"] == MONTH
    assert last.one("a", rel="prev")["href"] == "/veranstaltungen/2028/04/"
    assert not last.all("a", rel="next")


def test_the_month_links_to_the_plan_and_the_subscription(client):
    offered = links(main(client, MONTH))
    assert offered.count(f"{MONTH}plan.pdf") == offered.count(f"{MONTH}plan.pdf?format=gross") == 2
    assert "/veranstaltungen/abonnieren/" in offered


@pytest.mark.parametrize(
    "path",
    [
        "2026/13/",
        "2026/00/",
        "0/12/",
        "9999/12/",
        "10000/01/",
        "2026/10/",
        "2028/06/",
        "99999999999999999999/1/",
        f"{'9' * 5000}/12/",
        "2026/02/30/",
        "2026/11/00/",
        "2026/11/31/",
        "9999/12/31/",
        "2026/11/999999999999999999999/",
    ],
)
def test_a_day_outside_the_calendar_range_is_not_found_with_an_explanation(client, path):
    response = client.get(f"/veranstaltungen/{path}")
    assert response.status_code == 404
    assert parse(response).one("h1").text == "Diese Seite gibt es nicht"


def test_the_page_after_the_range_states_how_far_the_calendar_reaches(client):
    assert "Unser Kalender reicht von November 2026 bis Mai 2028." in client.get(LIST + "2031/01/").content.decode()


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("2027/1/", "2027/01/"),
        ("2027/001/?kostenlos=1", "2027/01/?kostenlos=1"),
        ("2027/1/5/", "2027/01/05/"),
    ],
)
def test_a_month_and_a_day_have_one_url(client, query, address):
    response = client.get(LIST + query)
    assert (response.status_code, response["Location"]) == (301, LIST + address)


# Filters


@pytest.fixture
def varied(make_date):
    """Create three events that differ in all filtered facts."""
    reading, sport = (Category.objects.create(name=name, slug=name.lower()) for name in ("Lesen", "Sport"))
    group = Group.objects.create(name="Wandergruppe", slug="wandern", summary="Wandern", status="published")
    hall = Room.objects.create(name="Saal", is_step_free=True)
    make_date(of=make_event("Lesung", category=reading, room=hall, sign_up="required", summary="Geschichten"))
    make_date(of=make_event("Wanderung", category=sport, group=group, cost="fee", place="Stadtwald"))
    dance = make_event("Tanz", category=sport, room=hall)
    dance.languages.add(Language.objects.create(code="uk", name="Ukrainisch"))
    make_date(of=dance)


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("kategorie=sport", ["Tanz", "Wanderung"]),
        ("gruppe=wandern", ["Wanderung"]),
        ("sprache=uk", ["Tanz"]),
        ("kostenlos=1", ["Lesung", "Tanz"]),
        ("mit-anmeldung=1", ["Lesung"]),
        ("ohne-anmeldung=1", ["Tanz", "Wanderung"]),
        ("stufenlos=1&kategorie=sport", ["Tanz"]),
        ("kategorie=lesen&gruppe=wandern", []),
    ],
)
@pytest.mark.parametrize("address", [MONTH, LIST])
def test_filters_apply_to_the_month_and_the_list(client, varied, address, query, left):
    content = main(client, f"{address}?{query}")
    links = [link.text.removeprefix("10:00 ") for link in content.all("a") if "/2026-11-25/" in link["href"]]
    assert sorted(link.removesuffix(" Anmeldung nötig").removesuffix(" am 25.") for link in links) == left
    count = {0: "Kein Termin", 1: "1 Termin", 2: "2 Termine"}[len(left)]
    assert content.one(class_="hits").one("strong").text == count


@pytest.mark.parametrize("address", [MONTH, LIST])
def test_an_unknown_filter_is_not_found_with_an_explanation(client, varied, address):
    for query in ("kategorie=nein", "gruppe=nein", "sprache=xx", "kostenlos=2", "kategorie=%00"):
        response = client.get(f"{address}?{query}")
        assert response.status_code == 404, query
        assert "Diesen Filter gibt es nicht" in response.content.decode()


def test_active_filters_are_marked_and_can_be_removed(client, varied):
    content = main(client, f"{MONTH}?kategorie=sport&kostenlos=1")
    marked = content.one(class_="filters").all("a", aria_current="true")
    fragment = "#termine"
    one_less = [f"{MONTH}?kostenlos=1{fragment}", f"{MONTH}?kategorie=sport{fragment}"]
    assert [link["href"] for link in marked] == one_less
    assert links(content.one(class_="hits")) == [*one_less, MONTH + fragment]


@pytest.mark.parametrize("address", [MONTH, LIST])
def test_a_filter_links_to_its_results_and_the_others_remain_visible(client, varied, address):
    before, after = main(client, address), main(client, f"{address}?kostenlos=1")
    assert "open" not in before.one("details", class_="filters").attrs
    assert "open" in after.one("details", class_="filters").attrs
    assert all(link.endswith("#termine") for link in links(before.one("details", class_="filters")))
    assert after.one(id="termine").one("strong").text == "2 Termine"


def test_the_subscription_of_the_selected_category_is_offered(client, varied):
    for address in (MONTH, LIST):
        assert "/veranstaltungen/abonnieren/?kategorie=sport" in links(main(client, f"{address}?kategorie=sport"))
        for several in ("?kategorie=sport&gruppe=wandern", "?kostenlos=1"):
            assert "/veranstaltungen/abonnieren/" in links(main(client, address + several))


def test_filters_are_preserved_between_months(client, varied):
    content = main(client, f"{MONTH}?kategorie=sport")
    assert content.one("a", rel="next nofollow")["href"] == "/veranstaltungen/2026/12/?kategorie=sport"
    assert main(client, "/veranstaltungen/2026/12/?kategorie=sport").one(class_="empty")


def test_filtered_pages_are_not_indexed(client, varied):
    assert robots(client, MONTH) == robots(client, LIST) == []
    for address in (f"{MONTH}?kostenlos=1", f"{LIST}?kostenlos=1", f"{LIST}?q=tanz", f"{LIST}?ab=2026-11-25"):
        assert robots(client, address) == ["noindex"], address
        canonical = page(client, address).one("link", rel="canonical")["href"]
        assert canonical == f"http://testserver{address.partition('?')[0]}"


def test_a_crawler_that_respects_nofollow_terminates_and_requests_no_filter(client, varied):
    """Follow every link that may be followed, starting at the list."""
    seen, waiting = set(), {LIST}
    while waiting:
        address = waiting.pop()
        seen.add(address)
        followed = [link for link in parse(client.get(address)).all("a") if "nofollow" not in link.get("rel", "")]
        targets = {link["href"].partition("#")[0] for link in followed}
        pages = {target for target in targets if target.startswith(LIST) and "." not in target}
        waiting |= pages - seen
        assert len(seen) < 100
    assert {address for address in seen if "?" in address and "?ab=" not in address} == set()
    months = [address for address in seen if re.fullmatch(r"/veranstaltungen/\d{4}/\d{2}/", address)]
    assert len(months) == 19


# The list


def test_the_list_starts_today_and_ends_after_a_month(client, make_date):
    for day in ("2026-11-23", "2026-11-24", "2026-12-23", "2026-12-24"):
        make_date(day)
    content = main(client, LIST)
    assert [week.text for week in content.all("h2") if week.parent.get("class") == "programme-week"] == [
        "Heute",
        "21. bis 27. Dezember",
    ]
    assert [day.text for day in content.all("h3")] == ["Di, 24. November 2026", "Mi, 23. Dezember 2026"]
    assert content.one("a", rel="next")["href"] == f"{LIST}?ab=2026-12-24"
    assert "Weiter ab 24. Dezember 2026" in content.text


def test_links_at_the_top_lead_to_today_this_week_and_the_weekend(client, make_date):
    for day in ("2026-11-24", "2026-11-25", "2026-11-28", "2026-12-14"):
        make_date(day)
    content = main(client, LIST)
    near = [link["href"] for link in content.one("div", class_="pager").all("a") if link["href"].startswith("#")]
    assert near == ["#heute", "#diese-woche", "#wochenende"]
    assert all(content.one("h2", id=anchor[1:]) for anchor in near)


def test_a_list_with_many_dates_ends_with_its_week_and_leads_to_the_next(client, make_date):
    for number in range(14):
        make_date("2026-11-29" if number < 12 else "2026-12-01", key=f"t{number}")
    content = main(client, LIST)
    assert len(content.all("li", class_="in-events")) == 12
    assert "bis zum 29. November 2026" in content.one(class_="hits").text
    onward = f"{LIST}?ab=2026-11-30"
    assert [link.text for link in content.all("a", href=onward)] == ["Nächste Woche", "Weiter ab 30. November 2026"]
    assert len(main(client, onward).all("li", class_="in-events")) == 2
    assert len(main(client, f"{LIST}?kostenlos=1").all("li", class_="in-events")) == 14


def test_a_row_states_time_place_and_price(client, make_date):
    hall = Room.objects.create(name="Saal", is_step_free=True)
    dance = make_event("Tanz", room=hall, summary="Alle Schritte.", cost="donation", sign_up="required")
    make_date(of=dance, at=9, hours=1.5, status="cancelled", reason="Saal gesperrt")
    row = main(client, LIST).one("ul", class_="rows").one("li")
    assert row.one("time").text == "9–10:30 Uhr"
    assert row.one("a")["href"] == "/veranstaltungen/tanz/2026-11-25/"
    assert "Saal · Spende erbeten · ohne Stufen" in row.text
    assert "Entfällt: Saal gesperrt" in row.text


def test_a_row_states_that_there_are_steps(client, make_date):
    cellar = Room.objects.create(name="Werkstatt", is_step_free=False)
    make_date(room=cellar)
    assert "Werkstatt · kostenlos · nicht ohne Stufen" in main(client, LIST).one("ul", class_="rows").text


def test_the_event_page_states_access_of_the_next_date_and_differing_dates(client, make_date):
    cellar, hall = Room.objects.create(name="Werkstatt"), Room.objects.create(name="Saal", is_step_free=True)
    dance = make_event("Tanz", room=cellar)
    make_date("2026-11-25", of=dance, room=hall)
    make_date("2026-12-02", of=dance)
    content = main(client, "/veranstaltungen/tanz/")
    assert "Ohne Stufen erreichbar" in content.one("ul", class_="facts").text
    assert "Nicht ohne Stufen" not in content.one("ul", class_="facts").text
    first, second = content.one("ul", class_="dates").all("li")
    assert "Stufen" not in first.text
    assert "nicht ohne Stufen" in second.text


def test_a_long_list_is_split_between_days(client, make_date):
    for number in range(70):
        make_date("2026-11-24" if number < 40 else "2026-11-26", key=f"t{number}")
    content = main(client, LIST)
    assert len(content.all("li", class_="in-events")) == 40
    assert content.one("a", rel="next")["href"] == f"{LIST}?ab=2026-11-26"
    assert content.one(class_="hits").one("strong").text == "40 Termine"
    assert len(main(client, f"{LIST}?ab=2026-11-26").all("li", class_="in-events")) == 30


def test_a_day_with_very_many_dates_is_shown_whole(client, make_date):
    for number in range(70):
        make_date(key=f"t{number}")
    assert len(main(client, LIST).all("li", class_="in-events")) == 70


def test_an_entry_of_several_days_is_listed_once(client, make_date):
    make_date("2026-11-20", at=0, hours=240, is_all_day=True)
    content = main(client, LIST)
    assert len(content.all("li", class_="in-events")) == 1
    assert content.one("li", class_="in-events").one("time").text == "ganztägig bis So, 29.11."


@pytest.mark.parametrize(
    "ab",
    [
        "gestern",
        "2026-13-01",
        "2026-02-30",
        "2026-10-31",
        "2028-06-01",
        "9999-12-31",
        "0001-01-01",
        "%00",
        "٢٠٢٦-١١-٢٥",
    ],
)
def test_a_list_that_starts_outside_the_calendar_range_is_not_found(client, ab):
    assert client.get(f"{LIST}?ab={ab}").status_code == 404


def test_the_list_ends_with_the_calendar_range(client):
    content = main(client, f"{LIST}?ab=2028-05-20")
    assert not content.all("a", rel="next nofollow")
    assert "Weiter reicht unser Kalender noch nicht." in content.text


@pytest.mark.parametrize("query", ["GESCHICHTEN", "lesung", "saal lesung", "lesen", "  Geschichten  "])
def test_the_search_matches_title_summary_place_and_category_in_any_case(client, varied, query):
    content = main(client, f"{LIST}?q={query}")
    assert [link.text for link in content.one("ul", class_="rows").all("a")] == ["Lesung"]
    assert content.one("input", name="q")["value"] == query.strip()


def test_the_search_matches_capital_umlauts(client, make_date):
    make_date(of=make_event("Übungen", slug="uebungen"))
    assert len(main(client, f"{LIST}?q=ÜBUNG").all("li", class_="in-events")) == 1


def test_a_search_includes_dates_in_the_far_future(client, make_date):
    make_date("2027-09-01")
    assert not main(client, LIST).all("li", class_="in-events")
    content = main(client, f"{LIST}?q=gym")
    assert len(content.all("li", class_="in-events")) == 1
    assert "vom 24. November 2026 bis zum 31. Mai 2028" in content.one(class_="hits").text


def test_a_search_preserves_filters_and_day_and_can_be_removed(client, varied):
    content = main(client, f"{LIST}?q=tanz&kategorie=sport&ab=2026-11-25")
    kept = {field["name"]: field["value"] for field in content.one("form").all("input", type="hidden")}
    assert kept == {"kategorie": "sport", "ab": "2026-11-25"}
    assert f"{LIST}?kategorie=sport&ab=2026-11-25#termine" in links(content.one(class_="hits"))


def test_a_search_finds_umlauts_written_out_and_corrects_a_mistyped_word(client, make_date):
    make_date(of=make_event("Gymnastik im Sitzen", slug="gymnastik-im-sitzen"))
    make_date(of=make_event("Nähen", slug="naehen"))
    assert len(main(client, f"{LIST}?q=naehen").all("li", class_="in-events")) == 1
    learn_words_of(["Gymnastik im Sitzen", "Nähen", "Gymnasium"])
    link = main(client, f"{LIST}?q=Gymnastk+sitzen").one(class_="empty").one("a")
    assert (link.text, link["href"]) == ("gymnastik sitzen", f"{LIST}?q=gymnastik+sitzen#termine")
    assert len(main(client, link["href"]).all("li", class_="in-events")) == 1
    assert not main(client, f"{LIST}?q=Gymnasiun").one(class_="empty").all("a")


def test_a_search_without_results_suggests_what_to_do(client, varied):
    content = main(client, f"{LIST}?q=" + "x" * 5000)
    assert "Suchen Sie mit einem anderen oder kürzeren Wort" in content.one(class_="empty").text
    assert "Filter" not in content.one(class_="empty").text
    filtered = main(client, f"{LIST}?kategorie=sport&q=xx").one(class_="empty").text
    assert "Nehmen Sie einen Filter weg." in filtered
    assert len(content.one("input", name="q")["value"]) == 80


def test_the_search_term_is_escaped(client):
    response = client.get(LIST, {"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in response.content.decode()


def test_an_empty_list_suggests_what_to_do(client):
    assert "rufen Sie uns an" in main(client, LIST).one(class_="empty").text


# The day


def test_a_day_has_its_entries_and_links_to_its_neighbours(client, make_date):
    make_date("2026-12-24")
    content = main(client, "/veranstaltungen/2026/12/24/")
    assert content.one("h1").text == "Donnerstag, 24. Dezember 2026"
    assert content.one("ul", class_="rows").one("a").text == "Gymnastik"
    assert content.one("a", rel="prev nofollow")["href"] == "/veranstaltungen/2026/12/23/"
    assert content.one("a", rel="next nofollow")["href"] == "/veranstaltungen/2026/12/25/"


def test_an_empty_day_is_a_page_that_is_not_indexed(client):
    assert "kein Termin" in main(client, "/veranstaltungen/2026/12/24/").one(class_="empty").text
    assert robots(client, "/veranstaltungen/2026/12/24/") == ["noindex"]


def test_an_entry_past_midnight_is_shown_on_the_next_day_too(client, make_date):
    make_date("2026-12-31", at=20, hours=6)
    assert len(main(client, "/veranstaltungen/2027/01/01/").all("li", class_="in-events")) == 1


# The event


def test_an_event_page_states_title_time_and_place(client, make_date):
    hall = Room.objects.create(name="Saal", is_step_free=True)
    group = Group.objects.create(name="Tanzgruppe", slug="tanzgruppe", summary="Tanzen", status="published")
    dance = make_event(
        "Tanz", room=hall, group=group, summary="Alle Schritte.", description="<p>Mit <strong>Musik</strong>.</p>",
        cost_note="2 Euro", bring_along="Schuhe", children_welcome=True,
    )  # fmt: skip
    Series.objects.create(event=dance, weekday=1, starts_on=date(2026, 1, 6), starts_at=time(10), ends_at=time(11, 30))
    make_date("2026-11-24", of=dance)
    content = main(client, "/veranstaltungen/tanz/")
    facts = [fact.text for fact in content.one(class_="facts").all("li")]
    assert facts == [
        "Di, 24. November 2026, 10–11 Uhr",
        "jeden Dienstag, 10–11:30 Uhr",
        "Saal",
        "Kosten: 2 Euro",
        "Ohne Anmeldung",
        "Ohne Stufen erreichbar",
        "Bitte mitbringen: Schuhe",
        "Kinder sind willkommen",
        "Haltestelle: Am Platz, Linie 1 Der Weg zum Haus",
        "Tanzgruppe",
    ]
    assert content.one(class_="prose").one("strong").text == "Musik"
    assert all(icon.get("aria-hidden") == "true" for icon in content.all("svg"))
    offered = links(content)
    assert "/gruppen/tanzgruppe/" in offered
    assert "/veranstaltungen/tanz/kalender.ics" in offered


def test_the_public_transport_stop_is_omitted_for_external_places(client, make_date):
    make_date(of=make_event("Wanderung", place="Stadtwald"))
    make_date(of=make_event("Ausflug", place="Zoo", stop="Zoo, Linie 3"))
    assert "Haltestelle" not in main(client, "/veranstaltungen/wanderung/").text
    elsewhere = main(client, "/veranstaltungen/ausflug/").text
    assert "Haltestelle: Zoo, Linie 3" in elsewhere and "Der Weg zum Haus" not in elsewhere


def test_an_event_page_lists_eight_dates_and_links_to_all(client, make_date):
    for day in range(1, 11):
        make_date(
            f"2026-12-{day:02}", status="cancelled" if day == 1 else "planned", reason="Krank" if day == 1 else ""
        )
    content = main(client, "/veranstaltungen/gymnastik/")
    dates = content.one(class_="dates").all("li")
    assert len(dates) == 8
    assert dates[0].one("s")
    assert "Entfällt: Krank" in dates[0].text
    assert "Mi, 2. Dezember 2026" in content.one(class_="facts").text
    more = content.one("a", class_="more")
    assert len(main(client, more["href"]).one(class_="dates").all("li")) == 10


def test_an_event_without_future_dates_lists_past_ones_with_a_note(client, event, make_date):
    make_date("2026-11-10")
    content = main(client, "/veranstaltungen/gymnastik/")
    assert "Zurzeit kein Termin" in content.text
    assert "tel:0123456789" in links(content)
    assert content.one(class_="dates").text == "Di, 10. November 2026, 10–11 Uhr"


def test_an_ended_series_is_not_described(client, event, make_series):
    make_series(starts_on=date(2026, 1, 1), until=date(2026, 11, 23))
    assert "jeden Dienstag" not in main(client, "/veranstaltungen/gymnastik/").text


def test_the_next_date_is_published_as_structured_data(client, make_date):
    make_date("2026-11-26", status="cancelled")
    make_date("2026-11-27")
    data = json.loads(page(client, "/veranstaltungen/gymnastik/").one("script", type="application/ld+json").text)
    assert data["startDate"] == "2026-11-27T10:00:00+01:00"


def test_a_draft_is_not_found(client, event):
    Event.objects.update(status="draft")
    assert client.get("/veranstaltungen/gymnastik/").status_code == 404
    assert client.get("/veranstaltungen/gymnastik/?vorschau=1").status_code == 404


def test_an_unknown_event_is_not_found_with_an_explanation(client):
    for address in ("gibt-es-nicht/", "gibt-es-nicht/2026-11-24/", "2026/", "2026-11/"):
        response = client.get(LIST + address)
        assert response.status_code == 404
        assert "Diese Veranstaltung gibt es nicht." in response.content.decode()


def test_the_old_url_of_an_event_and_of_its_dates_redirects_to_the_new_one(client, event, make_date):
    make_date()
    event.slug = "turnen"
    event.save()
    for end in ("", "2026-11-25/"):
        response = client.get(f"/veranstaltungen/gymnastik/{end}")
        assert (response.status_code, response["Location"]) == (301, f"/veranstaltungen/turnen/{end}")


def staff(django_user_model, *rights):
    user = django_user_model.objects.create_user("Anna", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


def test_staff_see_a_marked_draft_that_is_not_cached(client, django_user_model, event, make_date):
    date_ = make_date()
    Event.objects.update(status="draft")
    client.force_login(staff(django_user_model, "view_event"))
    for address in ("/veranstaltungen/gymnastik/", date_.get_absolute_url()):
        assert client.get(address).status_code == 404
        response = client.get(f"{address}?vorschau=1")
        assert "noch nicht veröffentlicht" in response.content.decode()
        assert "private" in response["Cache-Control"]
        assert "noindex" in [meta["content"] for meta in parse(response).all("meta", name="robots")]


def test_staff_without_view_permission_see_no_draft(client, django_user_model, event):
    Event.objects.update(status="draft")
    client.force_login(staff(django_user_model))
    assert client.get("/veranstaltungen/gymnastik/?vorschau=1").status_code == 404


# One date


def test_an_ordinary_date_has_no_notice(client, make_date):
    date_ = make_date()
    make_date("2026-11-30")
    content = main(client, date_.get_absolute_url())
    assert content.one("h1").text == "Gymnastik"
    assert content.one(class_="lead").text == "Mi, 25. November 2026, 10–11 Uhr"
    assert not content.all(class_="notice")
    assert f"{date_.get_absolute_url()}kalender.ics" in links(content)
    assert [each.text for each in content.one(class_="dates").all("a")] == ["Mo, 30. November 2026, 10–11 Uhr"]


def test_a_cancelled_date_states_the_reason(client, make_date):
    address = changes.cancel(make_date(), "Die Leiterin ist krank.").get_absolute_url()
    content = main(client, address)
    assert content.one(class_="notice").text == "Dieser Termin entfällt. Die Leiterin ist krank."
    assert "Entfällt: Gymnastik" in page(client, address).one("title").text


def test_a_changed_date_states_its_changes(client, event, make_series, make_date):
    event.room = Room.objects.create(name="Saal")
    event.save()
    series = make_series(starts_on=date(2026, 11, 24))
    row = make_date("2026-12-01", series=series, slot=date(2026, 12, 1), at=9, hours=1)
    changes.change(
        row,
        starts_at=clock.local(date(2026, 12, 2), time(11)),
        ends_at=clock.local(date(2026, 12, 2), time(12)),
        room=Room.objects.create(name="Werkraum"),
        title="Gymnastik mit Musik",
    )
    content = main(client, row.get_absolute_url())
    assert content.one("h1").text == "Gymnastik mit Musik"
    assert [item.text for item in content.one(class_="notice").all("li")] == [
        "Diesmal anders: sonst „Gymnastik“.",
        "Anderer Tag: verlegt vom Di, 1. Dezember 2026.",
        "Andere Uhrzeit: sonst 9:30–10:30 Uhr.",
        "Anderer Ort: Werkraum statt Saal.",
    ]


def test_a_past_date_is_marked_as_past(client, make_date):
    content = main(client, make_date("2026-11-10").get_absolute_url())
    assert content.one(class_="notice").text == "Dieser Termin ist vorbei."


def test_the_url_of_a_deleted_date_redirects_to_its_event(client, event):
    response = client.get("/veranstaltungen/gymnastik/2026-12-24/")
    assert (response.status_code, response["Location"]) == (302, "/veranstaltungen/gymnastik/?termin=weg")
    assert "gibt es hier nicht mehr" in main(client, response["Location"]).one(class_="notice").text
    assert not main(client, "/veranstaltungen/gymnastik/").all(class_="notice")


# Properties of every page


def all_kinds(make_date):
    """Return a URL of each kind of page, with a filtered one."""
    date_ = make_date()
    return [
        LIST,
        f"{LIST}?kostenlos=1&q=gym",
        MONTH,
        f"{MONTH}?kostenlos=1",
        "/veranstaltungen/2026/11/25/",
        "/veranstaltungen/gymnastik/",
        date_.get_absolute_url(),
    ]


def test_no_page_sets_a_cookie_and_every_page_is_cached(client, make_date, django_assert_num_queries):
    for address in all_kinds(make_date):
        assert not client.get(address).cookies
        with django_assert_num_queries(1):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("number", [5, 60])
def test_no_page_needs_more_than_ten_queries(client, make_date, django_assert_max_num_queries, number):
    from kasch_site.common.caching import versions
    from kasch_site.house.building import building

    room = Room.objects.create(name="Saal")
    language = Language.objects.create(code="uk", name="Ukrainisch")
    for index in range(number):
        event = make_event(
            f"Event{index}", room=room, category=Category.objects.create(name=str(index), slug=f"k{index}")
        )
        event.languages.add(language)
        make_date(f"2026-11-{24 + index % 6:02}", of=event)
        make_date("2026-12-01", of=Event.objects.get(slug="gymnastik"), key=f"t{index}")
    for address in all_kinds(make_date):
        versions.clear_all()
        building()  # the record of the house is remembered until it changes, which is seldom
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200


def test_a_post_to_a_page_is_refused(client, make_date):
    for address in all_kinds(make_date):
        assert client.post(address).status_code == 405
