"""Recipients of notifications."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from events.models import OccurrenceCapacity, Registration
from events.registration import registrations
from events.registration.notifications import notifications
from events.registration.notifications.messages import manage_address
from events.registration.notifications.reminders import remind
from events.scheduling import changes
from kasch_site.common import clock
from kasch_site.messaging import caps
from kasch_site.messaging.delivery import manual_delivery
from kasch_site.messaging.models import Message

pytestmark = pytest.mark.django_db


def test_the_confirmation_has_code_link_calendar_and_a_subject_without_personal_data(register, run_jobs, event):
    row = register(name="Frau Weber", email="weber@example.org")
    run_jobs()
    [rendered] = mail.outbox
    assert rendered.to == ["weber@example.org"]
    assert event.title not in rendered.subject
    assert event.title in rendered.body
    assert f"{row.code[:4]}-{row.code[4:]}" in rendered.body
    assert "/anmeldung/" in rendered.body
    assert "Frau Weber" in rendered.body
    [part] = rendered.attachments
    assert part.get_filename() == "termin.ics"
    assert b"BEGIN:VCALENDAR" in part.get_payload(decode=True)
    assert part["Content-Type"].startswith("text/calendar; method=PUBLISH")


def test_the_mail_about_a_cancellation_links_to_the_registration(register, run_jobs, client, house):
    row = register(email="weber@example.org")
    registrations.cancel(row)
    run_jobs()
    [rendered] = mail.outbox
    assert f"{row.code[:4]}-{row.code[4:]}" in rendered.body
    path = re.search(r"/anmeldung/[\w-]{43}/", rendered.body)[0]
    assert "Doch kommen" in client.get(path).text


def test_a_cancelled_date_notifies_everybody_by_their_channel(date, register, run_jobs):
    register(email="weber@example.org")
    register(name="Herr Li", phone="0371 33 50 520")
    run_jobs()
    mail.outbox.clear()
    changes.cancel(date, "Die Kursleiterin ist krank")
    run_jobs()
    [rendered] = mail.outbox
    assert "fällt aus" in rendered.body
    assert "Die Kursleiterin ist krank" in rendered.body
    [call] = manual_delivery.open_messages("phone")
    assert call.message.kind == "changed"
    assert call.rendered.to == "0371 33 50 520"
    assert "Entfällt" in call.rendered.call
    assert "Die Kursleiterin ist krank" in call.rendered.call


def test_a_call_about_a_silently_reverted_cancellation_is_removed(date, register, run_jobs):
    register(name="Herr Li", phone="0371 33 50 520")
    row = changes.cancel(date, "Die Kursleiterin ist krank")
    run_jobs()
    assert len(manual_delivery.open_messages("phone")) == 1
    changes.restore(row)
    notifications.suppress(OccurrenceCapacity.objects.select_related("occurrence__event"))
    run_jobs()
    assert manual_delivery.open_messages("phone") == []


@pytest.fixture
def phone_registrants(register, run_jobs):
    """Register two persons reached by phone."""
    registrations = [
        register(name="Herr Li", phone="0371 33 50 520"),
        register(name="Frau Lang", phone="0371 33 50 521"),
    ]
    run_jobs()
    return registrations


def calls():
    """Return the persons on the call list, with the texts."""
    return {call.rendered.name: call.rendered.call for call in manual_delivery.open_messages("phone")}


def notified(name):
    (call,) = (each for each in manual_delivery.open_messages("phone") if each.rendered.name == name)
    assert manual_delivery.mark_reached(call.message)


def test_a_reverted_cancellation_is_announced_only_to_notified_registrants(date, phone_registrants, run_jobs):
    row = changes.cancel(date, "krank")
    run_jobs()
    notified("Herr Li")
    changes.restore(row)
    assert [[registration.name for registration in news.to_notify] for news in notifications.pending_changes()] == [
        ["Herr Li"]
    ]
    run_jobs()
    assert list(calls()) == ["Herr Li"]
    assert calls()["Herr Li"].startswith("Findet doch statt: ")


def test_a_registrant_notified_of_a_cancellation_is_notified_of_its_reversal(date, register, run_jobs):
    register(email="weber@example.org")
    run_jobs()
    row = changes.cancel(date, "krank")
    run_jobs()
    mail.outbox.clear()
    row = changes.restore(row)
    run_jobs()
    [rendered] = mail.outbox
    assert "findet jetzt doch statt. Ihre Anmeldung gilt weiter." in " ".join(rendered.body.split())
    assert "es hat sich etwas geändert" not in rendered.body
    assert "/anmeldung/" in rendered.body
    changes.cancel(row, "wieder krank")
    run_jobs()
    assert "fällt aus" in mail.outbox[-1].body
    assert "doch statt" not in mail.outbox[-1].body


def test_the_mail_about_a_lapsed_offer_links_to_the_registration(date, register, run_jobs, client, advance):
    first = register(people=2)
    late = register(email="weber@example.org")
    registrations.cancel(first)
    run_jobs()
    mail.outbox.clear()
    advance(timedelta(days=3))
    run_jobs()
    [rendered] = mail.outbox
    assert f"{late.code[:4]}-{late.code[4:]}" in rendered.body
    path = re.search(r"/anmeldung/[\w-]{43}/", rendered.body)[0]
    assert "Doch kommen" in client.get(path).text


def test_an_unannounced_cancellation_is_reverted_without_a_call(date, phone_registrants, run_jobs):
    row = changes.cancel(date, "krank")
    run_jobs()
    assert len(calls()) == 2
    changes.restore(row)
    assert notifications.pending_changes() == []
    run_jobs()
    assert calls() == {}
    changes.cancel(row, "wieder krank")
    run_jobs()
    assert len(calls()) == 2


def test_two_unannounced_changes_are_one_call_and_reverted_ones_are_none(date, phone_registrants, run_jobs):
    row = changes.move(date, date.starts_at + timedelta(hours=1), date.ends_at + timedelta(hours=1))
    run_jobs()
    row = changes.move(row, date.starts_at + timedelta(hours=2), date.ends_at + timedelta(hours=2))
    run_jobs()
    assert len(manual_delivery.open_messages("phone")) == 2
    changes.move(row, date.starts_at, date.ends_at)
    run_jobs()
    assert calls() == {}


def test_a_cancellation_unannounced_after_a_suppressed_one_is_reverted_without_a_call(
    date, phone_registrants, run_jobs
):
    row = changes.cancel(date, "krank")
    run_jobs()
    row = changes.restore(row)
    notifications.suppress(OccurrenceCapacity.objects.select_related("occurrence__event"))
    assert Message.objects.filter(kind="changed").open().count() == 0
    row = changes.cancel(row, "wieder krank")
    run_jobs()
    assert len(calls()) == 2
    changes.restore(row)
    assert notifications.pending_changes() == []


def test_a_pending_message_about_an_earlier_change_is_sent_eventually(date, phone_registrants, run_jobs):
    hour = timedelta(hours=1)
    row = changes.move(date, date.starts_at + hour, date.ends_at + hour)
    run_jobs()
    notified("Herr Li")  # he knows that it is an hour later; Frau Lang does not
    row = changes.cancel(row, "krank")
    run_jobs()
    assert len(manual_delivery.open_messages("phone")) == 2
    row = changes.restore(row)  # an hour later, as Herr Li knows and Frau Lang has never heard
    run_jobs()
    assert list(calls()) == ["Frau Lang"]
    assert Message.objects.filter(kind="changed", channel="phone").open().count() == 1


def test_a_mail_being_sent_counts_as_received(date, register, run_jobs):
    register(email="weber@example.org")
    run_jobs()
    row = changes.cancel(date, "krank")
    notifications.notify_changes.func()
    on_its_way = Message.objects.filter(kind="changed")
    on_its_way.update(state="sending")
    changes.restore(row)
    assert [len(news.to_notify) for news in notifications.pending_changes()] == [1]


def test_the_message_about_a_moved_date_states_the_previous_time(date, register, run_jobs):
    register(email="weber@example.org")
    run_jobs()
    mail.outbox.clear()
    before = notifications.details_of(date)["when"]
    changes.move(date, date.starts_at + timedelta(hours=1), date.ends_at + timedelta(hours=1))
    run_jobs()
    [rendered] = mail.outbox
    assert before in rendered.body
    assert "Jetzt gilt" in rendered.body


def test_a_change_reverted_before_delivery_is_not_announced(date, register, run_jobs):
    register(email="weber@example.org")
    run_jobs()
    mail.outbox.clear()
    row = changes.cancel(date, "krank")
    changes.restore(row)
    run_jobs()
    assert mail.outbox == []


def test_staff_may_suppress_notifications(date, register, run_jobs):
    register(email="weber@example.org")
    run_jobs()
    mail.outbox.clear()
    changes.cancel(date, "krank")
    assert [[registration.name for registration in news.to_notify] for news in notifications.pending_changes()] == [
        ["Frau Weber"]
    ]
    notifications.suppress(OccurrenceCapacity.objects.select_related("occurrence__event"))
    assert notifications.pending_changes() == []
    run_jobs()
    assert mail.outbox == []


def test_a_message_without_a_valid_reason_is_not_sent(register, run_jobs):
    row = register(email="weber@example.org")
    Registration.objects.filter(pk=row.pk).update(state="cancelled")
    run_jobs()
    assert mail.outbox == []
    assert Message.objects.get().state == "cancelled"


def test_registrants_are_reminded_once_two_days_before(date, register, run_jobs, advance):
    register(email="weber@example.org")
    run_jobs()
    advance(timedelta(days=8, hours=1))
    mail.outbox.clear()
    for _ in range(2):
        remind(clock.now())
        run_jobs()
    assert len(mail.outbox) == 1


def test_cancelled_registrants_are_not_reminded(date, register, run_jobs, advance):
    row = register(email="weber@example.org")
    advance(timedelta(days=8, hours=1))
    remind(clock.now())
    registrations.cancel(row)
    run_jobs()
    assert [rendered.body for rendered in mail.outbox if "bald ist es so weit" in rendered.body] == []


def test_a_moved_date_has_a_new_reminder(date, register, run_jobs, advance):
    register(email="weber@example.org")
    advance(timedelta(days=8, hours=1))
    remind(clock.now())
    run_jobs()
    changes.move(date, date.starts_at + timedelta(days=9), date.ends_at + timedelta(days=9))
    run_jobs()
    advance(timedelta(days=9))
    mail.outbox.clear()
    remind(clock.now())
    run_jobs()
    assert len(mail.outbox) == 1


def test_repeated_cancelling_and_reactivating_cannot_flood_a_mailbox(date, register, run_jobs, monkeypatch, advance):
    monkeypatch.setattr(caps, "MAX_PER_HOUR", 4)
    row = register(email="weber@example.org")
    for _time in range(4):
        run_jobs()
        registrations.cancel(row)
        run_jobs()
        registrations.reactivate(row)
    other = register(name="Herr Weber", email="Weber@example.org")
    run_jobs()
    assert len(mail.outbox) == 4
    # Changes by others are notified, and all of them the next day.
    changes.cancel(date, "krank")
    run_jobs()
    assert len(mail.outbox) == 6
    advance(timedelta(days=1))
    registrations.cancel(other, by_staff=True)
    run_jobs()
    assert len(mail.outbox) == 7


def test_a_date_that_moves_has_one_call_about_it_and_no_reminder_besides(date, register, run_jobs, advance):
    row = register(phone="0371 5550123")
    advance(timedelta(days=8, hours=1))
    remind(clock.now())
    changes.move(date, date.starts_at + timedelta(hours=3), date.ends_at + timedelta(hours=3))
    run_jobs()
    remind(clock.now())
    calls = Message.objects.open().filter(subject=str(row.pk))
    assert [each.kind for each in calls] == ["changed"]
    calls.update(state="done", finished_at=clock.now())
    advance(timedelta(hours=11))
    remind(clock.now())
    assert not calls.exists()
    advance(timedelta(hours=2))
    remind(clock.now())
    assert [each.kind for each in calls] == ["reminder"]


def test_a_person_who_has_just_taken_a_place_on_the_phone_is_not_reminded_right_after(
    date, register, run_jobs, advance
):
    row = register(phone="0371 5550123")
    advance(timedelta(days=8, hours=1))
    Registration.objects.update(state="offered", offered_until=clock.now() + timedelta(hours=5))
    registrations.accept(Registration.objects.get())
    remind(clock.now())
    assert not Message.objects.open().filter(subject=str(row.pk)).exists()
    advance(timedelta(hours=13))
    remind(clock.now())
    assert [each.kind for each in Message.objects.open().filter(subject=str(row.pk))] == ["reminder"]


def test_the_own_page_shows_the_old_time_beside_the_new_one(client, date, register, run_jobs, advance):
    row = register(email="weber@example.org")
    path = manage_address(row)
    old = notifications.details_of(date)["when"]
    run_jobs()
    assert "vorher" not in client.get(path).text
    changes.move(date, date.starts_at + timedelta(hours=3), date.ends_at + timedelta(hours=3))
    run_jobs()
    advance(timedelta(hours=1))
    run_jobs()
    assert f"vorher: {old}." in client.get(path).text
    newcomer = register(name="Herr Neu", email="neu@example.org")
    assert "vorher" not in client.get(manage_address(newcomer)).text
    registrations.cancel(row)
    assert "vorher" not in client.get(path).text


def test_a_person_who_knows_of_a_cancellation_gets_no_message_about_further_changes(date, register, run_jobs):
    register(email="eine@example.org"), register(phone="0371 33505")
    run_jobs()
    changes.cancel(date, "krank")
    run_jobs()
    [call] = manual_delivery.open_messages("phone")
    manual_delivery.mark_reached(call.message)
    changes.cancel(date, "Kursleitung krank")
    changes.move(date, date.starts_at + timedelta(days=1), date.ends_at + timedelta(days=1))
    run_jobs()
    assert [sent.subject[:9] for sent in mail.outbox[1:]] == ["Fällt aus"]
    assert not manual_delivery.open_messages("phone")
    changes.restore(date)
    run_jobs()
    [call] = manual_delivery.open_messages("phone")
    for text in (mail.outbox[-1].body, call.rendered.call):
        assert "Fr, 4. Dezember" in text and "Sa, 5. Dezember" in text, "the time that they know, and the new one"
    assert len(mail.outbox) == 3


def test_a_call_about_a_cancellation_whose_reason_is_corrected_remains_one_call(date, register, run_jobs):
    row = register(phone="0371 33505")
    changes.cancel(date, "krank")
    run_jobs()
    changes.cancel(date, "Kursleitung krank")
    run_jobs()
    [call] = manual_delivery.open_messages("phone")
    assert "Kursleitung krank" in call.rendered.call
    changes.restore(date)
    run_jobs()
    assert not manual_delivery.open_messages("phone"), "nobody has heard of anything"
    assert row.state == "booked"


@pytest.mark.parametrize("contact", [{"email": "eine@example.org"}, {"phone": "0371 33505"}])
def test_a_date_that_is_moved_away_and_back_has_its_reminder_after_all(date, register, run_jobs, advance, contact):
    register(**contact)
    run_jobs()
    start, end, day = date.starts_at, date.ends_at, timedelta(days=1)
    advance(8 * day + timedelta(hours=1))
    assert remind(clock.now()) == 1
    changes.move(date, start + day, end + day)
    run_jobs()
    changes.move(date, start, end)
    run_jobs()
    advance(timedelta(hours=13))
    remind(clock.now())
    run_jobs()
    reminded = [sent.subject for sent in mail.outbox] + [
        each.rendered.call for each in manual_delivery.open_messages("phone")
    ]
    assert sum("Erinnerung" in text for text in reminded) == 1
