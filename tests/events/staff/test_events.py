"""Staff edit events, series and single dates, and preview the effects of saving."""

import re
from datetime import date, time
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Category, Event, Occurrence, Series
from events.scheduling import changes
from events.scheduling.generation import add_date, make_dates
from kasch_site.common import clock, sections
from kasch_site.house.models import Room, SpecialPeriod
from tests.support.browser.markup import parse

TODAY = date(2026, 11, 2)
ADD = "/admin/events/event/add/"


@pytest.fixture(autouse=True)
def monday_morning(time_machine):
    time_machine.move_to(clock.local(TODAY, time(8)))


@pytest.fixture
def hall(db):
    return Room.objects.create(name="Saal")


TUESDAYS = {
    "frequency": "weekly",
    "interval": "1",
    "nth": "",
    "weekday": "1",
    "starts_on": "2026-11-01",
    "starts_at": "09:30",
    "ends_at": "10:30",
    "until": "",
    "count": "",
    "on_public_holidays": "cancel",
    "on_school_holidays": "keep",
    "on_closing_days": "cancel",
}


def form_of(event=None, series=(), dates=(), registration_settings=(), **answers):
    """Return the form data of an event; `series`, `dates` and `registration_settings` are inlines."""
    data = {"title": "Gymnastik", "cost": "free", "sign_up": "none", "status": "published", "slug": "", **answers}
    data |= {"is_step_free": "unknown", "children_welcome": "unknown", "_save": "1"}
    if event:
        data |= {"title": event.title, "slug": event.slug, **answers}
    for prefix, rows in (("series", series), ("occurrences", dates), ("registration_settings", registration_settings)):
        stored = sum(1 for row in rows if "id" in row)
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": stored}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
            if event:
                data[f"{prefix}-{number}-event"] = event.pk
    return data


def tuesdays_of(series):
    return {**TUESDAYS, "id": series.pk}


def address_of(event):
    return f"/admin/events/event/{event.pk}/change/"


def confirmed(client, address, data):
    """Save, and confirm if asked."""
    return client.post(address, {**data, "_confirmed": "1"})


def text_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def errors_of(response):
    return [unescape(text) for text in re.findall(r'<ul class="errorlist[^>]*>\s*<li>(.*?)</li>', response.text, re.S)]


def test_a_list_without_a_choice_says_so_in_words(admin_client):
    page = admin_client.get(ADD).text
    assert "---------" not in page and {"kein Bild", "bitte wählen"} <= set(re.findall(r"[^<>\n]+", page))


def test_a_new_series_lists_its_dates_and_creates_them_after_confirmation(admin_client):
    data = form_of(series=[TUESDAYS])
    confirmation = admin_client.post(ADD, data)
    assert "Gymnastik, jeden Dienstag, 9:30–10:30 Uhr: 83 Termine neu" in text_of(confirmation)
    assert "Neu: Di, 3.11., Di, 10.11.," in text_of(confirmation)
    assert "und 75 weitere bis Di, 30.5.2028" in text_of(confirmation)
    assert not Event.objects.exists()
    assert confirmed(admin_client, ADD, data).status_code == 302
    event = Event.objects.get()
    assert (event.slug, event.occurrences.count()) == ("gymnastik", 83)


def test_changing_a_series_lists_deleted_and_kept_dates(admin_client, event, make_series):
    series = make_series()
    make_dates(TODAY)
    changes.cancel(series.occurrences.get(slot=date(2026, 12, 22)), "Weihnachtsfeier")
    data = form_of(event, series=[tuesdays_of(series) | {"weekday": "2"}])
    confirmation = text_of(admin_client.post(address_of(event), data))
    assert (
        "jeden Mittwoch, 9:30–10:30 Uhr: 83 Termine neu, 82 gibt es nicht mehr, 1 abweichender bleibt" in confirmation
    )
    assert "Diese Termine gibt es dann nicht mehr: Di, 3.11.," in confirmation
    assert "Bleibt, wie von Hand geändert: Di, 22.12." in confirmation
    assert series.occurrences.filter(slot=date(2026, 11, 3)).exists()
    confirmed(admin_client, address_of(event), data)
    assert list(series.occurrences.filter(slot__week_day=3).values_list("slot", flat=True)) == [date(2026, 12, 22)]


@pytest.mark.parametrize(("status", "word"), [("published", "Sichtbar als „Entfällt“"), ("draft", "Entfallen")])
def test_dates_on_holidays_are_listed_with_their_reason(admin_client, event, status, word):
    day = date(2026, 11, 18)
    Event.objects.update(status=status)
    SpecialPeriod.objects.create(kind="public", name="Buß- und Bettag", first_day=day, last_day=day)
    data = form_of(event, series=[TUESDAYS | {"weekday": "2"}]) | {"status": status}
    confirmation = admin_client.post(address_of(event), data)
    assert "Termine neu, davon 1 entfällt" in text_of(confirmation)
    assert f"{word}: Mi, 18.11. (Feiertag: Buß- und Bettag)" in text_of(confirmation)


def test_days_without_a_date_are_counted_and_listed(admin_client, event, make_series):
    series = make_series(starts_on=date(2026, 11, 1))
    make_dates(TODAY)
    changes.retitle(series.occurrences.get(slot=date(2026, 12, 22)), "Mit Plätzchen")
    SpecialPeriod.objects.create(
        kind="school", name="Weihnachtsferien", first_day=date(2026, 12, 21), last_day=date(2027, 1, 5)
    )
    answers = {"on_school_holidays": "skip"}
    data = form_of(event, series=[tuesdays_of(series) | answers])
    confirmation = text_of(admin_client.post(address_of(event), data))
    assert "Gymnastik: 2 gibt es nicht mehr, 1 abweichender bleibt, an 2 Tagen kein Termin" in confirmation
    assert "auch nicht im Plan: Di, 29.12. (Weihnachtsferien), Di, 5.1.2027 (Weihnachtsferien)" in confirmation
    confirmed(admin_client, address_of(event), data)
    slots = series.occurrences.filter(slot__range=("2026-12-21", "2027-01-05")).values_list("slot", flat=True)
    assert list(slots) == [date(2026, 12, 22)]
    confirmation = text_of(admin_client.post(ADD, form_of(series=[TUESDAYS | answers], title="Tanz")))
    assert "Tanz, jeden Dienstag, 9:30–10:30 Uhr: 80 Termine neu, an 3 Tagen kein Termin" in confirmation


def test_dates_cancelled_by_a_new_rule_are_counted_in_the_heading(admin_client, event, make_series):
    series = make_series(on_public_holidays="keep", starts_on=date(2026, 11, 1))
    day = date(2026, 11, 17)
    SpecialPeriod.objects.create(kind="public", name="Buß- und Bettag", first_day=day, last_day=day)
    make_dates(TODAY)
    confirmation = admin_client.post(address_of(event), form_of(event, series=[tuesdays_of(series)]))
    assert "Gymnastik, jeden Dienstag, 9:30–10:30 Uhr: 1 fällt aus" in text_of(confirmation)


def test_a_change_of_the_title_needs_no_confirmation_and_updates_calendar_feeds(admin_client, event, make_series):
    series = make_series()
    make_dates(TODAY)
    data = form_of(event, series=[tuesdays_of(series)], title="Gymnastik im Sitzen")
    assert admin_client.post(address_of(event), data).status_code == 302
    assert set(series.occurrences.values_list("sequence", flat=True)) == {1}


def test_saving_without_changes_changes_nothing(admin_client, event, make_series):
    series = make_series(starts_on=date(2026, 11, 1))
    make_dates(TODAY)
    before = list(series.occurrences.values())
    assert admin_client.post(address_of(event), form_of(event, series=[tuesdays_of(series)])).status_code == 302
    assert list(series.occurrences.values()) == before


def test_deleting_a_series_deletes_its_dates_except_manually_changed_ones(admin_client, event, make_series):
    series = make_series()
    make_dates(TODAY)
    changes.retitle(series.occurrences.get(slot=date(2026, 12, 22)), "Mit Plätzchen")
    data = form_of(event, series=[tuesdays_of(series) | {"DELETE": "on"}])
    assert "Gymnastik: 82 gibt es nicht mehr" in text_of(admin_client.post(address_of(event), data))
    assert event.occurrences.count() == 83
    confirmed(admin_client, address_of(event), data)
    assert [row.title for row in event.occurrences.all()] == ["Mit Plätzchen"]
    assert not Series.objects.exists()


def test_publishing_an_event_without_dates_asks_for_confirmation_once(admin_client):
    confirmation = text_of(admin_client.post(ADD, form_of()))
    assert "„Gymnastik“ hat noch keinen Termin. Ohne Termin steht sie in keinem Plan." in confirmation
    assert not Event.objects.exists()
    assert confirmed(admin_client, ADD, form_of()).status_code == 302
    event = Event.objects.get()
    assert admin_client.post(address_of(event), form_of(event, summary="Im Sitzen")).status_code == 302


def test_a_draft_needs_no_dates(admin_client):
    assert admin_client.post(ADD, form_of(status="draft")).status_code == 302


def test_unpublishing_states_that_the_page_disappears(admin_client, event):
    confirmation = text_of(admin_client.post(address_of(event), form_of(event, status="draft")))
    assert "verschwindet von der Website und aus dem Plan" in confirmation
    assert Event.objects.get().status == "published"
    confirmed(admin_client, address_of(event), form_of(event, status="draft"))
    assert Event.objects.get().status == "draft"
    assert admin_client.post(address_of(event), form_of(event, status="draft", summary="x")).status_code == 302


def test_a_single_date_is_saved_without_confirmation(admin_client):
    data = form_of(dates=[{"day": "2026-12-04", "start": "18:00", "end": "19:30"}], title="Lesung")
    assert admin_client.post(ADD, data).status_code == 302
    row = Occurrence.objects.get()
    assert (row.key, row.starts_at, row.series, row.is_different) == (
        "2026-12-04",
        clock.local(date(2026, 12, 4), time(18)),
        None,
        False,
    )


def test_a_single_date_is_moved_and_deleted_in_the_form_of_its_event(admin_client, event):
    day = date(2026, 12, 4)
    first = add_date(event, clock.local(day, time(18)), clock.local(day, time(19)))
    second = add_date(event, clock.local(day, time(20)), clock.local(day, time(21)))
    rows = [
        {"id": first.pk, "day": "2026-12-05", "start": "18:00", "end": "19:00"},
        {"id": second.pk, "day": "2026-12-04", "start": "20:00", "end": "21:00", "DELETE": "on"},
    ]
    assert admin_client.post(address_of(event), form_of(event, dates=rows)).status_code == 302
    moved = event.occurrences.get()
    assert (moved.pk, moved.key, moved.sequence) == (first.pk, "2026-12-04", 1)
    assert moved.starts_at == clock.local(date(2026, 12, 5), time(18))


@pytest.mark.parametrize(
    ("answers", "begins", "ends"),
    [
        ({"start": "20:00", "end": "01:00"}, (4, time(20)), (5, time(1))),
        ({"is_all_day": "on"}, (4, time(0)), (5, time(0))),
        ({"is_all_day": "on", "last_day": "2026-12-06"}, (4, time(0)), (7, time(0))),
        ({"start": "15:00", "end": "11:00", "last_day": "2026-12-06"}, (4, time(15)), (6, time(11))),
    ],
)
def test_the_duration_of_a_date_is_shown_as_it_was_entered(admin_client, answers, begins, ends):
    admin_client.post(ADD, form_of(dates=[{"day": "2026-12-04", **answers}]))
    row = Occurrence.objects.get()
    assert row.starts_at == clock.local(date(2026, 12, begins[0]), begins[1])
    assert row.ends_at == clock.local(date(2026, 12, ends[0]), ends[1])
    address = f"/admin/events/occurrence/{row.pk}/change/"
    page = admin_client.get(address).text
    shown = dict(re.findall(r'name="(day|start|end|last_day)" value="([^"]*)"', page))
    assert shown["day"] == "2026-12-04"
    same = {"status": "planned", **shown, **({"is_all_day": "on"} if row.is_all_day else {})}
    admin_client.post(address, same)
    row.refresh_from_db()
    assert (row.sequence, row.starts_at, row.ends_at) == (
        0,
        clock.local(date(2026, 12, begins[0]), begins[1]),
        clock.local(date(2026, 12, ends[0]), ends[1]),
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"weekday": ""}, "Bitte wählen Sie den Wochentag."),
        ({"frequency": "monthly"}, "Bitte wählen Sie, der wievielte im Monat: zum Beispiel „letzten“."),
        ({"frequency": "monthly", "nth": "-1", "weekday": ""}, "Bitte wählen Sie den Wochentag."),
        ({"interval": "0"}, "Bitte eine Zahl ab 1: 1 heißt jede Woche, 2 heißt alle zwei Wochen."),
        ({"interval": "53"}, "Bitte höchstens 52."),
        ({"starts_at": ""}, "Wann beginnt es?"),
        ({"ends_at": ""}, "Wann endet es?"),
        ({"ends_at": "09:30"}, "Beginn und Ende sind gleich."),
        ({"ends_at": "08:30"}, "Das Ende liegt vor dem Beginn."),
        ({"until": "2026-10-31"}, "Der letzte Tag liegt vor dem ersten."),
        ({"until": "2026-11-02"}, "Bis zu diesem Tag gibt es keinen einzigen Termin."),
        ({"until": "2026-12-31", "count": "3"}, "Bitte nur eines von beiden"),
        ({"until": "9999-12-31"}, "Bitte prüfen Sie das Jahr"),
        ({"count": "0"}, "Bitte eine Zahl ab 1"),
        ({"count": "1000000"}, "Bitte höchstens 1000"),
        ({"starts_on": "0026-11-01"}, "Bitte prüfen Sie das Jahr: es muss zwischen 2000 und 2031 liegen."),
        ({"starts_on": "2226-11-01"}, "Bitte prüfen Sie das Jahr"),
    ],
)
def test_an_impossible_series_is_refused_with_a_message(admin_client, event, make_series, wrong, sentence):
    series = make_series()
    for row in (TUESDAYS | wrong, tuesdays_of(series) | wrong):
        response = admin_client.post(address_of(event), form_of(event, series=[row]))
        assert response.status_code == 200
        assert sentence in " ".join(errors_of(response))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"start": ""}, "Wann beginnt es? Sonst wählen Sie „ganzer Tag“."),
        ({"end": "17:00"}, "Das Ende liegt vor dem Beginn."),
        ({"end": "18:00"}, "Beginn und Ende sind gleich."),
        ({"last_day": "2026-12-03"}, "Der letzte Tag liegt vor dem ersten."),
        ({"last_day": "2027-12-04"}, "Ein Termin dauert höchstens 100 Tage."),
        ({"day": "9999-12-31", "is_all_day": "on"}, "Bitte prüfen Sie die Jahreszahl."),
        ({"day": "9999-12-31", "end": "02:00"}, "Bitte prüfen Sie die Jahreszahl."),
        ({"day": "0001-01-01"}, "Bitte prüfen Sie die Jahreszahl."),
        ({"day": "2026-02-30"}, "Das ist kein Tag."),
    ],
)
def test_an_impossible_date_is_refused_with_a_message(admin_client, event, wrong, sentence):
    row = {"day": "2026-12-04", "start": "18:00", "end": "19:00"} | wrong
    response = admin_client.post(address_of(event), form_of(event, dates=[row]))
    assert response.status_code == 200
    assert sentence in " ".join(errors_of(response))


def test_all_errors_are_listed_at_the_top_with_links_to_their_fields(admin_client):
    data = form_of(title="", dates=[{"day": "2026-12-04", "start": "", "end": ""}], publish_at_0="x", publish_at_1="y")
    page = admin_client.post(ADD, data).text
    summary = page[page.index("error-summary") : page.index("<fieldset")]
    links = re.findall(r'<a href="#([^"]+)">(.*?)</a>', summary, re.DOTALL)
    links = [(place, " ".join(text.split())) for place, text in links]
    assert links[0] == ("id_title", "Titel: Bitte geben Sie einen Titel ein.")
    assert {"id_publish_at_0", "id_occurrences-0-start"} <= {place for place, _text in links}
    assert all(f'id="{place}"' in page for place, _text in links)


def test_a_room_together_with_a_place_is_refused_with_a_message(admin_client, event, hall):
    response = admin_client.post(address_of(event), form_of(event, room=hall.pk, place="Stadtpark"))
    assert "Bitte nur eines von beiden: ein Raum im Haus oder ein Ort außerhalb." in errors_of(response)


@pytest.mark.parametrize("status", ["published", "draft"])
def test_a_room_used_twice_is_a_warning_with_both_names(admin_client, event, make_series, hall, status):
    make_series(event=Event.objects.create(title="Blutspende", slug="blutspende", room=hall, status=status))
    make_dates(TODAY)
    data = form_of(event, series=[TUESDAYS | {"starts_at": "10:00", "ends_at": "11:00", "count": "3"}], room=hall.pk)
    confirmation = text_of(admin_client.post(address_of(event), data))
    assert "Saal ist am Di, 3.11., 9:30–10:30 Uhr schon belegt: Blutspende." in confirmation
    assert "Sie speichern gerade: Gymnastik, Di, 3.11., 10–11 Uhr. Ebenso am Di, 10.11.; Di, 17.11." in confirmation
    assert confirmed(admin_client, address_of(event), data).status_code == 302


def test_a_room_used_by_another_section_is_a_warning_too(admin_client, event, hall, monkeypatch):
    from tests.support.toys.toy_section import ToySection

    day = date(2026, 12, 4)
    toys = ToySection(starts_at=clock.local(day, time(18)), ends_at=clock.local(day, time(20)), room_id=hall.pk)
    built = (*sections.sections(), toys)
    monkeypatch.setattr("kasch_site.common.sections.registry.sections", lambda: built)
    data = form_of(event, dates=[{"day": "2026-12-04", "start": "19:00", "end": "20:00"}], room=hall.pk)
    confirmation = text_of(admin_client.post(address_of(event), data))
    assert "Saal ist am Fr, 4.12., 18–20 Uhr schon belegt: Puppendoktor kommt." in confirmation
    assert "Sie speichern gerade: Gymnastik, Fr, 4.12., 19–20 Uhr." in confirmation


def test_a_changed_room_is_checked_for_conflicts(admin_client, event, make_series, hall):
    series = make_series()
    make_series(event=Event.objects.create(title="Blutspende", slug="blutspende", room=hall, status="published"))
    make_dates(TODAY)
    plain = form_of(event, series=[tuesdays_of(series)])
    confirmation = text_of(admin_client.post(address_of(event), plain | {"room": hall.pk}))
    assert "Ein Raum ist doppelt belegt" in confirmation
    assert "Saal ist am Di, 3.11., 9:30–10:30 Uhr schon belegt: Blutspende." in confirmation
    assert "Ebenso am Di, 10.11.; Di, 17.11.; Di, 24.11.; Di, 1.12. und an 78 weiteren Tagen" in confirmation
    confirmed(admin_client, address_of(event), plain | {"room": hall.pk})
    described = plain | {"room": hall.pk, "summary": "Im Sitzen"}
    assert admin_client.post(address_of(event), described).status_code == 302


def test_the_button_copies_everything_but_dates_state_and_address(admin_client, event, make_series, hall):
    Event.objects.update(room=hall, bring_along="Matte", summary="Beweglich bleiben")
    make_series()
    page = parse(admin_client.get(address_of(event)))
    form = next(each for each in page.all("form", method="post") if each.get("action", "").endswith("/kopieren/"))
    admin_client.post(form["action"], {each["name"]: each["value"] for each in form.all("input", type="hidden")})
    copy = Event.objects.exclude(pk=event.pk).get()
    assert (copy.title, copy.room, copy.bring_along) == ("Gymnastik", hall, "Matte")
    assert (copy.status, copy.slug) == ("draft", "gymnastik-2")
    assert not copy.series.exists() and not copy.occurrences.exists()


def test_the_list_shows_the_next_date_and_can_be_filtered(admin_client, event, make_series, hall):
    make_series(until=date(2026, 11, 30))
    make_dates(TODAY)
    Event.objects.create(title="Chor", slug="chor", room=hall)
    lists = {
        "": {"Gymnastik", "Chor"},
        "?termine=kommen": {"Gymnastik"},
        "?termine=keine": {"Chor"},
        "?termine=nie": set(),
        "?serie=endet": {"Gymnastik"},
        "?status__exact=draft": {"Chor"},
        f"?room__id__exact={hall.pk}": {"Chor"},
        "?bild=stumm": set(),
        "?q=chor": {"Chor"},
    }
    for query, titles in lists.items():
        response = admin_client.get(f"/admin/events/event/{query}")
        assert {row.title for row in response.context["cl"].result_list} == titles, query
    assert "Di, 3. November 2026" in admin_client.get("/admin/events/event/").text


def test_the_list_of_events_has_a_constant_query_count(admin_client, hall):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            assert admin_client.get("/admin/events/event/").status_code == 200
        return len(counted)

    Event.objects.create(title="Eins", slug="eins", room=hall, category=Category.objects.create(name="Lesen"))
    queries()
    few = queries()
    for number in range(30):
        Event.objects.create(title=f"Nr. {number}", slug=f"nr-{number}", room=hall)
    assert queries() <= few


def test_an_event_is_deleted_with_all_its_dates(admin_client, event, make_series):
    make_series()
    make_dates(TODAY)
    address = f"/admin/events/event/{event.pk}/delete/"
    assert admin_client.get(address).status_code == 200
    assert admin_client.post(address, {"post": "yes"}).status_code == 302
    assert not Occurrence.objects.exists()


def test_a_concurrent_slug_conflict_preserves_the_second_input(admin_client, event, monkeypatch):
    monkeypatch.setattr(Event, "validate_unique", lambda *args, **kwargs: None)
    response = admin_client.post(ADD, form_of(slug=event.slug, title="Kreistanz"))
    assert response.status_code == 200
    assert 'value="Kreistanz"' in response.text
    assert "Jemand hat im selben Augenblick etwas gespeichert" in response.text
    assert Event.objects.count() == 1


def test_series_need_no_rule_syntax_and_forms_satisfy_the_csp(admin_client, event, make_series):
    make_series()
    make_dates(TODAY)
    for address in (ADD, address_of(event), "/admin/events/event/", "/admin/events/occurrence/"):
        page = admin_client.get(address).text
        assert "RRULE" not in page
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*\b(src|nonce|type=\"application/json\"))[^>]*>", page)
        assert not re.search(r"\son[a-z]+=\"", page)


def test_a_category_gets_its_slug_from_its_name(admin_client):
    response = admin_client.post(
        "/admin/events/category/add/", {"name": "Nähen und Ähnliches", "order": "0", "slug": ""}
    )
    assert response.status_code == 302
    assert Category.objects.get().slug == "naehen-und-aehnliches"


def test_dry_runs_are_never_visible_to_residents(admin_client, event, hall):
    day = date(2026, 12, 4)
    other = Event.objects.create(title="Blutspende", slug="blutspende", room=hall, status="published")
    add_date(other, clock.local(day, time(18)), clock.local(day, time(19)))
    data = form_of(event, dates=[{"day": "2026-12-04", "start": "18:00", "end": "19:00"}], room=hall.pk)
    confirmation = admin_client.post(address_of(event), data | {"title": "Kreistanz, nur geprobt"})
    assert "Kreistanz, nur geprobt" in text_of(confirmation)
    add_date(event, clock.local(day, time(20)), clock.local(day, time(21)))
    for number in range(40):
        # One of these saves raises the stamp to the number that the dry run had.
        Event.objects.filter(pk=other.pk).update(bring_along=str(number))
        titles = {entry.title for entry in sections.entries(*clock.day_bounds(day))}
        assert titles == {"Gymnastik", "Blutspende"}


@pytest.mark.parametrize("query", ["", "?termine=keine"])
def test_selected_events_are_published_or_deleted_in_any_list(admin_client, event, query):
    draft = Event.objects.create(title="Lesung")
    address = f"/admin/events/event/{query}"
    admin_client.post(address, {"action": "publish", "_selected_action": [draft.pk]})
    draft.refresh_from_db()
    assert draft.status == "published"
    admin_client.post(address, {"action": "withdraw", "_selected_action": [draft.pk], "post": "yes"})
    admin_client.post(address, {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"})
    assert list(Event.objects.all()) == [event]


def test_one_selected_event_can_be_copied(admin_client, event):
    other = Event.objects.create(title="Lesung")
    chosen = {"action": "copy_event", "_selected_action": [event.pk]}
    address = admin_client.post("/admin/events/event/", chosen).url
    assert address == address_of(Event.objects.exclude(pk__in=[event.pk, other.pk]).get())
    both = admin_client.post("/admin/events/event/", chosen | {"_selected_action": [event.pk, other.pk]}, follow=True)
    assert "Bitte wählen Sie genau eine Veranstaltung" in text_of(both)


def parts_of(page):
    """Return the headings of the form in order, and whether their sections are collapsed."""
    headings = re.findall(
        r'(<summary>)?\s*<h2 id="[^"]*" class="(?:fieldset|inline)-heading">\s*(.*?)\s*</h2>', page, re.S
    )
    return {text: bool(folded) for folded, text in headings}


def test_the_form_shows_main_fields_first_and_collapses_rare_ones(admin_client):
    parts = parts_of(admin_client.get(ADD).text)
    assert list(parts)[:4] == ["Was?", "Wann? Einzelne Termine", "Wann? Was immer wiederkommt", "Wo?"]
    assert [text for text, folded in parts.items() if folded] == [
        "Wann? Was immer wiederkommt",
        "Anmeldung über die Website",
        "Stufen, Mitbringen, Kinder, Sprachen, Haltestelle",
        "Erst später zeigen, Adresse der Seite",
    ]


def test_sections_with_values_are_expanded(admin_client, event, make_series):
    make_series()
    make_dates(TODAY)
    parts = parts_of(admin_client.get(address_of(event)).text)
    assert (parts["Wann? Einzelne Termine"], parts["Wann? Was immer wiederkommt"]) == (True, False)
    add_date(event, clock.local(date(2026, 12, 4), time(18)), clock.local(date(2026, 12, 4), time(19)))
    parts = parts_of(admin_client.get(address_of(event)).text)
    assert (parts["Wann? Einzelne Termine"], parts["Wann? Was immer wiederkommt"]) == (False, False)


def test_an_entered_series_is_expanded_when_the_form_is_shown_again(admin_client):
    back = admin_client.post(ADD, form_of(series=[TUESDAYS]) | {"_back_to_form": "1"}).text
    assert not parts_of(back)["Wann? Was immer wiederkommt"]
    empty = TUESDAYS | dict.fromkeys(["weekday", "starts_on", "starts_at", "ends_at"], "")
    back = admin_client.post(ADD, form_of(series=[empty]) | {"_back_to_form": "1"}).text
    assert parts_of(back)["Wann? Was immer wiederkommt"]


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"status": "draft"}, "Das hier ist ein Entwurf: Auf der Website sieht es noch niemand."),
        ({"publish_at": clock.local(date(2026, 12, 1), time(9))}, "erst zu sehen ab: 01.12.2026, 09:00."),
        ({}, ""),
    ],
)
def test_the_form_states_why_the_event_is_not_public(admin_client, event, values, hint):
    Event.objects.update(**values)
    page = admin_client.get(address_of(event))
    assert ("not-public-hint" in page.text) == bool(hint)
    assert hint in text_of(page)


def test_after_saving_the_page_and_the_dates_are_linked(admin_client):
    saved = admin_client.post(
        ADD, form_of(dates=[{"day": "2026-12-04", "start": "18:00", "end": "19:00"}]), follow=True
    )
    event = Event.objects.get()
    assert '<a href="/veranstaltungen/gymnastik/">Auf der Website ansehen</a>' in saved.text
    dates = f"/admin/events/occurrence/?event__id__exact={event.pk}"
    assert f'<a href="{dates}">Alle Termine dieser Veranstaltung</a>' in saved.text
    assert len(admin_client.get(dates).context["cl"].result_list) == 1


def test_after_saving_a_draft_a_message_states_that_it_is_not_public(admin_client):
    saved = admin_client.post(ADD, form_of(status="draft", title="<b>Lesung</b>"), follow=True)
    assert "ist noch ein Entwurf: Auf der Website sieht es niemand." in text_of(saved)
    assert f'<a href="/admin/events/event/{Event.objects.get().pk}/vorschau/">Vorschau ansehen</a>' in saved.text
    assert "<b>Lesung</b>" not in saved.text


def test_selected_drafts_need_no_confirmation(admin_client, event):
    draft = Event.objects.create(title="Lesung")
    chosen = {"action": "withdraw", "_selected_action": [event.pk, draft.pk]}
    confirmation = admin_client.post("/admin/events/event/", chosen)
    assert "<li>Gymnastik</li>" in confirmation.text
    assert "<li>Lesung</li>" not in confirmation.text
    only_drafts = admin_client.post("/admin/events/event/", chosen | {"_selected_action": [draft.pk]}, follow=True)
    assert "Das sind schon Entwürfe." in text_of(only_drafts)
