"""Texts of messages to registrants: subjects, deadlines, old and new time, calendar files."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from events.models import Registration
from events.registration import registrations
from events.scheduling import changes
from kasch_site.messaging.delivery import manual_delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def last_message(run_jobs):
    """Return a function that runs waiting jobs and returns the last mail."""

    def send():
        run_jobs()
        return mail.outbox[-1]

    return send


def file_of(sent):
    (part,) = sent.attachments
    return part["Content-Type"], Calendar.from_ical(part.get_payload(decode=True))


def event_of(calendar):
    (event,) = calendar.walk("VEVENT")
    return event


def test_subjects_say_what_to_do_and_name_no_event(event, date, register, last_message, advance):
    first = register(people=2)
    assert re.fullmatch(r"Angemeldet für \w+, \d+\. \w+", last_message().subject)
    second = register()
    assert "bitte warten Sie auf unsere Zusage" in last_message().subject
    registrations.cancel(first)
    last_message()
    subjects = sorted(each.subject for each in mail.outbox[-2:])
    assert subjects[0].startswith("Abgemeldet für ")
    assert re.fullmatch(r"Platz frei: bitte bis \w+, \d+ Uhr antworten", subjects[1])
    advance(timedelta(days=3))
    assert last_message().subject.startswith("Nicht mehr reserviert: ")
    registrations.reactivate(second)
    last_message()
    changes.move(date, date.starts_at + timedelta(hours=1), date.ends_at + timedelta(hours=1))
    assert last_message().subject.startswith("Verlegt: jetzt ")
    changes.cancel(date, "krank")
    assert last_message().subject.startswith("Fällt aus: ")
    assert not [each for each in mail.outbox if event.title in each.subject or "krank" in each.subject]


def test_mail_call_and_question_have_the_old_and_the_new_time(date, register, last_message, admin_client):
    register(name="Herr Li", phone="0371 33 50 520")
    register(email="weber@example.org")
    last_message()
    old = f"{date.starts_at.astimezone():%Y}"
    changes.move(date, date.starts_at + timedelta(days=1), date.ends_at + timedelta(days=1))
    body = " ".join(last_message().body.split())
    assert re.search(r"Jetzt gilt: .* Bisher war es: .*" + old, body)
    [call] = manual_delivery.open_messages("phone")
    assert re.search(r"Bisher: .*Uhr.* Jetzt: .*Uhr", call.rendered.call)


def test_a_waiting_person_is_not_notified_that_the_registration_is_valid(date, register, last_message):
    register(people=2)
    register(email="weber@example.org")
    last_message()
    mail.outbox.clear()
    changes.move(date, date.starts_at + timedelta(days=1), date.ends_at + timedelta(days=1))
    last_message()
    [sent] = [each for each in mail.outbox if each.to == ["weber@example.org"]]
    assert "Ihre Anmeldung gilt weiter" not in sent.body
    assert "Sie stehen auf der Warteliste" in sent.body
    assert sent.attachments == []


def test_the_calendar_file_of_a_mail_matches_its_content_type_and_names_the_organizer(
    house, date, register, last_message
):
    register()
    content_type, calendar = file_of(last_message())
    assert content_type.startswith("text/calendar; method=PUBLISH")
    assert calendar["METHOD"] == "PUBLISH"
    assert event_of(calendar)["ORGANIZER"] == f"mailto:{house.email}"


@pytest.mark.parametrize("by", ["the house", "the registrant"])
def test_a_cancellation_brings_a_file_that_removes_the_entry(date, register, last_message, advance, by):
    row = register()
    _type, before = file_of(last_message())
    advance(timedelta(minutes=1))
    changes.cancel(date, "krank") if by == "the house" else registrations.cancel(row)
    content_type, calendar = file_of(last_message())
    assert content_type.startswith("text/calendar; method=CANCEL")
    assert calendar["METHOD"] == "CANCEL"
    event, old = event_of(calendar), event_of(before)
    assert event["STATUS"] == "CANCELLED"
    assert event["UID"] == old["UID"]
    assert event["SEQUENCE"] > old["SEQUENCE"]
    assert "nimmt den Termin aus Ihrem Kalender" in mail.outbox[-1].body


def test_a_registrant_who_registers_again_gets_the_calendar_entry_again(register, last_message, advance):
    row = register()
    last_message()
    sequences = []
    for verb in (registrations.cancel, registrations.reactivate, registrations.cancel):
        advance(timedelta(minutes=1))
        verb(Registration.objects.get(pk=row.pk))
        _type, calendar = file_of(last_message())
        sequences.append((event_of(calendar)["SEQUENCE"], calendar["METHOD"]))
    assert [method for _number, method in sequences] == ["CANCEL", "PUBLISH", "CANCEL"]
    assert sequences == sorted(sequences)


def test_a_person_who_only_waited_gets_no_file(register, last_message):
    register(people=2)
    row = register()
    last_message()
    registrations.cancel(row)
    assert last_message().attachments == []


def test_a_person_who_never_got_the_date_for_the_calendar_gets_no_file_that_removes_it(register, date, last_message):
    register()
    changes.cancel(date, "krank")
    assert not last_message().attachments and "aus Ihrem Kalender" not in last_message().body
