"""Who is notified of what, and on which channel."""

from datetime import timedelta

import pytest

from counselling.booking import bookings, corrections, interpreters, lookup, moving, waitlist
from counselling.booking.offers import alternatives, offering
from counselling.booking.person import Person
from counselling.models import Booking, Slot
from counselling.notifications import links, notifications
from counselling.notifications.messages import KINDS, render_message
from counselling.scheduling import withdrawal
from kasch_site.common import clock
from kasch_site.house.models import Language
from kasch_site.messaging import messages
from kasch_site.messaging.models import Message
from tests.support.toys.waiting import waiting

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def reminders(row):
    about = Message.objects.about("counselling", f"booking:{row.pk}")
    return list(about.open().filter(kind="reminder").values_list("channel", flat=True))


def test_every_person_is_reminded_once_two_days_before(slots, book, time_machine):
    soon, by_phone, late = book(slots[6]), book(slots[7], phone="0371 33505"), book(slots[12])
    time_machine.move_to(slots[6].starts_at - 2 * DAY - HOUR, tick=False)
    assert notifications.remind(clock.now()) == 1  # a call is on the list from the morning of its day
    assert (reminders(soon), reminders(by_phone)) == ([], ["phone"])
    time_machine.move_to(slots[7].starts_at - 2 * DAY, tick=False)
    for _time in range(2):
        notifications.remind(clock.now())
    assert (reminders(soon), reminders(by_phone), reminders(late)) == (["mail"], ["phone"], [])


def test_a_cancelled_booking_gets_no_reminder(slots, book, time_machine):
    before, after = book(slots[6]), book(slots[7])
    bookings.cancel(before)
    time_machine.move_to(slots[6].starts_at - DAY, tick=False)
    notifications.remind(clock.now())
    bookings.cancel(after)
    assert reminders(before) == reminders(after) == []
    # A message that is being sent already is not sent any more.
    assert render_message("reminder", f"booking:{after.pk}") is None


def test_a_late_booking_gets_no_reminder(slots, book):
    row = book(slots[0])
    notifications.remind(clock.now() + HOUR)
    assert reminders(row) == []


def test_a_moved_booking_is_reminded_of_its_new_time(slots, book, time_machine):
    row = book(slots[6])
    time_machine.move_to(slots[6].starts_at - DAY, tick=False)
    notifications.remind(clock.now())
    moving.move(row, slots[12].pk)
    assert reminders(row) == []
    time_machine.move_to(slots[12].starts_at - DAY, tick=False)
    notifications.remind(clock.now())
    assert reminders(row) == ["mail"]


def test_a_person_with_an_unknown_mailbox_is_called(slots, topic, book):
    row = book(slots[0], email="falsch@example.org", phone="0371 33505")
    notifications.handle_rejected_address("confirmed", f"booking:{row.pk}")
    message = Message.objects.get()
    assert (message.kind, message.channel, message.state) == ("confirmed", "phone", "waiting")
    notifications.handle_rejected_address("confirmed", "booking:999999")


def test_every_kind_of_message_can_be_rendered(slots, topic, book, time_machine, advance, monkeypatch):
    kinds = {}

    def written(notice):
        kinds[notice.kind] = render_message(notice.kind, notice.subject)

    monkeypatch.setattr(messages, "notify", written)
    row = book(slots[6])
    moving.move(row, slots[7].pk)
    Booking.objects.filter(pk=row.pk).update(interpreter=Language.objects.create(code="uk", name="Ukrainisch"))
    interpreters.set_ordered(row, is_ordered=True)
    bookings.cancel(row)
    alternatives.cancel_and_offer_alternatives(book(slots[8]))
    topic.confirms_email = True
    topic.save()
    book(slots[13])
    advance(HOUR)
    waitlist_entry = waiting(topic, Person("Herr Wartet", "w@example.org"))
    offering.offer(slots[3], waitlist_entry=waitlist_entry, until=clock.now() + HOUR)
    eager = book(slots[14], phone="0371 33505")
    offering.offer(slots[4], booking=eager, until=clock.now() + HOUR)
    waitlist.close(waiting(topic, Person("Herr Wartet", "v@example.org")))
    withdrawal.withdraw([slots[3]])
    assert set(kinds) == set(KINDS) - {"reminder", "confirm_entry", "unreached"}
    assert all(kinds.values()), [kind for kind, rendered in kinds.items() if rendered is None]
    assert not any("Wohngeld" in rendered.subject + rendered.text + rendered.call for rendered in kinds.values())


def test_tokens_give_access_only_to_their_record(slots, topic, book):
    row = book(slots[0])
    token = links.manage_address(row).rstrip("/").split("/")[-1]
    assert lookup.booking_by_token(token) == row
    for find in (lookup.booking_to_confirm, lookup.offer_by_token, lookup.waitlist_entry_by_token):
        assert find(token) is None
    assert lookup.booking_by_token("") is lookup.booking_by_token("x" * 10_000) is None


def test_offers_and_waitlist_entries_are_found_by_their_tokens(slots, topic):
    waitlist_entry = waiting(topic, Person("Herr Wartet", "w@example.org"))
    made = offering.offer(slots[0], waitlist_entry=waitlist_entry, until=clock.now() + HOUR)
    assert (
        lookup.waitlist_entry_by_token(links.wait_address(waitlist_entry).rstrip("/").split("/")[-1]) == waitlist_entry
    )
    assert lookup.offer_by_token(links.offer_address(made).rstrip("/").split("/")[-1]) == made


def test_code_and_letters_find_a_booking_until_it_is_erased(slots, book, time_machine):
    row = book(slots[0], name="Änne Weber")
    assert lookup.booking_by_code(row.code, "aen") == row
    assert lookup.booking_by_code(row.code, "Web") == row
    assert lookup.booking_by_code(row.code, "xyz") is None
    assert lookup.booking_by_code("", "aen") is None
    time_machine.move_to(row.slot.ends_at + 14 * DAY, tick=False)
    assert lookup.booking_by_code(row.code, "Web") is None


def test_a_cancelled_booking_is_found_for_seven_days(slots, book, time_machine):
    row = book(slots[12])
    bookings.cancel(row)
    assert lookup.booking_by_code(row.code, "Fra") == row
    time_machine.move_to(clock.now() + 7 * DAY, tick=False)
    assert lookup.booking_by_code(row.code, "Fra") is None
    assert Booking.objects.exists() and Slot.objects.exists()


def test_a_person_who_has_just_moved_on_the_phone_is_not_reminded_right_after(slots, book, time_machine):
    row = book(slots[6], phone="0371 33505")
    time_machine.move_to(slots[6].starts_at - 2 * DAY + HOUR, tick=False)
    moving.move(row, slots[7].pk, by_staff=True, without_notification=True)
    for hours in (0, 1, 11):
        notifications.remind(clock.now() + hours * HOUR)
    assert reminders(row) == []
    notifications.remind(clock.now() + 13 * HOUR)
    assert reminders(row) == ["phone"]


def test_a_person_who_has_just_corrected_their_number_on_the_phone_is_not_reminded_right_after(
    slots, book, time_machine
):
    row = book(slots[6], phone="0371 33505")
    time_machine.move_to(slots[6].starts_at - 2 * DAY + HOUR, tick=False)
    corrections.correct(row, corrections.Contact(row.name, phone="0371 33506"), without_notification=True)
    notifications.remind(clock.now() + HOUR)
    assert reminders(row) == []


@pytest.mark.parametrize("state", ["waiting", "done"])
def test_a_person_who_waits_for_another_message_or_has_just_got_one_is_not_reminded(slots, book, time_machine, state):
    row = book(slots[6])
    time_machine.move_to(slots[6].starts_at - 2 * DAY + HOUR, tick=False)
    lately = {"state": state, "wanted_at": clock.now() - HOUR}
    lately["finished_at"] = clock.now() - HOUR if state == "done" else None
    Message.objects.filter(kind="confirmed").update(**lately)
    notifications.remind(clock.now())
    assert reminders(row) == []
    Message.objects.filter(kind="confirmed").update(state="done", finished_at=clock.now() - 13 * HOUR)
    notifications.remind(clock.now())
    assert reminders(row) == ["mail"]


def test_a_reminder_on_the_call_list_has_the_current_time_or_is_withdrawn(slots, book, time_machine):
    row = book(slots[6], phone="0371 33505")
    time_machine.move_to(slots[6].starts_at - DAY, tick=False)
    notifications.remind(clock.now())
    # Without the verbs, so that the message remains.
    Slot.objects.filter(pk=slots[7].pk).update(state="booked")
    Booking.objects.update(slot=slots[7])
    assert "9:20" in render_message("reminder", f"booking:{row.pk}").call
    Booking.objects.update(slot=slots[12])
    assert render_message("reminder", f"booking:{row.pk}") is None
