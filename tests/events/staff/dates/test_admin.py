"""Staff change dates in the form and in the list."""

import re
from datetime import UTC, date, datetime, time
from html import unescape

import pytest

from events.models import Event, Occurrence
from events.scheduling import changes
from events.scheduling.generation import add_date, make_dates
from kasch_site.common import clock
from kasch_site.house.models import Room, SpecialPeriod
from tests.support.browser.browser_forms import form_on

TODAY = date(2026, 11, 2)
DAY = date(2026, 11, 24)
LIST = "/admin/events/occurrence/"


@pytest.fixture(autouse=True)
def monday_morning(time_machine):
    time_machine.move_to(clock.local(TODAY, time(8)))


@pytest.fixture
def series(make_series):
    series = make_series()
    make_dates(TODAY)
    return series


@pytest.fixture
def row(series):
    return series.occurrences.get(slot=DAY)


@pytest.fixture
def hall(db):
    return Room.objects.create(name="Saal")


UNCHANGED = {"status": "planned", "reason": "", "day": "2026-11-24", "start": "09:30", "end": "10:30", "last_day": ""}


def address_of(row):
    return f"{LIST}{row.pk}/change/"


def text_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def reload(row):
    return Occurrence.objects.get(pk=row.pk)


def days_in(response):
    return [row.slot for row in response.context["cl"].result_list]


def run_action(client, action, *rows, query="", **more):
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(LIST + query, data, follow=True)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"status": "cancelled", "reason": "krank"}, {"status": "cancelled", "reason": "krank"}),
        (
            {"day": "2026-11-25", "start": "15:00", "end": "16:00"},
            {"starts_at": clock.local(date(2026, 11, 25), time(15)), "key": "2026-11-24"},
        ),
        ({"title": "Mit Gast"}, {"title": "Mit Gast"}),
        ({"place": "Stadtpark"}, {"place": "Stadtpark"}),
        ({"is_all_day": "on"}, {"is_all_day": True, "ends_at": clock.local(date(2026, 11, 25))}),
    ],
)
def test_a_changed_date_is_no_longer_updated_by_its_series(admin_client, row, answers, expected):
    assert admin_client.post(address_of(row), UNCHANGED | answers).status_code == 302
    make_dates(TODAY)
    assert {name: getattr(reload(row), name) for name in expected} == expected
    assert (reload(row).is_different, reload(row).sequence) == (True, 1)


def test_saving_without_changes_does_not_detach_a_date_from_its_series(admin_client, row):
    assert admin_client.post(address_of(row), UNCHANGED).status_code == 302
    assert (reload(row).is_different, reload(row).sequence) == (False, 0)


def test_the_success_message_names_the_new_day(admin_client, row):
    response = admin_client.post(address_of(row), {**UNCHANGED, "day": "2026-11-25"}, follow=True)
    (message,) = response.context["messages"]
    assert "Mi, 25. November 2026" in message.message


def test_the_form_names_the_date_and_its_series(admin_client, row):
    text = text_of(admin_client.get(address_of(row)))
    assert "Gymnastik" in text
    assert "jeden Dienstag, 9:30–10:30 Uhr" in text


def test_a_reason_without_a_cancellation_is_reported(admin_client, row):
    response = admin_client.post(address_of(row), UNCHANGED | {"reason": "krank"})
    assert "Soll der Termin entfallen? Dann wählen Sie „entfällt“." in text_of(response)
    assert 'value="krank"' in response.text


def test_restoring_a_date_deletes_its_reason(admin_client, row):
    changes.cancel(row, "krank")
    assert admin_client.post(address_of(row), UNCHANGED | {"reason": "krank"}).status_code == 302
    assert (reload(row).status, reload(row).reason) == ("planned", "")


def test_a_room_already_in_use_is_reported(admin_client, row, hall):
    other = Event.objects.create(title="Blutspende", slug="blutspende", room=hall, status="published")
    add_date(other, clock.local(DAY, time(8)), clock.local(DAY, time(14)))
    confirmation = admin_client.post(address_of(row), UNCHANGED | {"room": hall.pk})
    text = text_of(confirmation)
    assert "Saal ist am Di, 24.11., 8–14 Uhr schon belegt: Blutspende." in text
    assert "Sie speichern gerade: Gymnastik, Di, 24.11., 9:30–10:30 Uhr." in text
    assert reload(row).room is None
    admin_client.post(address_of(row), UNCHANGED | {"room": hall.pk, "_confirmed": "1"})
    assert reload(row).room == hall


def test_a_room_together_with_a_place_is_refused_with_a_message(admin_client, row, hall):
    response = admin_client.post(address_of(row), UNCHANGED | {"room": hall.pk, "place": "Stadtpark"})
    assert "Bitte nur eines von beiden" in text_of(response)


def test_a_new_date_requires_an_event(admin_client, event):
    missing = admin_client.post(f"{LIST}add/", UNCHANGED)
    assert missing.status_code == 200
    assert admin_client.post(f"{LIST}add/", UNCHANGED | {"event": event.pk, "title": "Probe"}).status_code == 302
    row = event.occurrences.get()
    assert (row.key, row.title, row.series) == ("2026-11-24", "Probe", None)


def test_a_date_deleted_by_its_series_meanwhile_is_reported(admin_client, row, monkeypatch):
    original = changes.lock

    def dropped_meanwhile(event_id):
        Occurrence.objects.all().delete()
        return original(event_id)

    monkeypatch.setattr(changes, "lock", dropped_meanwhile)
    response = admin_client.post(address_of(row), UNCHANGED | {"title": "Mit Gast"})
    assert "Diesen Termin gibt es nicht mehr" in text_of(response)
    assert 'value="Mit Gast"' in response.text


def test_several_dates_are_cancelled_with_one_reason_and_restored(admin_client, series):
    rows = list(series.occurrences.all()[:3])
    text = text_of(run_action(admin_client, "cancel_dates", *rows, reason="Wasserschaden"))
    assert "3 Termine entfallen: Gymnastik am Di, 3.11.; Gymnastik am Di, 10.11.; Gymnastik am Di, 17.11." in text
    assert {(reload(row).status, reload(row).reason) for row in rows} == {("cancelled", "Wasserschaden")}
    assert "3 Termine finden statt: Gymnastik am Di, 3.11.;" in text_of(
        run_action(admin_client, "restore_dates", *rows)
    )
    assert {(reload(row).status, reload(row).is_different) for row in rows} == {("planned", False)}


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_bulk_cancellation_requires_a_reason(admin_client, row, reason):
    text = text_of(run_action(admin_client, "cancel_dates", row, reason=reason))
    assert "Bitte einen Grund nennen" in text
    assert not reload(row).is_cancelled


@pytest.mark.parametrize("reason", ["", "x" * 121])
def test_forgetting_the_reason_loses_neither_the_chosen_dates_nor_what_was_typed(admin_client, series, reason):
    rows = list(series.occurrences.all()[:3])
    confirm_page = run_action(admin_client, "cancel_dates", *rows, reason=reason)
    sent = form_on(confirm_page)
    assert sent["reason"] == [reason] and len(sent["_selected_action"]) == 3
    done = admin_client.post(LIST, {**sent, "reason": "Wasserschaden"}, follow=True)
    assert "3 Termine entfallen" in text_of(done)
    assert {reload(row).reason for row in rows} == {"Wasserschaden"}


def test_the_first_of_many_cancelled_dates_are_named_and_the_others_counted(admin_client, series):
    text = text_of(run_action(admin_client, "cancel_dates", *series.occurrences.all()[:10], reason="Wasserschaden"))
    assert "10 Termine entfallen: Gymnastik am Di, 3.11.;" in text
    assert "Gymnastik am Di, 22.12. und 2 weitere" in text


def test_a_reason_that_is_too_long_is_refused_with_a_message(admin_client, row):
    text = text_of(run_action(admin_client, "cancel_dates", row, reason="x" * 121))
    assert "120 Zeichen" in text
    assert not reload(row).is_cancelled


def test_dates_are_reset_to_their_series_and_other_dates_are_reported(admin_client, row, event):
    single = add_date(event, clock.local(DAY, time(18)), clock.local(DAY, time(19)))
    changes.retitle(row, "Mit Gast")
    text = text_of(run_action(admin_client, "return_to_series", row, single))
    assert "Ein Termin folgt wieder seiner Serie: Mit Gast am Di, 24.11." in text
    assert "Dieser Termin gehört zu keiner Serie." in text
    assert (reload(row).title, reload(row).is_different) == ("", False)


def test_the_list_starts_today_and_can_be_filtered(admin_client, admin_user, series, row, hall, time_machine):
    time_machine.move_to(clock.local(date(2026, 11, 12)))
    admin_client.force_login(admin_user)
    changes.cancel(row, "krank")
    holiday = date(2026, 12, 1)
    SpecialPeriod.objects.create(kind="public", name="Feiertag", first_day=holiday, last_day=holiday)
    changes.relocate(series.occurrences.get(slot=date(2026, 12, 8)), room=hall)
    assert days_in(admin_client.get(LIST))[0] == date(2026, 11, 17)
    assert days_in(admin_client.get(f"{LIST}?zeit=vorbei")) == [date(2026, 11, 3), date(2026, 11, 10)]
    assert days_in(admin_client.get(f"{LIST}?zeit=alle"))[0] == date(2026, 11, 3)
    assert days_in(admin_client.get(f"{LIST}?status__exact=cancelled")) == [DAY]
    assert days_in(admin_client.get(f"{LIST}?abweichend=ja")) == [DAY, date(2026, 12, 8)]
    assert days_in(admin_client.get(f"{LIST}?tag=feiertag")) == [holiday]
    assert days_in(admin_client.get(f"{LIST}?tag=schliesstag")) == []
    without = days_in(admin_client.get(f"{LIST}?ort=fehlt"))
    assert date(2026, 12, 8) not in without
    assert date(2026, 12, 15) in without
    assert days_in(admin_client.get(f"{LIST}?starts_at__year=2026&starts_at__month=12"))[0] == holiday


def test_the_list_filters_by_room(admin_client, series, row, hall):
    other = Room.objects.create(name="Café")
    Event.objects.filter(pk=row.event_id).update(room=hall)
    changes.relocate(row, room=other)
    changes.relocate(series.occurrences.get(slot=date(2026, 12, 1)), place="Markt")
    assert days_in(admin_client.get(f"{LIST}?raum={other.pk}")) == [DAY]
    used = days_in(admin_client.get(f"{LIST}?raum={hall.pk}"))
    assert date(2026, 12, 8) in used
    assert not {DAY, date(2026, 12, 1)} & set(used)
    assert DAY in days_in(admin_client.get(f"{LIST}?raum=99999999999999999999"))


def test_a_date_of_a_series_cannot_be_deleted_because_it_would_be_generated_again(admin_client, row, event):
    single = add_date(event, clock.local(DAY, time(18)), clock.local(DAY, time(19)))
    assert admin_client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.post(f"{LIST}{single.pk}/delete/", {"post": "yes"}).status_code == 302
    assert "delete_selected" not in admin_client.get(LIST).text
    assert Occurrence.objects.filter(pk=row.pk).exists()


def test_the_link_to_the_website_shows_staff_a_draft(admin_client, row):
    def link():
        return re.search(r'href="([^"]*)"[^>]*>Auf der Website', admin_client.get(address_of(row)).text)[1]

    assert link() == "/veranstaltungen/gymnastik/2026-11-24/"
    Event.objects.update(status="draft")
    assert link() == "/veranstaltungen/gymnastik/2026-11-24/?vorschau=1"


def test_users_with_view_permission_cannot_change_dates(client, django_user_model, row):
    from django.contrib.auth.models import Permission

    guest = django_user_model.objects.create_user("gast", is_staff=True)
    guest.user_permissions.set(Permission.objects.filter(codename="view_occurrence"))
    client.force_login(guest)
    assert client.get(address_of(row)).status_code == 200
    assert client.post(address_of(row), UNCHANGED | {"title": "x"}).status_code == 403
    run_action(client, "cancel_dates", row, reason="x")
    assert (reload(row).title, reload(row).status) == ("", "planned")


def test_a_date_in_the_first_hour_of_2000_remains_editable(admin_client, event):
    """In the time zone of London it is still 1999."""
    date = add_date(event, datetime(1999, 12, 31, 23, tzinfo=UTC), datetime(2000, 1, 1, 1, tzinfo=UTC))
    answers = {"status": "planned", "title": "Neujahr", "day": "2000-01-01", "start": "00:00", "end": "02:00"}
    response = admin_client.post(f"/admin/events/occurrence/{date.pk}/change/", answers)
    assert response.status_code == 302
    date.refresh_from_db()
    assert date.title == "Neujahr"


def test_a_date_of_another_century_created_past_the_form_is_refused_and_correctable(admin_client, event):
    date = Occurrence.objects.create(
        event=event, key="x", starts_at=datetime(1998, 6, 1, 8, tzinfo=UTC), ends_at=datetime(1998, 6, 1, 9, tzinfo=UTC)
    )
    address = f"/admin/events/occurrence/{date.pk}/change/"
    answers = {"status": "planned", "day": "1998-06-01", "start": "10:00", "end": "11:00"}
    response = admin_client.post(address, answers)
    assert response.status_code == 200
    assert "Bitte prüfen Sie die Jahreszahl." in response.context["adminform"].form.errors["day"]
    assert "day" in admin_client.post(address, {**answers, "day": ""}).context["adminform"].form.errors
    assert admin_client.post(address, {**answers, "day": "2026-06-01"}).status_code == 302


def test_a_date_dropped_by_its_series_is_reported_as_deleted(admin_client, row, series):
    changes.retitle(row, "Mit Gast")
    SpecialPeriod.objects.create(kind="school", name="Herbstferien", first_day=DAY, last_day=DAY)
    type(series).objects.update(on_school_holidays="skip")
    text = text_of(run_action(admin_client, "return_to_series", row))
    assert "Ein Termin ist verschwunden, denn seine Serie hat an dem Tag keinen: Mit Gast am Di, 24.11." in text
    assert "folgt wieder seiner Serie" not in text
    assert not Occurrence.objects.filter(pk=row.pk).exists()


def months_in(page):
    nav = re.search(r'<nav class="months".*?</nav>', page.text, re.S)[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", link).split()) for link in re.findall(r"<li>(.*?)</li>", nav, re.S)]


def test_the_list_is_browsed_by_month_within_the_calendar_range(admin_client, row):
    months = months_in(admin_client.get(LIST))
    assert (months[:3], months[-1], len(months)) == (["Alle Monate", "Nov. 2026", "Dez. 2026"], "Mai 2028", 20)
    assert months_in(admin_client.get(f"{LIST}?zeit=vorbei"))[1:] == [
        *("Nov. 2025", "Dez. 2025", "Jan. 2026", "Feb. 2026", "März 2026", "April 2026", "Mai 2026"),
        *("Juni 2026", "Juli 2026", "Aug. 2026", "Sept. 2026", "Okt. 2026", "Nov. 2026"),
    ]
    shown_days = days_in(admin_client.get(f"{LIST}?monat=2026-12"))
    assert (shown_days[0], shown_days[-1]) == (date(2026, 12, 1), date(2026, 12, 29))


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "abc", "", "9999-12", "٢٠٢٦-12"])
def test_an_invalid_month_filters_nothing(admin_client, row, month):
    assert days_in(admin_client.get(LIST, {"monat": month})) == days_in(admin_client.get(LIST))
