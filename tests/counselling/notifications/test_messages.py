"""Messages of the counselling: true when they are sent, complete, and without anything that reveals the topic."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from counselling.booking import bookings, interpreters, moving, waitlist
from counselling.booking.offers import alternatives, offering
from counselling.booking.person import Person
from counselling.models import Booking, Slot
from counselling.notifications import calendar_files, messages
from counselling.notifications.links import subject_of
from counselling.notifications.messages import render_message
from counselling.scheduling import withdrawal
from kasch_site.common import clock
from kasch_site.common.sections import section
from kasch_site.house.models import Language, Room
from kasch_site.messaging.models import Message
from tests.proving import examples
from tests.support.toys.waiting import waiting

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
# Never in a message: the topic, its address, what to bring, the counsellor.
SECRETS = ("wohngeld", "mietvertrag", "berta")


@pytest.fixture
def row(book, slots, topic):
    """Return a booking with a mail address, tomorrow at nine, in a room."""
    topic.bring_along = "Mietvertrag"
    topic.save()
    Slot.objects.update(room=Room.objects.create(name="Zimmer 2"))
    return book(slots[0], "Frau Weber", email="weber@example.org")


def about(record, kind):
    return render_message(kind, subject_of(record))


def all_of(message):
    """Return the text, headers and attachments of a message."""
    files = [part.content.decode().replace("\r\n ", "") for part in message.attachments]
    return "\n".join(
        [message.subject, message.text, message.call, *(part.name for part in message.attachments), *files]
    )


def test_the_section_has_a_label_for_every_kind_of_message(row):
    assert section("counselling").message_kinds == messages.KINDS
    assert section("counselling").render_message("confirmed", f"booking:{row.pk}").to == "weber@example.org"


def test_the_confirmation_is_complete(row, client):
    message = about(row, "confirmed")
    assert message.subject == "Ihr Termin am Mittwoch, 25. November, 9 Uhr"
    for text in ("Guten Tag Frau Weber,", "Mittwoch, 25. November 2026, 9–9:20 Uhr", "Zimmer 2", "Am Platz 7",
                  f"{row.code[:4]}-{row.code[4:]}", "Telefon: 0123 456789"):  # fmt: skip
        assert text in message.text
    [link] = [line for line in message.text.splitlines() if "/mein-termin/" in line]
    assert client.get(link.removeprefix("http://localhost")).status_code == 200
    assert [part.name for part in message.attachments] == ["termin.ics"]


def message_of_every_kind(row, slots, topic, advance):
    """Return a message of each kind, rendered when it is true."""
    yield about(row, "confirmed")
    yield about(row, "reminder")
    moving.move(row, slots[3].pk)
    row.refresh_from_db()
    yield about(row, "moved")
    Booking.objects.filter(pk=row.pk).update(interpreter=Language.objects.create(code="uk", name="Ukrainisch"))
    interpreters.set_ordered(row, is_ordered=True)
    yield about(row, "interpreter")
    earlier = offering.offer(slots[1], booking=row, until=clock.now() + timedelta(hours=5))
    yield about(earlier, "earlier")
    waitlist_entry = waiting(topic, Person("Frau Li", email="li@example.org"))
    free = offering.offer(slots[2], waitlist_entry=waitlist_entry, until=clock.now() + timedelta(hours=5))
    yield about(free, "free")
    advance(timedelta(hours=6))
    yield about(free, "lapsed")
    yield about(free, "unreached")
    offered = offering.offer(slots[4], booking=row, until=clock.now() + timedelta(hours=5))
    Message.objects.open().update(state="done", finished_at=clock.now())
    withdrawal.withdraw([offered.slot])
    yield about(row, "withdrawn")
    alternatives.cancel_and_offer_alternatives(row)
    yield about(row, "instead")
    row.refresh_from_db()
    bookings.cancel(row)
    row.refresh_from_db()
    yield about(row, "cancelled")
    Booking.objects.filter(pk=row.pk).update(
        state="unconfirmed", confirm_until=clock.now() + timedelta(hours=1), cancelled_by="", cancelled_at=None
    )
    yield about(row, "confirm_email")
    yield about(waitlist.close(waitlist_entry), "closed")


@pytest.mark.parametrize("channel", ["mail", "phone"])
def test_messages_do_not_name_the_topic(row, slots, topic, advance, channel):
    if channel == "phone":
        Booking.objects.update(email="", email_key="", phone="0371 33 50 521", phone_key="+493713350521")
        row.refresh_from_db()
    rendered = list(message_of_every_kind(row, slots, topic, advance))
    assert len(rendered) == len(messages.KINDS) - 1  # except the mail that confirms a waitlist entry
    for each in rendered:
        assert each is not None
        everything = all_of(each).lower()
        assert not [secret for secret in SECRETS if secret in everything], each.subject
        assert "None" not in everything


def test_links_are_in_mails_and_not_on_the_call_list(row, slots):
    Booking.objects.update(email="", email_key="", phone="0371 33 50 521", phone_key="+493713350521")
    row.refresh_from_db()
    message = about(row, "reminder")
    assert message.to == "0371 33 50 521"
    assert "/beratung/" not in message.text
    assert message.attachments == ()
    assert message.call == "Erinnerung: Mittwoch, 25. November 2026, 9–9:20 Uhr."
    alternatives.cancel_and_offer_alternatives(row)
    message = about(row, "instead")
    assert "fällt aus. Stattdessen Mittwoch, 25. November 2026, 9:20–9:40 Uhr oder " in message.call
    assert f"/{row.pk}/" in message.desk_url


def test_two_alternatives_have_a_link_each(row, client):
    made = alternatives.cancel_and_offer_alternatives(row)
    message = about(row, "instead")
    links = [token for token in message.text.split() if "/angebot/" in token]
    assert len(links) == len(made) == 2
    for link in links:
        assert client.get(link.removeprefix("http://localhost")).status_code == 200


def test_a_message_without_a_valid_reason_is_not_sent(row, slots, advance):
    offer = offering.offer(slots[1], booking=row, until=clock.now() + timedelta(hours=5))
    bookings.cancel(row)
    for kind in ("confirmed", "moved", "reminder", "confirm_email", "instead", "lapsed"):
        assert about(row, kind) is None, kind
    assert about(offer, "earlier") is None
    assert render_message("confirmed", "booking:999") is None
    assert render_message("free", "waitlist_entry:999") is None
    assert render_message("free", "offer:999") is None


def test_no_reminder_is_sent_for_a_past_booking(row, advance):
    advance(timedelta(days=2))
    assert about(row, "reminder") is None


def test_an_unconfirmed_booking_is_not_announced_as_confirmed(book, slots, topic, client):
    topic.confirms_email = True
    topic.save()
    row = book(slots[0], email="weber@example.org")
    assert about(row, "confirmed") is None
    message = about(row, "confirm_email")
    assert "bis Dienstag, 24. November, 11 Uhr" in message.text
    [link] = [line for line in message.text.splitlines() if "/bestaetigen/" in line]
    assert client.get(link.removeprefix("http://localhost")).status_code == 200
    assert message.attachments == ()


@pytest.mark.parametrize(
    "name", ["Weber\r\nBcc: x@evil.example", "Weber\nSubject: Hallo", "‮rebeW", "Weber\u2028Bcc: x"]
)
def test_a_name_cannot_inject_headers(row, name):
    Booking.objects.update(name=name)
    message = about(row, "confirmed")
    mail = EmailMessage()
    mail["Subject"], mail["To"] = message.subject, message.to
    assert "\n" not in message.subject
    assert "Bcc" not in message.subject
    assert "\n" not in message.name


def event_of(row):
    [event] = Calendar.from_ical(calendar_files.calendar_of(row)).walk("VEVENT")
    return event


def test_the_calendar_file_has_time_and_place_without_the_topic(row):
    event = event_of(row)
    assert event["SUMMARY"] == "Termin: Testhaus"
    assert event["LOCATION"] == "Zimmer 2, Testhaus am Platz, Am Platz 7, 01234 Teststadt"
    assert event.decoded("DTSTART") == row.slot.starts_at
    assert event.decoded("DTEND") == row.slot.ends_at
    assert (event["CLASS"], event["TRANSP"]) == ("PRIVATE", "OPAQUE")
    assert not [
        secret for secret in (*SECRETS, "beratung") if secret in calendar_files.calendar_of(row).decode().lower()
    ]


def test_a_moved_booking_replaces_its_calendar_entry(row, slots, advance):
    before = event_of(row)
    advance(timedelta(minutes=1))
    moving.move(row, slots[3].pk)
    row.refresh_from_db()
    after = event_of(row)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before.get("SEQUENCE", 0)
    assert after.decoded("DTSTART") == slots[3].starts_at


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2035, 12, 31), timezones=st.just(ZoneInfo("UTC")))


@examples(20)
@given(start=MOMENTS, minutes=st.integers(5, 240))
def test_the_calendar_file_has_the_correct_local_time_in_ten_years(start, minutes):
    start = start.replace(second=0, microsecond=0)
    slot = Slot(starts_at=start, ends_at=start + timedelta(minutes=minutes))
    row = Booking(slot=slot, idempotency_key=uuid4(), created_at=clock.now())
    event = event_of(row)
    assert event.decoded("DTSTART") == slot.starts_at
    assert event.decoded("DTEND") == slot.ends_at


def test_a_cancellation_brings_a_file_that_removes_the_appointment(row, advance):
    [before] = about(row, "confirmed").attachments
    advance(timedelta(minutes=1))
    [after] = about(bookings.cancel(row), "cancelled").attachments
    assert "method=PUBLISH" in before.content_type
    assert "method=CANCEL" in after.content_type
    old, new = (Calendar.from_ical(each.content) for each in (before, after))
    assert (old["METHOD"], new["METHOD"]) == ("PUBLISH", "CANCEL")
    [was], [gone] = old.walk("VEVENT"), new.walk("VEVENT")
    assert gone["STATUS"] == "CANCELLED"
    assert gone["UID"] == was["UID"]
    assert gone["SEQUENCE"] > was["SEQUENCE"]


def test_a_message_about_a_move_has_the_old_and_the_new_time(row, slots):
    message = about(moving.move(row, slots[3].pk, by="house"), "moved")
    assert "Bisher war es: Mittwoch, 25. November, 9 Uhr" in message.text
    assert message.call.startswith("Verschoben. Bisher: Mittwoch, 25. November, 9 Uhr. Jetzt: ")
    assert message.subject == "Verlegt: Ihr Termin ist jetzt am Mittwoch, 25. November, 10 Uhr"
