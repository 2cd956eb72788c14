"""One date is cancelled, moved or restored on a small page of its own, which the list leads to."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.urls import reverse

from events.models import Event, Occurrence, RegistrationSettings
from events.registration import registrations
from events.registration.registrant import Registrant
from events.scheduling import changes
from events.scheduling.generation import add_date, make_dates
from kasch_site.common import clock
from kasch_site.house.models import Room
from kasch_site.messaging.models import Message
from tests.support.browser.browser_forms import form_on
from tests.support.browser.markup import parse

TODAY = date(2026, 11, 2)
DAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def monday_morning(time_machine):
    time_machine.move_to(clock.local(TODAY, time(8)))


@pytest.fixture
def row(make_series):
    series = make_series()
    make_dates(TODAY)
    return series.occurrences.get(slot=DAY)


def address(page, row):
    return reverse(f"admin:events_occurrence_{page}", args=[row.pk])


def reload(row):
    return Occurrence.objects.get(pk=row.pk)


def send(client, page, row, **answers):
    """Fill in the page of a date as a browser does, and press its button."""
    shown = form_on(client.get(address(page, row)), "occurrence_form")
    return client.post(address(page, row), {**shown, "_save": "1", **answers}, follow=True)


def text_of(response):
    return parse(response).text


def test_a_date_is_cancelled_with_a_reason(admin_client, row):
    done = send(admin_client, "cancel", row, reason="Kursleitung ist krank")
    assert "Abgesagt: Gymnastik am Di, 24.11." in text_of(done)
    assert (reload(row).is_cancelled, reload(row).reason) == (True, "Kursleitung ist krank")


def test_a_forgotten_reason_is_asked_for_and_cancels_nothing(admin_client, row):
    confirmation = send(admin_client, "cancel", row)
    assert "Bitte einen Grund nennen" in text_of(confirmation) and "Di, 24. November 2026" in text_of(confirmation)
    assert not reload(row).is_cancelled


def test_registrations_are_counted_and_confirmed_first(admin_client, row, run_jobs):
    RegistrationSettings.objects.create(event=row.event, places=5)
    person = Registrant(name="Ada Probe", people=2, email="ada@example.org")
    registrations.register(row, person, uuid4(), by_staff=True)
    assert "2 von 5" in text_of(admin_client.get(address("cancel", row)))
    question = send(admin_client, "cancel", row, reason="krank")
    assert "Es ist noch nichts gespeichert" in text_of(question) and not reload(row).is_cancelled
    admin_client.post(address("cancel", row), {**form_on(question), "_confirmed": "yes"})
    run_jobs()
    assert reload(row).is_cancelled and Message.objects.get(kind="changed").channel == "mail"


def test_a_date_is_moved_and_the_list_stays_filtered(admin_client, row):
    page = admin_client.get("/admin/events/occurrence/?monat=2026-11")
    link = next(link for link in parse(page).all("a") if "verlegen" in link["href"] and f"/{row.pk}/" in link["href"])
    shown = form_on(admin_client.get(link["href"]), "occurrence_form")
    sent = {**shown, "day": "2026-11-25", "start": "15:00", "end": "16:00", "_save": "1"}
    done = admin_client.post(link["href"], sent)
    assert done.url == "/admin/events/occurrence/?monat=2026-11"
    assert "Verlegt: Gymnastik am Mi, 25.11., jetzt 15–16 Uhr" in text_of(admin_client.get(done.url))
    assert reload(row).starts_at == clock.local(date(2026, 11, 25), time(15)) and reload(row).status == "planned"


def test_a_room_in_use_is_named_before_a_date_is_moved(admin_client, row):
    hall = Room.objects.create(name="Saal")
    Event.objects.filter(pk=row.event_id).update(room=hall)
    other = Event.objects.create(title="Blutspende", slug="blutspende", room=hall, status="published")
    add_date(other, clock.local(date(2026, 11, 25), time(8)), clock.local(date(2026, 11, 25), time(14)))
    question = send(admin_client, "move", row, day="2026-11-25")
    assert "schon belegt: Blutspende" in text_of(question)
    assert reload(row).starts_at == row.starts_at


def test_a_cancelled_date_takes_place_after_all_and_follows_its_series(admin_client, row):
    changes.cancel(row, "krank")
    assert "Findet doch statt: Gymnastik am Di, 24.11." in text_of(send(admin_client, "restore", row))
    assert (reload(row).status, reload(row).is_different) == ("planned", False)


@pytest.mark.parametrize(("page", "is_cancelled"), [("cancel", True), ("move", True), ("restore", False)])
def test_an_action_without_effect_returns_to_the_list(admin_client, row, page, is_cancelled):
    if is_cancelled:
        changes.cancel(row, "krank")
    response = admin_client.get(address(page, row), follow=True)
    assert "Das ist schon so." in text_of(response)


def test_a_date_moved_meanwhile_keeps_its_new_time_when_it_is_cancelled(admin_client, row):
    shown = form_on(admin_client.get(address("cancel", row)), "occurrence_form")
    changes.move(row, clock.local(DAY, time(18)), clock.local(DAY, time(19)))
    admin_client.post(address("cancel", row), {**shown, "reason": "krank", "_save": "1"})
    assert (reload(row).is_cancelled, reload(row).starts_at) == (True, clock.local(DAY, time(18)))


def test_the_pages_require_the_permission_to_change_dates(client, django_user_model, row):
    client.force_login(django_user_model.objects.create_user("gast", is_staff=True))
    for page in ("cancel", "move", "restore"):
        assert client.get(address(page, row)).status_code == 403
        assert client.post(address(page, row), {"reason": "x"}).status_code == 403
    assert reload(row).status == "planned"
