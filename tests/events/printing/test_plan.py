"""The printed plan of a month: contents, URLs, and caching."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches

from events.models import Event, MonthHighlight, Occurrence
from events.printing import cached_plans
from events.printing.formats import FORMATS
from events.printing.sheet import typesetting
from kasch_site.common import clock
from kasch_site.common import sections as contract
from kasch_site.house.models import Funder, House, Room, SpecialPeriod
from tests.support.files.plan_reader import links, page_texts, plan_text, words
from tests.support.toys import toy_section

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


def read(client, query="?format=liste"):
    """Return the text of a plan, by default of the complete list."""
    return plan_text(fetch(client, query).content)


@pytest.fixture
def typeset(monkeypatch):
    """Record the plans typeset during the test."""
    made = []

    def counting(press):
        return lambda *arguments: made.append(arguments) or press(*arguments)

    monkeypatch.setattr(cached_plans, "typeset", counting(cached_plans.typeset))
    monkeypatch.setattr(typesetting, "typeset_sheet", counting(typesetting.typeset_sheet))
    return made


def test_a_date_is_listed_under_its_day_with_time_title_room_and_facts(client, house, event):
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


def test_prices_and_steps_are_stated(client, house, event):
    event.room = Room.objects.create(name="Werkraum")
    event.cost, event.cost_note = "fee", "Holz nach Verbrauch"
    event.save()
    make_date(event)
    assert "Werkraum · Kosten: Holz nach Verbrauch · mit Stufen" in read(client)


@pytest.mark.parametrize("query", ["", "?format=gross", "?format=a3", "?format=liste"])
def test_house_telephone_stop_date_and_funders_are_on_every_plan(client, house, event, query):
    Funder.objects.create(name="Die Stadt", text="Diese Maßnahme wird mitfinanziert durch Steuermittel.")
    Funder.objects.create(name="Stiftung ohne Wortlaut")
    make_date(event)
    text = read(client, query)
    for part in (
        "Testhaus am Platz",
        "Am Platz 7, 01234 Teststadt",
        "Telefon: 0123 456789",
        "Haltestelle: Am Platz, Linie 1",
        "Stand: 22. November 2026",
        "Träger: Testverein e.V.",
        "Diese Maßnahme wird mitfinanziert durch Steuermittel.",
        "Stiftung ohne Wortlaut",
    ):
        assert part in text
    assert ("Seite 1 von 1" in text) == (query != "?format=a3")


def test_a_cancelled_date_states_the_reason(client, house, event):
    make_date(event, status="cancelled", reason="Der Raum wird gestrichen")
    assert "Gymnastik Entfällt Der Raum wird gestrichen · bis 11:30 Uhr" in read(client)


def test_a_closing_day_is_stated_once_and_lists_all_cancelled_dates(client, house, event):
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
    text = read(client)
    fallen = "9:00 Frühsport (bis 10:30 Uhr, Saal); 11:00 Singkreis (bis 12:30 Uhr, Kirche)"
    assert f"geschlossen: Zwischen den Jahren Das Haus ist geschlossen; es entfallen: {fallen} 14:00 Nähen" in text
    assert "Nähen Entfällt Die Nähmaschine ist kaputt · bis 15:30 Uhr" in text
    assert "16:00 Wandern bis 17:30 Uhr · Bahnhof" in text
    # The house is open on the next day, so its entry must state the reason.
    assert "Malen Entfällt Zwischen den Jahren" in text
    assert text.count("Zwischen den Jahren") == 2


def test_cancelled_entries_of_several_days_are_on_the_plan(client, house, event):
    first, last = datetime(2026, 12, 21).date(), datetime(2026, 12, 31).date()
    SpecialPeriod.objects.create(kind="closed", name="Winterpause", first_day=first, last_day=last)
    for day in range(21, 32):
        for hour in range(8, 20):
            make_date(event, day=day, hour=hour, status="cancelled", reason="Winterpause", title=f"T{day} um {hour}")
    text = read(client)
    places = [text.index(f"{hour}:00 T{day} um {hour} (bis") for day in range(21, 32) for hour in range(8, 20)]
    assert places == sorted(places)
    assert text.count("es entfallen") == 11


def test_a_holiday_is_named_next_to_its_day(client, house, event):
    day = datetime(2026, 12, 25).date()
    SpecialPeriod.objects.create(kind="public", name="Erster Weihnachtstag", first_day=day, last_day=day)
    make_date(event, day=25)
    make_date(event, day=28)
    text = read(client)
    assert "Freitag, 25. Dezember Erster Weihnachtstag 10:00" in text
    assert text.count("Weihnachtstag") == 1


def test_an_entry_of_several_days_is_on_the_plan_of_each_month(client, house, event):
    event.title = "Ausstellung"
    event.save()
    start = clock.local(datetime(2026, 11, 20).date())
    Occurrence.objects.create(
        event=event, key="lang", starts_at=start, ends_at=start + timedelta(days=20), is_all_day=True
    )
    december = read(client)
    assert "Dienstag, 1. Dezember Ausstellung Fr, 20. November 2026 bis Mi, 9. Dezember 2026" in december
    assert "Ausstellung ganztägig bis Mi, 9.12." in plan_text(
        fetch(client, "?format=liste", "/veranstaltungen/2026/11/plan.pdf").content
    )


def test_an_entry_past_midnight_states_its_end(client, house, event):
    make_date(event, day=31, hour=22, hours=4)
    make_date(event, day=30, hour=22, hours=2)
    text = read(client)
    assert "22:00 Gymnastik 22 Uhr bis Fr, 1.1., 2 Uhr" in text
    assert "22:00 Gymnastik bis 24 Uhr" in text


def test_a_draft_is_not_printed(client, house, event):
    make_date(event)
    Event.objects.update(status=Event.Status.DRAFT)
    assert "Gymnastik" not in read(client)


def test_the_plan_of_an_empty_month_has_a_note(client, house):
    for form in FORMATS:
        text = read(client, f"?format={form}")
        assert "Für diesen Monat steht noch nichts im Kalender. Rufen Sie uns gern an: 0123 456789" in text


def test_a_house_without_a_record_has_a_plan(client, event):
    make_date(event)
    assert not House.objects.exists()
    assert "Gymnastik" in read(client)


def test_every_section_of_the_house_is_on_the_plan(client, house, event, settings, monkeypatch):
    start = clock.local(datetime(2026, 12, 3).date()) + timedelta(hours=15)
    room = toy_section.ToySection(starts_at=start, ends_at=start + timedelta(hours=1))
    monkeypatch.setattr(toy_section, "section", room)
    make_date(event)
    settings.SECTIONS = [*settings.SECTIONS, "tests.support.toys.toy_section"]
    contract.sections.cache_clear()
    try:
        text = read(client)
    finally:
        contract.sections.cache_clear()
    assert text.index("Puppendoktor kommt") < text.index("Gymnastik")


@pytest.mark.parametrize("form", ["a4", "a3", "gross"])
def test_the_sheet_states_facts_shared_by_most_dates_once(client, house, event, form):
    room = Room.objects.create(name="Saal", is_step_free=True)
    Event.objects.update(room=room)
    paid = Event.objects.create(title="Töpfern", slug="toepfern", status="published", cost="fee", cost_note="3 Euro")
    paid.room = Room.objects.create(name="Keller")
    paid.save()
    make_date(event)
    make_date(paid, day=26)
    text = read(client, f"?format={form}")
    assert text.count("Wo nichts anderes steht: kostenlos, ohne Anmeldung, ohne Stufen.") == 1
    assert text.count("kostenlos") == 1
    assert "Keller · Kosten: 3 Euro · mit Stufen" in text


def test_the_sheet_states_no_unrecorded_facts(client, house, event):
    """If it is not recorded whether there are steps, each date states what is known."""
    make_date(event)
    text = read(client, "")
    assert "Wo nichts anderes steht" not in text
    assert "kostenlos" in text


def test_the_url_of_the_month_is_a_link_and_printed_text(client, house, event):
    make_date(event)
    pdf = fetch(client).content
    assert links(pdf) == ["http://testserver/veranstaltungen/2026/12/"]
    assert "testserver/veranstaltungen/2026/12/" in plan_text(pdf)


@pytest.mark.parametrize("is_demo", [True, False])
def test_sample_data_is_labelled(client, house, settings, is_demo):
    settings.IS_DEMO = is_demo
    assert ("Mit Beispieldaten" in read(client)) == is_demo


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "monatsplan-testhaus-2026-12.pdf"),
        ("?format=gross", "monatsplan-testhaus-2026-12-gross.pdf"),
        ("?format=a3", "monatsplan-testhaus-2026-12-a3.pdf"),
        ("?format=liste", "monatsplan-testhaus-2026-12-liste.pdf"),
    ],
)
def test_the_plan_is_shown_inline_and_has_a_file_name(client, house, query, name):
    response = fetch(client, query)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{name}"'
    assert not response.cookies


def test_a_url_without_the_leading_zero_is_redirected(client):
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
def test_unknown_months_and_formats_are_not_found(client, house, path, typeset):
    response = client.get(f"/veranstaltungen/{path}")
    assert response.status_code == 404
    assert typeset == []


@pytest.mark.parametrize("path", ["2026/11", "2028/05"])
def test_the_first_and_the_last_month_with_a_plan(client, house, path):
    fetch(client, address=f"/veranstaltungen/{path}/plan.pdf")


def test_a_plan_after_the_calendar_range_states_how_far_it_reaches(client, house, event):
    make_date(event)
    page = client.get("/veranstaltungen/2026/10/plan.pdf").content.decode()
    assert "Unser Kalender reicht von November 2026 bis Mai 2028." in page


def test_only_get_and_head_are_allowed(client, house):
    assert client.post(ADDRESS).status_code == 405
    assert client.head(ADDRESS).status_code == 200


def test_a_plan_is_typeset_once(client, house, event, typeset):
    make_date(event)
    first = fetch(client).content
    assert fetch(client).content == first
    assert len(typeset) == 1


def test_the_date_of_a_cached_plan_is_the_day_of_its_creation(client, house, event, typeset, in_november):
    make_date(event)
    fetch(client)
    in_november.move_to(NOW + timedelta(days=3))
    assert "Stand: 22. November 2026" in read(client, "")
    make_date(event, day=28)
    assert "Stand: 25. November 2026" in read(client, "")
    assert len(typeset) == 2


def test_each_format_month_and_site_has_its_own_plan(client, house, event, typeset, settings):
    settings.ALLOWED_HOSTS = ["*"]
    fetch(client)
    fetch(client, "?format=gross")
    fetch(client, "?format=a3")
    fetch(client, address="/veranstaltungen/2027/01/plan.pdf")
    other = client.get(ADDRESS, headers={"host": "www.haus.example"}).content
    assert links(other) == ["http://www.haus.example/veranstaltungen/2026/12/"]
    assert len(typeset) == 5


def test_changes_not_shown_on_the_plan_do_not_create_a_new_one(client, house, event, typeset):
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
def test_changes_shown_on_the_plan_create_a_new_one(client, house, event, typeset, change):
    make_date(event)
    before = fetch(client)
    change(event)
    after = fetch(client)
    assert len(typeset) == 2
    assert before["ETag"] != after["ETag"]


def test_an_event_published_on_schedule_is_on_the_next_plan(client, house, event, in_november):
    event.publish_at = NOW + timedelta(hours=2)
    event.save()
    make_date(event)
    assert "Gymnastik" not in read(client)
    in_november.move_to(NOW + timedelta(hours=3))
    assert "Gymnastik" in read(client)


def test_an_unchanged_plan_is_answered_with_not_modified(client, house, event):
    """Staff too, who do not get pages from the cache."""
    make_date(event)
    client.cookies["sessionid"] = "x"
    etag = fetch(client)["ETag"]
    response = client.get(ADDRESS, headers={"if-none-match": etag})
    assert (response.status_code, response.content) == (304, b"")


def test_a_plan_missing_from_the_cache_is_created_again(client, house, event, typeset):
    make_date(event)
    client.cookies["sessionid"] = "x"
    fetch(client)
    caches["files"].clear()
    fetch(client)
    assert len(typeset) == 2


@pytest.mark.pages
@pytest.mark.parametrize(("query", "number"), [("", 2), ("?format=a3", 1)])
def test_december_of_the_demo_house_is_one_sheet_and_one_poster(client, demo_house, query, number):
    pages = page_texts(fetch(client, query).content)
    assert len(pages) == number
    assert "weitere" not in words(" ".join(pages))
    leading = MonthHighlight.objects.of(datetime(2026, 12, 1).date()).get().occurrence
    assert leading.shown_title in words(pages[0])


def test_dates_on_several_pages_are_complete_and_in_order(client, house, event):
    for day in range(1, 32):
        for hour in (9, 11, 14, 17):
            make_date(event, day=day, hour=hour, title=f"Treffen {day} um {hour}")
    pages = page_texts(fetch(client, "?format=liste").content)
    text = words(" ".join(pages))
    places = [text.index(f"Treffen {day} um {hour} bis") for day in range(1, 32) for hour in (9, 11, 14, 17)]
    assert places == sorted(places)
    assert f"Seite {len(pages)} von {len(pages)}" in words(pages[-1])
    assert len(pages) > 1
