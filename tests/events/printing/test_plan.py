"""The printed plan of a month: what stands on it, where it is found, and when a new one is made."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches

from events.models import Event, Occurrence
from events.printing import cached_plans
from events.printing.formats import FORMATS
from kasch_site.common import clock
from kasch_site.common import sections as contract
from kasch_site.house.models import Funder, House, Room, SpecialPeriod
from tests.support import toy_section
from tests.support.plan_reader import links, page_texts, plan_text, words

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ADDRESS = "/veranstaltungen/2026/12/plan.pdf"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def make_date(event, day=24, hour=10, hours=1.5, **values):
    start = clock.local(datetime(2026, 12, day).date()) + timedelta(hours=hour)
    return Occurrence.objects.create(
        event=event, key=f"t{day}-{hour}", starts_at=start, ends_at=start + timedelta(hours=hours), **values
    )


def fetch(client, query="", address=ADDRESS):
    response = client.get(address + query)
    assert response.status_code == 200
    return response


def read(client, query=""):
    return plan_text(fetch(client, query).content)


@pytest.fixture
def typeset(monkeypatch):
    """The plans that were typeset in the test, in order."""
    made, press = [], cached_plans.typeset

    def counting(*arguments):
        made.append(arguments)
        return press(*arguments)

    monkeypatch.setattr(cached_plans, "typeset", counting)
    return made


def test_a_date_stands_under_its_day_with_hour_title_room_and_facts(client, house, event):
    event.room = Room.objects.create(name="Saal", is_step_free=True)
    event.sign_up, event.sign_up_note, event.bring_along = "required", "am Empfang", "ein Handtuch"
    event.save()
    make_date(event)
    text = read(client)
    assert "Dezember 2026" in text
    assert (
        "Donnerstag, 24. Dezember 10:00 Gymnastik bis 11:30 Uhr · Saal · kostenlos · mit Anmeldung: am Empfang · "
        "ohne Stufen · Bitte mitbringen: ein Handtuch"
    ) in text


def test_what_something_costs_and_that_there_are_steps_is_said(client, house, event):
    event.room = Room.objects.create(name="Werkraum")
    event.cost, event.cost_note = "fee", "Holz nach Verbrauch"
    event.save()
    make_date(event)
    assert "Werkraum · Kosten: Holz nach Verbrauch · mit Stufen" in read(client)


@pytest.mark.parametrize("query", ["", "?format=gross", "?format=a3"])
def test_house_telephone_stop_day_and_funders_are_on_every_plan(client, house, event, query):
    Funder.objects.create(name="Die Stadt", text="Diese Maßnahme wird mitfinanziert durch Steuermittel.")
    Funder.objects.create(name="Stiftung ohne Wortlaut")
    make_date(event)
    text = read(client, query)
    for said in (
        "Testhaus am Platz",
        "Am Platz 7, 01234 Teststadt",
        "Telefon: 0123 456789",
        "Haltestelle: Am Platz, Linie 1",
        "Stand: 22. November 2026",
        "Träger: Testverein e.V.",
        "Diese Maßnahme wird mitfinanziert durch Steuermittel.",
        "Stiftung ohne Wortlaut",
        "Seite 1 von 1",
    ):
        assert said in text


def test_what_is_cancelled_says_so_and_why(client, house, event):
    make_date(event, status="cancelled", reason="Der Raum wird gestrichen")
    assert "Gymnastik Entfällt Der Raum wird gestrichen · bis 11:30 Uhr" in read(client)


@pytest.mark.parametrize("query", ["", "?format=gross", "?format=a3"])
def test_on_a_closing_day_what_falls_out_is_said_once_and_nothing_is_lost(client, house, event, query):
    day = datetime(2026, 12, 28).date()
    SpecialPeriod.objects.create(kind="closed", name="Zwischen den Jahren", first_day=day, last_day=day)
    event.room = Room.objects.create(name="Saal")
    event.save()
    closed = {"day": 28, "status": "cancelled", "reason": "Zwischen den Jahren"}
    make_date(event, hour=9, title="Frühsport", **closed)
    make_date(event, hour=11, title="Singkreis", place="Kirche", **closed)
    make_date(event, hour=14, status="cancelled", day=28, title="Nähen", reason="Die Nähmaschine ist kaputt")
    make_date(event, hour=16, day=28, title="Wandern", place="Bahnhof")
    make_date(event, hour=9, day=29, title="Malen", status="cancelled", reason="Zwischen den Jahren")
    text = read(client, query)
    fallen = "9:00 Frühsport (bis 10:30 Uhr, Saal); 11:00 Singkreis (bis 12:30 Uhr, Kirche)"
    assert f"geschlossen: Zwischen den Jahren Das Haus ist geschlossen; es entfallen: {fallen} 14:00 Nähen" in text
    assert "Nähen Entfällt Die Nähmaschine ist kaputt · bis 15:30 Uhr" in text
    assert "16:00 Wandern bis 17:30 Uhr · Bahnhof" in text
    # The next day the house is open again: there the reason has to be said.
    assert "Malen Entfällt Zwischen den Jahren" in text
    assert text.count("Zwischen den Jahren") == 2


def test_whatever_falls_out_for_days_on_end_is_on_the_plan(client, house, event):
    first, last = datetime(2026, 12, 21).date(), datetime(2026, 12, 31).date()
    SpecialPeriod.objects.create(kind="closed", name="Winterpause", first_day=first, last_day=last)
    for day in range(21, 32):
        for hour in range(8, 20):
            make_date(event, day=day, hour=hour, status="cancelled", reason="Winterpause", title=f"T{day} um {hour}")
    text = read(client)
    places = [text.index(f"{hour}:00 T{day} um {hour} (bis") for day in range(21, 32) for hour in range(8, 20)]
    assert places == sorted(places)
    assert text.count("es entfallen") == 11


def test_a_holiday_is_named_beside_its_day(client, house, event):
    day = datetime(2026, 12, 25).date()
    SpecialPeriod.objects.create(kind="public", name="Erster Weihnachtstag", first_day=day, last_day=day)
    make_date(event, day=25)
    make_date(event, day=28)
    text = read(client)
    assert "Freitag, 25. Dezember Erster Weihnachtstag 10:00" in text
    assert text.count("Weihnachtstag") == 1


def test_what_lasts_for_days_is_on_the_plan_of_each_month_it_touches(client, house, event):
    event.title = "Ausstellung"
    event.save()
    start = clock.local(datetime(2026, 11, 20).date())
    Occurrence.objects.create(
        event=event, key="lang", starts_at=start, ends_at=start + timedelta(days=20), is_all_day=True
    )
    december = plan_text(fetch(client).content)
    assert "Dienstag, 1. Dezember Ausstellung Fr, 20. November 2026 bis Mi, 9. Dezember 2026" in december
    assert "Ausstellung ganztägig bis Mi, 9.12." in plan_text(
        fetch(client, address="/veranstaltungen/2026/11/plan.pdf").content
    )


def test_what_ends_after_midnight_says_when(client, house, event):
    make_date(event, day=31, hour=22, hours=4)
    make_date(event, day=30, hour=22, hours=2)
    text = read(client)
    assert "22:00 Gymnastik 22 Uhr bis Fr, 1.1., 2 Uhr" in text
    assert "22:00 Gymnastik bis 24 Uhr" in text


def test_a_draft_is_not_printed(client, house, event):
    make_date(event)
    Event.objects.update(status=Event.Status.DRAFT)
    assert "Gymnastik" not in read(client)


def test_an_empty_month_is_a_plan_with_a_sentence(client, house):
    assert "Für diesen Monat steht noch nichts im Kalender. Rufen Sie uns gern an: 0123 456789" in read(client)


def test_a_house_nobody_has_entered_has_a_plan_too(client, event):
    make_date(event)
    assert not House.objects.exists()
    assert "Gymnastik" in read(client)


def test_every_room_of_the_house_is_on_the_plan(client, house, event, settings, monkeypatch):
    start = clock.local(datetime(2026, 12, 3).date()) + timedelta(hours=15)
    room = toy_section.ToySection(starts_at=start, ends_at=start + timedelta(hours=1))
    monkeypatch.setattr(toy_section, "section", room)
    make_date(event)
    settings.SECTIONS = [*settings.SECTIONS, "tests.support.toy_section"]
    contract.sections.cache_clear()
    try:
        text = read(client)
    finally:
        contract.sections.cache_clear()
    assert text.index("Puppendoktor kommt") < text.index("Gymnastik")


def test_the_poster_says_once_what_holds_for_most(client, house, event):
    room = Room.objects.create(name="Saal", is_step_free=True)
    Event.objects.update(room=room)
    paid = Event.objects.create(title="Töpfern", slug="toepfern", status="published", cost="fee", cost_note="3 Euro")
    paid.room = Room.objects.create(name="Keller")
    paid.save()
    make_date(event)
    make_date(paid, day=26)
    text = read(client, "?format=a3")
    assert "Wo nichts anderes steht: kostenlos, ohne Anmeldung, ohne Stufen." in text
    assert "Gymnastik bis 11:30 Uhr · Saal Samstag" in text
    assert "Keller · Kosten: 3 Euro · mit Stufen" in text


def test_the_poster_promises_nothing_that_nobody_knows(client, house, event):
    """Whether there are steps is not recorded: then each date says for itself what is known."""
    make_date(event)
    text = read(client, "?format=a3")
    assert "Wo nichts anderes steht" not in text
    assert "bis 11:30 Uhr · kostenlos" in text


def test_the_address_of_the_month_is_a_link_and_in_words(client, house, event):
    make_date(event)
    pdf = fetch(client).content
    assert links(pdf) == ["http://testserver/veranstaltungen/2026/12/"]
    assert "testserver/veranstaltungen/2026/12/" in plan_text(pdf)


@pytest.mark.parametrize("is_demo", [True, False])
def test_sample_data_is_called_so(client, house, settings, is_demo):
    settings.IS_DEMO = is_demo
    assert ("Mit Beispieldaten" in read(client)) == is_demo


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "monatsplan-testhaus-2026-12.pdf"),
        ("?format=gross", "monatsplan-testhaus-2026-12-gross.pdf"),
        ("?format=a3", "monatsplan-testhaus-2026-12-a3.pdf"),
    ],
)
def test_it_opens_in_the_browser_and_has_a_name_for_the_folder(client, house, query, name):
    response = fetch(client, query)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{name}"'
    assert not response.cookies


def test_an_address_without_the_zero_leads_to_the_one_with_it(client):
    response = client.get("/veranstaltungen/2027/3/plan.pdf?format=a3")
    assert (response.status_code, response["Location"]) == (301, "/veranstaltungen/2027/03/plan.pdf?format=a3")


@pytest.mark.parametrize(
    "path",
    [
        "2026/13/plan.pdf",
        "2026/00/plan.pdf",
        "1999/12/plan.pdf",
        "2026/10/plan.pdf",
        "2028/06/plan.pdf",
        "9999/12/plan.pdf",
        "999999999999/12/plan.pdf",
        "2026/12/plan.pdf?format=a5",
        "2026/12/plan.pdf?format=",
    ],
)
def test_there_is_no_plan_of_such_a_month_or_format(client, house, path, typeset):
    response = client.get(f"/veranstaltungen/{path}")
    assert response.status_code == 404
    assert typeset == []


@pytest.mark.parametrize("path", ["2026/11", "2028/05"])
def test_the_first_and_the_last_month_that_have_a_plan(client, house, path):
    fetch(client, address=f"/veranstaltungen/{path}/plan.pdf")


def test_a_plan_beyond_the_calendar_says_how_far_it_reaches(client, house, event):
    make_date(event)
    page = client.get("/veranstaltungen/2026/10/plan.pdf").content.decode()
    assert "Unser Kalender reicht von November 2026 bis Mai 2028." in page


def test_only_reading_is_allowed(client, house):
    assert client.post(ADDRESS).status_code == 405
    assert client.head(ADDRESS).status_code == 200


def test_a_plan_is_typeset_once(client, house, event, typeset):
    make_date(event)
    first = fetch(client).content
    assert fetch(client).content == first
    assert len(typeset) == 1


def test_the_day_stays_that_on_which_it_was_made(client, house, event, typeset, in_november):
    make_date(event)
    fetch(client)
    in_november.move_to(NOW + timedelta(days=3))
    assert "Stand: 22. November 2026" in read(client)
    make_date(event, day=28)
    assert "Stand: 25. November 2026" in read(client)
    assert len(typeset) == 2


def test_each_format_month_and_website_has_a_plan_of_its_own(client, house, event, typeset, settings):
    settings.ALLOWED_HOSTS = ["*"]
    fetch(client)
    fetch(client, "?format=gross")
    fetch(client, "?format=a3")
    fetch(client, address="/veranstaltungen/2027/01/plan.pdf")
    other = client.get(ADDRESS, headers={"host": "www.haus.example"}).content
    assert links(other) == ["http://www.haus.example/veranstaltungen/2026/12/"]
    assert len(typeset) == 5


def test_what_does_not_stand_on_the_plan_makes_no_new_one(client, house, event, typeset):
    make_date(event)
    fetch(client)
    Event.objects.update(description="<p>Ein langer Text für die Website.</p>")
    fetch(client)
    assert len(typeset) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda event: Event.objects.update(title="Tanztee"),
        lambda event: Occurrence.objects.update(status="cancelled"),
        lambda event: House.objects.update(phone="0123 999"),
        lambda event: Funder.objects.create(name="Noch jemand"),
        lambda event: event.occurrences.all().delete(),
    ],
    ids=["title", "cancelled", "telephone", "funder", "deleted"],
)
def test_what_stands_on_the_plan_makes_a_new_one(client, house, event, typeset, change):
    make_date(event)
    before = fetch(client)
    change(event)
    after = fetch(client)
    assert len(typeset) == 2
    assert before["ETag"] != after["ETag"]


def test_an_event_that_is_published_by_the_clock_is_on_the_next_plan(client, house, event, in_november):
    event.publish_at = NOW + timedelta(hours=2)
    event.save()
    make_date(event)
    assert "Gymnastik" not in read(client)
    in_november.move_to(NOW + timedelta(hours=3))
    assert "Gymnastik" in read(client)


def test_who_has_the_plan_is_told_that_it_is_still_right(client, house, event):
    """Also the staff, for whom the memory for anonymous readers does not answer."""
    make_date(event)
    client.cookies["sessionid"] = "x"
    etag = fetch(client)["ETag"]
    response = client.get(ADDRESS, headers={"if-none-match": etag})
    assert (response.status_code, response.content) == (304, b"")


def test_a_plan_lost_from_the_cache_is_made_again(client, house, event, typeset):
    make_date(event)
    client.cookies["sessionid"] = "x"
    fetch(client)
    caches["files"].clear()
    fetch(client)
    assert len(typeset) == 2


@pytest.mark.parametrize("key", ["a4", "gross"])
@pytest.mark.parametrize("month", [1, 2, 3])
def test_the_number_of_pages_is_guessed_well_enough_to_buy_paper(client, demo_house, key, month):
    found = contract.entries(*clock.month_bounds(2027, month))
    pages = len(page_texts(fetch(client, f"?format={key}", f"/veranstaltungen/2027/{month:02}/plan.pdf").content))
    assert len(found) > 60
    assert abs(FORMATS[key].pages(len(found)) - pages) <= 2


def test_a_month_without_dates_has_one_page(house):
    assert (FORMATS["a4"].pages(0), FORMATS["gross"].pages(1)) == (1, 1)


def test_dates_that_fill_pages_are_all_there_in_order(client, house, event):
    for day in range(1, 32):
        for hour in (9, 11, 14, 17):
            make_date(event, day=day, hour=hour, title=f"Treffen {day} um {hour}")
    pages = page_texts(fetch(client).content)
    text = words(" ".join(pages))
    places = [text.index(f"Treffen {day} um {hour} bis") for day in range(1, 32) for hour in (9, 11, 14, 17)]
    assert places == sorted(places)
    assert f"Seite {len(pages)} von {len(pages)}" in words(pages[-1])
    assert len(pages) > 1
