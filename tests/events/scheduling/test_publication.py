"""Withdrawing an event notifies everybody with a registration."""

from datetime import timedelta

import pytest
from django.core import mail

from events.models import Event, Occurrence, Registration
from events.planning import conflicts, undo
from events.registration import registrations
from events.registration.notifications.reminders import remind
from events.registration.refusals import RegistrationRefused
from events.registration.status import status_of
from events.scheduling import publication
from events.scheduling.generation import add_date
from kasch_site.common import clock
from kasch_site.messaging.models import Message

pytestmark = pytest.mark.django_db

CHANGELIST = "/admin/events/event/"


def withdraw(event):
    return publication.withdraw(Event.objects.filter(pk=event.pk))


def subjects():
    return [(each.subject, each.body) for each in mail.outbox]


def test_registrants_in_every_state_are_notified_once_of_a_withdrawn_event(event, date, register, run_jobs):
    gone, waiting = register(people=2), register()
    registrations.cancel(gone)
    booked = register()
    late = register(people=2)
    run_jobs()
    mail.outbox.clear()
    assert withdraw(event) == 1
    run_jobs()
    assert Occurrence.objects.get(pk=date.pk).is_cancelled
    recipients = sorted(each.to[0] for each in mail.outbox)
    assert recipients == sorted(row.email for row in (waiting, booked, late))
    assert all("fällt" in each.body for each in mail.outbox)


def test_dates_without_registrations_stay_unchanged(event, date, register):
    start = clock.now() + timedelta(days=20)
    other = add_date(event, start, start + timedelta(hours=1))
    register()
    withdraw(event)
    assert list(Occurrence.objects.planned()) == [other]


def test_no_reminder_or_confirmation_is_sent_for_an_event_withdrawn_in_any_way(
    event, date, register, run_jobs, advance
):
    register()
    advance(timedelta(days=8, hours=1))
    Event.objects.update(status="draft")  # not by a verb
    remind(clock.now())
    run_jobs()
    assert mail.outbox == []


def test_staff_cannot_register_a_person_for_a_draft(event, register):
    Event.objects.update(status="draft")
    with pytest.raises(RegistrationRefused):
        register(by_staff=True)


def test_withdrawing_an_event_notifies_later_registrants_too(event, date, register, run_jobs):
    Event.objects.update(status="draft")
    step = conflicts.publish(clock.today().replace(day=1), [event.pk])
    row = register()
    run_jobs()
    mail.outbox.clear()
    undo.undo_step(step.pk)
    run_jobs()
    assert [each.to for each in mail.outbox] == [[row.email]]
    assert "fällt" in mail.outbox[0].body


def test_the_list_names_affected_persons_before_it_withdraws(admin_client, event, date, register, run_jobs):
    register(name="Frau Weber", people=2)
    run_jobs()
    chosen = {"action": "withdraw", "_selected_action": [event.pk]}
    confirmation = admin_client.post(CHANGELIST, chosen).text
    assert "sind 2 Menschen angemeldet" in confirmation
    assert "Frau Weber" in confirmation
    assert Event.objects.get().status == "published"
    assert not Occurrence.objects.get().is_cancelled
    assert not Message.objects.filter(kind="changed").exists()
    admin_client.post(CHANGELIST, {**chosen, "_confirmed": "yes"})
    run_jobs()
    assert Event.objects.get().status == "draft"
    assert Message.objects.filter(kind="changed").count() == 1


def test_notifications_of_a_withdrawal_can_be_suppressed(admin_client, event, date, register, run_jobs):
    register()
    run_jobs()
    chosen = {"action": "withdraw", "_selected_action": [event.pk]}
    admin_client.post(CHANGELIST, {**chosen, "_confirmed": "without_notification"})
    run_jobs()
    assert Occurrence.objects.get().is_cancelled
    assert not Message.objects.filter(kind="changed").exists()


def test_the_page_of_a_registration_for_a_withdrawn_event_states_it_and_can_be_cancelled(event, date, register):
    row = register()
    Event.objects.update(status="draft")
    row = Registration.objects.get(pk=row.pk)
    assert status_of(row)["state"] == "hidden"
    with pytest.raises(RegistrationRefused, match="nicht auf der Website"):
        registrations.change_people(row, 2)
    assert registrations.cancel(row).state == "cancelled"
