"""Preparing a month on one page: adding, deciding, publishing, and undoing."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission

from events.models import (
    AcceptedConflict,
    Event,
    Occurrence,
    OccurrenceCapacity,
    OnSpecialDay,
    RegistrationSettings,
    UndoStep,
)
from events.planning import conflict_detection, conflicts, undo
from events.planning.copy_from_last_year import same_weekday
from events.planning.duplication import duplicate
from events.planning.highlights import highlight_of
from events.planning.month_summary import summarize_month
from events.registration.registrant import Registrant
from events.registration.registrations import register
from events.scheduling import changes
from events.scheduling.generation import add_date, make_dates
from kasch_site.accounts.models import User
from kasch_site.common import clock
from kasch_site.house.models import Language, Room, SpecialPeriod
from kasch_site.messaging.models import Message
from kasch_site.worker.execution import run_due_jobs
from tests.support.browser.browser_forms import form_on
from tests.support.browser.markup import parse

DECEMBER = date(2026, 12, 1)
PREPARE = "/admin/events/printedplan/2026/12/"
SINGLE_EVENT = {
    "title": "Sternsingen",
    "day": "2026-12-19",
    "start": "17:00",
    "end": "18:30",
    "cost": "free",
    "sign_up": "none",
    "do": "add",
}


def cases():
    return conflict_detection.find_conflicts(summarize_month(DECEMBER))


def open_cases():
    return [case for case in cases() if case.is_open]


def christmas(kind=SpecialPeriod.Kind.PUBLIC_HOLIDAY, name="Erster Weihnachtstag"):
    return SpecialPeriod.objects.create(kind=kind, name=name, first_day=date(2026, 12, 25), last_day=date(2026, 12, 25))


FORMS = {"decide": "decide", "keep_days": "keep_days", "cancel_days": "keep_days", "again": "again"}


def hidden(client, button):
    """Return the hidden fields of the form with this button, as the page shows them now."""
    form = next(
        (each for each in page(client).all("form") if FORMS[button] in [b.get("value") for b in each.all("button")]),
        None,
    )
    return {each["name"]: each["value"] for each in form.all("input", type="hidden")} if form else {}


def send(client, **data):
    """Open the page and send one of its forms with these data."""
    shown = hidden(client, data["do"]) if data["do"] in FORMS else {}
    return client.post(PREPARE, shown | data)


def page(client):
    response = client.get(PREPARE)
    assert response.status_code == 200
    return parse(response)


# Permissions


def test_only_staff_with_permission_to_change_dates_prepare_a_month(client, single):
    assert client.get(PREPARE).status_code == 302
    client.force_login(User.objects.create_user("guest", is_staff=True))
    for address in (PREPARE, f"{PREPARE}veroeffentlichen/"):
        assert client.get(address).status_code == 403
    for address in (f"{PREPARE}drucken/", f"{PREPARE}zuruecknehmen/"):
        assert client.post(address).status_code == 403


@pytest.mark.parametrize("month", ["2026/13", "2026/0", "1999/1", "2400/1"])
def test_a_month_outside_the_range_is_not_found(editor, month):
    assert editor.get(f"/admin/events/printedplan/{month}/").status_code == 404


def test_the_admin_index_links_to_the_coming_month(editor):
    links = {link.text: link["href"] for link in parse(editor.get("/admin/")).all("a")}
    assert links["Dezember vorbereiten"] == PREPARE
    assert links["Plan für Dezember drucken"] == f"{PREPARE}#drucken"


# The overview


def test_the_month_is_shown_as_printed_with_drafts_marked(editor, single, hall):
    single(room=hall)
    single("Geheimes", day=9, status=Event.Status.DRAFT)
    text = page(editor).one("section", id="plan").text
    assert "Dienstag, 8. Dezember 10:00 Adventslesung bis 12 Uhr · Saal · kostenlos" in text.replace("\u00a0", " ")
    assert "Geheimes Entwurf" in text


def test_dates_and_skipped_days_of_series_are_listed(editor, make_series):
    christmas()
    make_series(weekday=4, on_public_holidays=OnSpecialDay.CANCEL)
    make_series(weekday=4, starts_at=time(14), ends_at=time(15), on_public_holidays=OnSpecialDay.SKIP)
    make_dates(clock.today())
    first, second = (item.text for item in page(editor).one("section", id="serien").all("li"))
    assert "3 Termine · entfällt: Fr, 25.12. (Feiertag: Erster Weihnachtstag)" in first
    assert "3 Termine · kein Termin: 25.12. (Erster Weihnachtstag)" in second


def test_the_progress_states_the_remaining_work(editor, single, hall):
    single(room=hall)
    single("Chor", room=hall, status=Event.Status.DRAFT)
    assert page(editor).one("p", class_="progress").text == "Noch 1 Zusammenstoß, 1 Entwurf."
    Event.objects.all().publish()
    changes.cancel(Occurrence.objects.first(), "krank")
    assert page(editor).one("p", class_="progress").text == "Alles geklärt. Sie können drucken."
    editor.post(f"{PREPARE}drucken/", {"format": "mark"})
    assert page(editor).one("p", class_="progress").text == "Fertig und gedruckt."
    changes.cancel(Occurrence.objects.planned().first(), "krank")
    assert page(editor).one("p", class_="progress").text == "Gedruckt. Seitdem hat sich ein Termin geändert."


@pytest.mark.parametrize("number", [5, 60])
def test_the_page_has_a_constant_query_count(editor, single, hall, make_series, number, django_assert_max_num_queries):
    christmas()
    make_series(weekday=4)
    make_dates(clock.today())
    # Each room is used twice: sixty entries in one room would be 1,770 conflicts, one per pair.
    halls = [hall, *(Room.objects.create(name=f"Zimmer {index}") for index in range(1, (number + 1) // 2))]
    for index in range(number):
        single(f"Treff {index}", day=25, room=halls[index // 2], status=("draft", "published")[index % 2])
        single(f"Fest {index}", year=2025, day=1 + index % 28)
    conflicts.publish(DECEMBER, list(Event.objects.filter(title="Treff 0").values_list("pk", flat=True)))
    editor.post(f"{PREPARE}drucken/", {"format": "mark"})
    changes.cancel(Occurrence.objects.filter(event__title="Treff 1").first(), "krank")
    editor.get(PREPARE)
    with django_assert_max_num_queries(38):
        assert editor.get(PREPARE).status_code == 200


# Adding


def test_the_short_form_creates_a_draft_in_that_month(editor, hall):
    response = send(editor, **SINGLE_EVENT, room=hall.pk)
    assert response.url == f"{PREPARE}#dazu"
    event = Event.objects.get()
    assert (event.title, event.status, event.room) == ("Sternsingen", Event.Status.DRAFT, hall)
    assert event.occurrences.get().starts_at == clock.local(date(2026, 12, 19), time(17))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"title": ""}, "Bitte geben Sie einen Titel ein."),
        ({"end": ""}, "Wann endet es?"),
        ({"end": "17:00"}, "Beginn und Ende sind gleich."),
        ({"day": "2027-01-02"}, "Dieser Tag liegt nicht im Dezember 2026."),
        ({"day": ""}, "Bitte füllen Sie das aus."),
        ({"place": "Kirche"}, "Bitte nur eines von beiden"),
    ],
)
def test_invalid_forms_preserve_input(editor, hall, data, message):
    response = send(editor, **{**SINGLE_EVENT, "room": hall.pk, "cost_note": "2 Euro für Tee", **data})
    assert response.status_code == 200
    result = parse(response)
    assert message in result.one("div", class_="error-summary").text
    values = {field["name"]: field.get("value") for field in result.all("input") if field.get("name")}
    expected = {**SINGLE_EVENT, "cost_note": "2 Euro für Tee", **data}
    for name in ("title", "day", "start", "end", "cost_note"):
        assert (values[name] or "") == expected[name]
    assert not Event.objects.exists()


def test_a_time_skipped_by_the_clock_change_is_a_form_error(editor):
    response = editor.post(
        "/admin/events/printedplan/2027/3/", {**SINGLE_EVENT, "day": "2027-03-28", "start": "02:30", "end": "03:10"}
    )
    assert response.status_code == 200
    assert not Event.objects.exists()


# Last year


@pytest.mark.parametrize(
    ("day", "month", "expected"),
    [
        (date(2025, 12, 6), DECEMBER, date(2026, 12, 5)),
        (date(2025, 12, 30), DECEMBER, date(2026, 12, 29)),
        (date(2025, 8, 30), date(2026, 8, 1), date(2026, 8, 29)),
        (date(2025, 8, 29), date(2026, 2, 1), date(2026, 2, 27)),
    ],
)
def test_the_copied_day_is_the_same_weekday_a_year_later(day, month, expected):
    assert same_weekday(day, month) == expected


def test_a_form_of_the_assistant_sent_twice_makes_one_event(editor, single):
    old = single("Nikolausfest", day=6, year=2025)
    keys = {each["value"] for each in page(editor).all("input", name="_form_key")}
    assert len(keys) == 1
    copied = {"do": "again", "event": old.event.pk, f"wieder{old.event.pk}-day{old.pk}": "2026-12-06"}
    for sent in (SINGLE_EVENT, copied):
        for _time in range(2):
            assert send(editor, **sent, _form_key=next(iter(keys))).status_code == 302
    assert sorted(Event.objects.values_list("title", flat=True)) == ["Nikolausfest", "Nikolausfest", "Sternsingen"]


def test_an_event_of_last_year_is_copied_as_a_draft(editor, single, hall):
    old = single(
        "Nikolausfest", day=6, start=14, end=17, year=2025, room=hall, summary="Mit Stiefeln.", publish_at=None
    )
    old.event.languages.add(Language.objects.get_or_create(code="uk", defaults={"name": "Ukrainisch"})[0])
    form = f"wieder{old.event.pk}-day{old.pk}"
    assert page(editor).one("input", name=form)["value"] == "2026-12-05"
    assert send(editor, do="again", event=old.event.pk, **{form: "2026-12-06"}).status_code == 302
    new = Event.objects.exclude(pk=old.event.pk).get()
    assert (new.title, new.summary, new.status, new.room) == ("Nikolausfest", "Mit Stiefeln.", "draft", hall)
    assert new.slug != old.event.slug
    assert [each.code for each in new.languages.all()] == ["uk"]
    row = new.occurrences.get()
    assert (row.starts_at, row.ends_at) == (
        clock.local(date(2026, 12, 6), time(14)),
        clock.local(date(2026, 12, 6), time(17)),
    )
    assert "steht schon im Plan" in page(editor).one("div", id="letztes-jahr").text


@pytest.mark.parametrize("entered", ["", "2027-01-06", "Nikolaus"])
def test_a_day_outside_the_month_is_refused_and_input_is_preserved(editor, single, entered):
    old = single("Nikolausfest", day=6, year=2025)
    form = f"wieder{old.event.pk}-day{old.pk}"
    response = send(editor, do="again", event=old.event.pk, **{form: entered})
    assert response.status_code == 200
    assert (parse(response).one("input", name=form).get("value") or "") == entered
    assert Event.objects.count() == 1


def test_a_copy_keeps_registration_settings_but_no_registrations(editor, single):
    old = single("Kochkurs", day=6, year=2025)
    values = {
        "places": 8,
        "largest_party": 2,
        "rule": RegistrationSettings.Rule.FITTING,
        "closes_hours_before": 24,
    }
    RegistrationSettings.objects.create(event=old.event, **values)
    duplicate(old.event, [(old, date(2026, 12, 5))])
    copied = RegistrationSettings.objects.exclude(event=old.event).get()
    assert {name: getattr(copied, name) for name in values} == values
    assert not copied.event.occurrences.get().is_cancelled
    assert not OccurrenceCapacity.objects.exists()


def test_a_copy_of_an_event_without_registration_takes_no_registrations(editor, single):
    old = single("Fest", day=6, year=2025)
    duplicate(old.event, [(old, date(2026, 12, 5))])
    assert not RegistrationSettings.objects.exists()


def test_a_copy_keeps_its_local_times_across_a_clock_change(single):
    old = single("Herbstfest", year=2025, month=10, day=25, start=22, end=23)
    changes.move(old, old.starts_at, clock.local(date(2025, 10, 26), time(4)))
    row = duplicate(old.event, [(Occurrence.objects.get(), date(2026, 10, 23))]).occurrences.get()
    assert row.ends_at == clock.local(date(2026, 10, 24), time(4))


def test_drafts_series_and_cancelled_dates_of_last_year_are_not_offered(editor, single):
    single("Entwurf", year=2025, status=Event.Status.DRAFT)
    changes.cancel(single("Abgesagt", year=2025), "krank")
    assert "Nichts Einmaliges." in page(editor).one("div", id="letztes-jahr").text


# Conflicts


def test_a_double_booked_room_is_undecided_until_one_date_moves_or_both_are_accepted(single, hall, cafe):
    first, second = single(room=hall), single("Chor", room=hall, status=Event.Status.DRAFT)
    (case,) = open_cases()
    assert case.heading == "Saal, Di, 8.12."
    step = conflicts.decide(DECEMBER, [conflicts.Decision(case, conflicts.ROOM, second, room_id=cafe.pk)])
    assert open_cases() == []
    undo.undo_step(step.pk)
    assert [conflict.key for conflict in open_cases()] == [case.key]
    conflicts.decide(DECEMBER, [conflicts.Decision(case, conflicts.KEEP)])
    assert open_cases() == []
    changes.move(first, first.starts_at + timedelta(minutes=30), first.ends_at)
    assert len(open_cases()) == 1


def test_a_single_date_on_a_holiday_is_undecided_and_a_date_of_a_series_is_decided(single, make_series):
    christmas()
    single("Weihnachtsessen", day=25)
    make_series(weekday=4, on_public_holidays=OnSpecialDay.KEEP)
    make_dates(clock.today())
    assert [case.text for case in open_cases()] == ["„Weihnachtsessen“ (10–12 Uhr)"]
    (settled,) = (case for case in cases() if not case.is_open)
    assert settled.text == "„Gymnastik“ (9:30–10:30 Uhr) findet statt, so sagt es die Serie"


def test_a_closing_day_is_no_conflict_for_external_places(single):
    christmas(SpecialPeriod.Kind.CLOSED, "Inventur")
    single("Spaziergang", day=25, place="Am Teich")
    assert cases() == []


def test_decisions_are_made_on_the_page_with_a_reason(editor, single, hall):
    _first, second = single(room=hall), single("Chor", room=hall)
    (case,) = open_cases()
    without = send(editor, do="decide", **{f"{case.key}-choice": f"cancel-{second.pk}"})
    assert "Bitte einen Grund nennen" in without.content.decode()
    assert Occurrence.objects.cancelled().count() == 0
    data = {f"{case.key}-choice": f"cancel-{second.pk}", f"{case.key}-reason": "Der Chor singt woanders"}
    assert send(editor, do="decide", **data).url == f"{PREPARE}#zusammenstoesse"
    second.refresh_from_db()
    assert (second.status, second.reason) == ("cancelled", "Der Chor singt woanders")


def test_another_room_must_be_named(editor, single, hall, cafe):
    first, _second = single(room=hall), single("Chor", room=hall)
    (case,) = open_cases()
    data = {f"{case.key}-choice": f"room-{first.pk}"}
    assert "Bitte wählen Sie einen Raum." in send(editor, do="decide", **data).content.decode()
    send(editor, do="decide", **data, **{f"{case.key}-room": cafe.pk})
    assert Occurrence.objects.get(pk=first.pk).room == cafe


def open_rows(shown):
    """Return the expanded lists of conflicts."""
    section = shown.one("section", id="zusammenstoesse")
    return [each for each in section.all("details") if "open" in each.attrs]


def test_errors_are_named_above_the_list_and_their_rows_are_unfolded(editor, single, make_series, hall):
    christmas(SpecialPeriod.Kind.SCHOOL_HOLIDAY)
    make_series(weekday=4, on_school_holidays=OnSpecialDay.KEEP)
    make_dates(clock.today())
    first, _second = single(room=hall), single("Chor", room=hall)
    conflicts.decide(DECEMBER, [conflicts.Decision(open_cases()[0], conflicts.KEEP)])
    settled, free_days = cases()
    assert not open_rows(page(editor))
    for case, data in (
        (settled, answer_for(settled, f"room-{first.pk}")),
        (free_days, answer_for(free_days, f"cancel-{free_days.rows[0].pk}", reason="x" * 121)),
    ):
        shown = parse(send(editor, do="decide", **data))
        assert shown.one("title").text.startswith("Fehler:")
        (link,) = shown.one("section", id="zusammenstoesse").one(class_="error-summary").all("a")
        field = shown.one(id=link["href"].removeprefix("#"))
        (details,) = open_rows(shown)
        assert field["name"].startswith(case.key)
        assert field["name"] in [each.get("name") for each in details.all(field.tag)]


def test_a_decision_can_only_change_dates_of_its_conflict(editor, single, hall):
    single(room=hall), single("Chor", room=hall)
    other = single("Yoga", day=20)
    (case,) = open_cases()
    data = {f"{case.key}-choice": f"cancel-{other.pk}", f"{case.key}-reason": "x"}
    assert send(editor, do="decide", **data).status_code == 200
    other.refresh_from_db()
    assert not other.is_cancelled


# What has changed since the page was shown


def answer_for(case, action, **more):
    return {f"{case.key}-choice": action} | {f"{case.key}-{name}": value for name, value in more.items()}


def press(client, shown, button, **data):
    """Send a form that was shown before."""
    return client.post(PREPARE, shown | {"do": button} | data)


def notes(response):
    """Return what the page says has changed."""
    return [each.text for each in parse(response).one("div", class_="errornote").all("li")]


def rename(row):
    Event.objects.filter(pk=row.event_id).update(title="Kinderchor")
    return "jetzt: Saal, Di, 8.12.: „Adventslesung“ (10–12 Uhr) und „Kinderchor“ (10–12 Uhr)"


def move_start(row):
    changes.move(row, row.starts_at + timedelta(minutes=30), row.ends_at)
    return "jetzt: Das gibt es so nicht mehr."


def cancel_there(row):
    changes.cancel(row, "krank")
    return "jetzt: Das gibt es so nicht mehr."


def accept_there(_row):
    (case,) = open_cases()
    conflicts.decide(DECEMBER, [conflicts.Decision(case, conflicts.KEEP)])
    return "jetzt: Saal, Di, 8.12.: „Adventslesung“ (10–12 Uhr) und „Chor“ (10–12 Uhr)"


@pytest.mark.parametrize("meanwhile", [rename, move_start, cancel_there, accept_there])
@pytest.mark.parametrize("action", ["keep", "room", "cancel"])
def test_a_conflict_that_changed_meanwhile_is_shown_and_not_decided(editor, single, hall, cafe, meanwhile, action):
    _first, second = single(room=hall), single("Chor", room=hall)
    (case,) = open_cases()
    shown = hidden(editor, "decide")
    now = meanwhile(second)
    before = list(Occurrence.objects.order_by("pk").values()), AcceptedConflict.objects.count()
    choice = "keep" if action == "keep" else f"{action}-{second.pk}"
    response = press(editor, shown, "decide", **answer_for(case, choice, reason="Nein", room=cafe.pk))
    assert response.status_code == 200
    (note,) = notes(response)
    assert note.startswith("vorher: Saal, Di, 8.12.: „Adventslesung“ (10–12 Uhr) und „Chor“ (10–12 Uhr)")
    assert note.endswith(now)
    assert (list(Occurrence.objects.order_by("pk").values()), AcceptedConflict.objects.count()) == before


def test_after_the_change_was_shown_the_same_press_decides(editor, single, hall):
    _first, second = single(room=hall), single("Chor", room=hall)
    (case,) = open_cases()
    shown = hidden(editor, "decide")
    rename(second)
    data = answer_for(case, f"cancel-{second.pk}", reason="Nein")
    assert press(editor, shown, "decide", **data).status_code == 200
    assert send(editor, do="decide", **data).status_code == 302
    assert Occurrence.objects.get(pk=second.pk).is_cancelled


def test_another_conflict_may_change_meanwhile(editor, single, hall, cafe):
    _first, second = single(room=hall), single("Chor", room=hall)
    _third, other = single("Yoga", day=9, room=cafe), single("Tanz", day=9, room=cafe)
    case = next(each for each in open_cases() if second.pk in [row.pk for row in each.rows])
    shown = hidden(editor, "decide")
    changes.cancel(other, "krank")
    assert press(editor, shown, "decide", **answer_for(case, f"cancel-{second.pk}", reason="Nein")).status_code == 302
    assert Occurrence.objects.get(pk=second.pk).is_cancelled


@pytest.mark.parametrize("token", [None, "", "abc"])
def test_a_page_that_showed_nothing_decides_nothing(editor, single, hall, token):
    _first, second = single(room=hall), single("Chor", room=hall)
    (case,) = open_cases()
    shown = {} if token is None else {"_shown": token}
    response = press(editor, shown, "decide", **answer_for(case, f"cancel-{second.pk}", reason="Nein"))
    assert len(notes(response)) == 1
    assert not Occurrence.objects.cancelled().exists()


def test_a_decision_about_a_changed_conflict_is_refused(single, hall):
    _first, second = single(room=hall), single("Chor", room=hall)
    (case,) = open_cases()
    rename(second)
    with pytest.raises(conflicts.ChangedMeanwhile):
        conflicts.decide(DECEMBER, [conflicts.Decision(case, conflicts.CANCEL, second, "Nein")])


@pytest.mark.parametrize("button", ["keep_days", "cancel_days"])
def test_all_days_are_decided_only_as_they_were_shown(editor, single, button):
    christmas()
    row, _other = single("Essen", day=25), single("Singen", day=25, start=15, end=16)
    shown = hidden(editor, button)
    Event.objects.filter(pk=row.event_id).update(title="Festessen")
    single("Tanzen", day=25, start=18, end=20)
    first, second = notes(press(editor, shown, button))
    assert "Essen" in first and "jetzt:" in first and "Festessen" in first
    assert second == "jetzt: Fr, 25.12.: Erster Weihnachtstag: „Tanzen“ (18–20 Uhr)"
    assert len(open_cases()) == 3
    send(editor, do=button)
    assert open_cases() == []


@pytest.mark.parametrize("button", ["decide", "cancel_days"])
def test_a_decision_sent_twice_is_made_once_and_reported(editor, single, button):
    christmas()
    row, _other = single("Essen", day=25), single("Singen", day=25, start=15, end=16)
    case = next(each for each in open_cases() if each.rows == (row,))
    shown = hidden(editor, button)
    data = answer_for(case, f"cancel-{row.pk}") if button == "decide" else {}
    assert [press(editor, shown, button, **data).status_code for _time in range(2)] == [302, 302]
    assert UndoStep.objects.count() == 1
    assert "Das war schon entschieden." in page(editor).one(class_="messagelist").text


def test_a_decision_that_was_undone_is_not_reported_as_made(editor, single):
    christmas()
    row, _other = single("Essen", day=25), single("Singen", day=25, start=15, end=16)
    shown = hidden(editor, "cancel_days")
    press(editor, shown, "cancel_days")
    undo.undo_step(UndoStep.objects.get().pk)
    changes.cancel(row, "krank")
    assert len(notes(press(editor, shown, "cancel_days"))) == 1


def test_a_draft_that_changed_meanwhile_is_published_only_after_it_was_shown(editor, single):
    row = single("Lesung", status=Event.Status.DRAFT)
    address = f"{PREPARE}veroeffentlichen/"
    shown = form_on(editor.get(address))
    changes.move(row, row.starts_at + timedelta(days=1), row.ends_at + timedelta(days=1))
    response = editor.post(address, shown)
    assert "Inzwischen geändert: Lesung." in parse(response).one(class_="messagelist").text
    assert "Mi, 9.12." in parse(response).one("ul", class_="consequences").text
    assert Event.objects.drafts().count() == 1
    assert editor.post(address, form_on(response)).status_code == 302
    assert Event.objects.drafts().count() == 0


def test_an_event_of_last_year_that_was_copied_meanwhile_is_not_copied_again(editor, single):
    old = single("Nikolausfest", day=6, year=2025)
    shown = hidden(editor, "again")
    duplicate(old.event, [(old, date(2026, 12, 5))])
    response = press(editor, shown, "again", **{f"wieder{old.event.pk}-day{old.pk}": "2026-12-05"})
    assert "gibt es jetzt schon eine Veranstaltung" in parse(response).one(class_="errornote").text
    assert Event.objects.count() == 2


# Printing, and sending by mail


def test_after_printing_the_next_step_is_to_send_the_plan_by_mail(editor, single):
    single()
    link = page(editor).one("section", id="drucken").one("a", class_="send-by-mail")
    assert link.text == "Plan per E-Mail verschicken"
    assert link["href"] == "/admin/messaging/dispatch/events:plan/2026-12/"
    assert editor.get(link["href"]).status_code == 200


def test_a_month_that_cannot_be_sent_now_has_no_link_to_send_it(editor):
    page = parse(editor.get("/admin/events/printedplan/2027/2/"))
    assert page.one("section", id="drucken").all("a", class_="send-by-mail") == []


def test_staff_without_permission_to_send_mails_see_no_link_to_it(client):
    helper = User.objects.create_user("berta", is_staff=True)
    rights = ["change_occurrence", "view_edition", "add_edition"]
    helper.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(helper)
    assert page(client).one("section", id="drucken").all("a", class_="send-by-mail") == []


# Decisions with registrations


@pytest.fixture
def expected(single, hall):
    """Create two conflicting dates, the second with a registration; return the conflict and that date."""
    single(room=hall)
    second = single("Chor", room=hall)
    RegistrationSettings.objects.create(event=second.event, places=5)
    second.event.refresh_from_db()
    register(second, Registrant("Frau Weber", email="weber@example.org"), uuid4())
    run_due_jobs("test")
    (case,) = open_cases()
    return case, second


def message_count():
    run_due_jobs("test")
    return Message.objects.filter(kind="changed").count()


@pytest.mark.parametrize(("answer", "messages"), [("yes", 1), ("without_notification", 0)])
def test_a_decision_that_notifies_persons_asks_for_confirmation_with_names_and_reason(
    editor, expected, answer, messages
):
    case, row = expected
    data = {f"{case.key}-choice": f"cancel-{row.pk}", f"{case.key}-reason": "Der Saal ist belegt"}
    confirmation = send(editor, do="decide", **data)
    text = parse(confirmation).one("section", class_="pending-notifications").text
    assert "1 E-Mail" in text
    assert "Entfällt. Grund: Der Saal ist belegt" in text
    assert "Frau Weber" in text
    assert Occurrence.objects.cancelled().count() == UndoStep.objects.count() == 0
    back = send(editor, do="decide", _back_to_form="1", **data)
    assert 'value="Der Saal ist belegt"' in back.content.decode()
    assert send(editor, do="decide", _confirmed=answer, **data).url == f"{PREPARE}#zusammenstoesse"
    assert Occurrence.objects.cancelled().count() == 1
    assert message_count() == messages


@pytest.mark.parametrize(("answer", "messages"), [("yes", 1), ("without_notification", 0)])
def test_undoing_a_decision_that_was_announced_asks_for_confirmation(editor, expected, answer, messages):
    case, row = expected
    step = conflicts.decide(DECEMBER, [conflicts.Decision(case, conflicts.CANCEL, row, "Der Saal ist belegt")])
    message_count()
    Message.objects.all().delete()
    confirmation = editor.post(f"{PREPARE}zuruecknehmen/", {"step": step.pk})
    assert "Findet doch statt." in parse(confirmation).one("section", class_="pending-notifications").text
    assert f'href="{PREPARE}#rueckgaengig"' in confirmation.content.decode()
    assert Occurrence.objects.cancelled().count() == 1
    editor.post(f"{PREPARE}zuruecknehmen/", {"step": step.pk, "_confirmed": answer})
    assert Occurrence.objects.cancelled().count() == 0
    assert message_count() == messages


def test_deciding_all_days_at_once_asks_for_confirmation(editor, single):
    christmas()
    row, _other = single("Essen", day=25), single("Singen", day=25, start=15, end=16)
    RegistrationSettings.objects.create(event=row.event, places=5)
    row.event.refresh_from_db()
    register(row, Registrant("Herr Li", phone="0371 33 50 520"), uuid4())
    confirmation = send(editor, do="cancel_days")
    assert "per Anruf: Herr Li" in parse(confirmation).one("section", class_="pending-notifications").text
    assert send(editor, do="cancel_days", _back_to_form="1").url == f"{PREPARE}#zusammenstoesse"
    assert Occurrence.objects.cancelled().count() == 0
    send(editor, do="cancel_days", _confirmed="yes")
    assert message_count() == 1


@pytest.mark.parametrize(("button", "left"), [("keep_days", 0), ("cancel_days", 2)])
def test_all_dates_on_holidays_are_decided_and_undone_at_once(editor, single, button, left):
    christmas()
    single("Essen", day=25), single("Singen", day=25, start=15, end=16)
    before = list(Occurrence.objects.order_by("pk").values("status", "reason", "is_different"))
    send(editor, do=button)
    assert open_cases() == []
    assert Occurrence.objects.cancelled().filter(reason="Feiertag: Erster Weihnachtstag").count() == left
    editor.post(f"{PREPARE}zuruecknehmen/", {"step": UndoStep.objects.get().pk})
    assert list(Occurrence.objects.order_by("pk").values("status", "reason", "is_different")) == before
    assert len(open_cases()) == 2


# Publishing


def test_publishing_asks_for_confirmation_with_the_number_of_drafts(editor, single):
    single("Lesung", status=Event.Status.DRAFT), single("Chor", status=Event.Status.DRAFT)
    single("Im Januar", month=1, year=2027, status=Event.Status.DRAFT)
    confirmation = parse(editor.get(f"{PREPARE}veroeffentlichen/"))
    assert confirmation.one("h1").text == "2 Entwürfe veröffentlichen?"
    assert "Di, 8.12." in confirmation.one("ul", class_="consequences").text
    assert Event.objects.drafts().count() == 3
    editor.post(f"{PREPARE}veroeffentlichen/", form_on(editor.get(f"{PREPARE}veroeffentlichen/")))
    assert [event.title for event in Event.objects.drafts()] == ["Im Januar"]


def test_only_the_chosen_drafts_are_published(editor, single):
    lesung = single("Lesung", status=Event.Status.DRAFT)
    single("Inzwischen dazugekommen", status=Event.Status.DRAFT)
    january = single("Im Januar", month=1, year=2027, status=Event.Status.DRAFT)
    shown = form_on(editor.get(f"{PREPARE}veroeffentlichen/"))
    chosen = [lesung.event_id, january.event_id, "x", "9" * 30]
    editor.post(f"{PREPARE}veroeffentlichen/", {**shown, "event": chosen})
    assert [event.title for event in Event.objects.released()] == ["Lesung"]
    editor.post(f"{PREPARE}veroeffentlichen/")
    assert Event.objects.drafts().count() == 2


# Undo


def test_undo_restores_the_exact_state_including_the_link_to_the_series(make_series, single, hall, cafe):
    make_series(weekday=1)
    Event.objects.update(room=hall)
    make_dates(clock.today())
    single("Chor", start=9, end=12, room=hall)
    fields = ["starts_at", "ends_at", "status", "reason", "title", "room", "place", "is_different"]
    row = Occurrence.objects.get(series__isnull=False, slot=date(2026, 12, 8))
    before = Occurrence.objects.filter(pk=row.pk).values(*fields).get()
    (case,) = open_cases()
    step = conflicts.decide(DECEMBER, [conflicts.Decision(case, conflicts.ROOM, row, room_id=cafe.pk)])
    assert Occurrence.objects.get(pk=row.pk).is_different
    result = undo.undo_step(step.pk)
    assert (result.restored, result.skipped) == (["Gymnastik, Di, 8.12."], [])
    assert Occurrence.objects.filter(pk=row.pk).values(*fields).get() == before


def test_undo_skips_and_reports_records_changed_meanwhile(editor, single):
    christmas()
    one, other = single("Essen", day=25), single("Singen", day=25)
    send(editor, do="cancel_days")
    changes.cancel(one, "Der Herd ist kaputt")
    assert "Essen, Fr, 25.12.: bleibt, von Hand geändert" in page(editor).one("section", id="rueckgaengig").text
    response = editor.post(f"{PREPARE}zuruecknehmen/", {"step": UndoStep.objects.get().pk}, follow=True)
    assert "Inzwischen von Hand geändert und so gelassen: Essen, Fr, 25.12." in response.content.decode()
    one.refresh_from_db(), other.refresh_from_db()
    assert (one.reason, other.status) == ("Der Herd ist kaputt", "planned")


def test_undo_of_publishing_restores_drafts_and_skips_existing_ones(single):
    drafts = [single(title, status=Event.Status.DRAFT).event for title in ("Lesung", "Chor", "Tanz")]
    step = conflicts.publish(DECEMBER, [event.pk for event in drafts])
    Event.objects.filter(title="Chor").withdraw()
    Event.objects.get(title="Tanz").delete()
    result = undo.undo_step(step.pk)
    assert (result.restored, sorted(result.skipped)) == (["Lesung"], ["Chor", "Tanz"])
    assert Event.objects.drafts().count() == 2


def test_a_step_can_be_undone_once_within_a_day(single, in_november):
    draft = single(status=Event.Status.DRAFT).event
    step = conflicts.publish(DECEMBER, [draft.pk])
    undo.undo_step(step.pk)
    with pytest.raises(undo.NothingToUndo):
        undo.undo_step(step.pk)
    later = conflicts.publish(DECEMBER, [draft.pk])
    in_november.shift(timedelta(hours=24))
    with pytest.raises(undo.NothingToUndo):
        undo.undo_step(later.pk)
    assert Event.objects.drafts().count() == 0


@pytest.mark.parametrize("step", ["", "x", "0", "99999999999999999999"])
def test_an_invalid_step_is_not_undone(editor, step):
    assert editor.post(f"{PREPARE}zuruecknehmen/", {"step": step}).status_code == 302


def test_undo_of_a_date_decided_twice_restores_the_first_state(single, hall, cafe):
    row = single(room=hall)
    single("Chor", room=hall), single("Yoga", room=hall, start=11, end=13)
    first, second = (case for case in open_cases() if row.pk in [each.pk for each in case.rows])
    decisions = [
        conflicts.Decision(first, conflicts.ROOM, row, room_id=cafe.pk),
        conflicts.Decision(second, conflicts.CANCEL, row, "krank"),
    ]
    step = conflicts.decide(DECEMBER, decisions)
    undo.undo_step(step.pk)
    row.refresh_from_db()
    assert (row.status, row.room) == ("planned", None)


def test_old_steps_and_accepted_conflicts_are_purged(single):
    from events.section_planning import section

    AcceptedConflict.objects.create(year=2024, month=12, conflict_key="room-1")
    AcceptedConflict.objects.create(year=2026, month=12, conflict_key="room-2")
    conflicts.publish(DECEMBER, [single(status=Event.Status.DRAFT).event_id])
    assert section.purge(clock.now()) == 1
    assert section.purge(clock.now() + timedelta(days=3)) == 1
    assert [each.conflict_key for each in AcceptedConflict.objects.all()] == ["room-2"]


def test_a_draft_from_the_previous_month_is_listed_on_the_first_day(editor, db):
    event = Event.objects.create(title="Ausstellung", status=Event.Status.PUBLISHED)
    start = clock.local(date(2026, 11, 20))
    add_date(event, start, datetime(2026, 12, 5, tzinfo=start.tzinfo), is_all_day=True)
    assert "Dienstag, 1. Dezember Ausstellung" in page(editor).one("section", id="plan").text


def test_staff_choose_the_highlight_of_the_month(editor, single):
    row = single("Fest", day=18)
    select = next(each for each in page(editor).all("select") if each.get("name") == "date")
    assert [option.text.strip() for option in select.all("option")] == ["nichts Besonderes", "Fr, 18.12.: Fest"]
    response = editor.post(PREPARE, {"do": "highlight", "date": row.pk}, follow=True)
    assert "So beginnt der Plan" in response.content.decode()
    assert highlight_of(DECEMBER).occurrence == row
    editor.post(PREPARE, {"do": "highlight", "date": ""})
    assert highlight_of(DECEMBER) is None


def test_a_date_that_no_longer_takes_place_cannot_be_chosen_as_highlight(editor, single):
    row = single("Fest", day=18)
    changes.cancel(row, "krank")
    response = editor.post(PREPARE, {"do": "highlight", "date": row.pk}, follow=True)
    assert "Bitte wählen Sie einen anderen" in response.content.decode()
    assert highlight_of(DECEMBER) is None
