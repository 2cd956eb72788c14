"""Who hears of what, and by which way."""

from datetime import timedelta
from uuid import uuid4

import pytest

from counselling import booking, finding, letters, offers, telling, wishes
from counselling.booking import Person
from counselling.models import Booking, Slot
from kasch_site.common import clock
from kasch_site.common.outbox import messages
from kasch_site.common.outbox.models import Message

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def reminders(row):
    about = Message.objects.about("counselling", f"booking:{row.pk}")
    return list(about.open().filter(kind="reminder").values_list("channel", flat=True))


def test_two_days_before_everybody_is_reminded_once(slots, book, time_machine):
    soon, by_phone, late = book(slots[6]), book(slots[7], phone="0371 33505"), book(slots[12])
    time_machine.move_to(slots[6].starts_at - 2 * DAY - HOUR, tick=False)
    assert telling.remind(clock.now()) == 0
    time_machine.move_to(slots[7].starts_at - 2 * DAY, tick=False)
    for _time in range(2):
        telling.remind(clock.now())
    assert (reminders(soon), reminders(by_phone), reminders(late)) == (["mail"], ["phone"], [])


def test_never_after_a_cancellation(slots, book, time_machine):
    before, after = book(slots[6]), book(slots[7])
    booking.cancel(before)
    time_machine.move_to(slots[6].starts_at - DAY, tick=False)
    telling.remind(clock.now())
    booking.cancel(after)
    assert reminders(before) == reminders(after) == []
    # Even if it was on its way already, there is nothing to say any more.
    assert letters.letter("reminder", f"booking:{after.pk}") is None


def test_who_books_late_is_not_reminded_of_what_they_just_read(slots, book):
    row = book(slots[0])
    telling.remind(clock.now() + HOUR)
    assert reminders(row) == []


def test_who_moves_is_reminded_of_the_new_time(slots, book, time_machine):
    row = book(slots[6])
    time_machine.move_to(slots[6].starts_at - DAY, tick=False)
    telling.remind(clock.now())
    booking.move(row, slots[12].pk)
    assert reminders(row) == []
    time_machine.move_to(slots[12].starts_at - DAY, tick=False)
    telling.remind(clock.now())
    assert reminders(row) == ["mail"]


def test_where_there_is_no_such_mailbox_the_desk_calls(slots, topic, book):
    row = book(slots[0], email="falsch@example.org", phone="0371 33505")
    telling.refused("confirmed", f"booking:{row.pk}")
    message = Message.objects.get()
    assert (message.kind, message.channel, message.state) == ("confirmed", "phone", "waiting")
    telling.refused("confirmed", "booking:999999")


def test_every_kind_that_is_told_can_be_written(slots, topic, book, time_machine, later, monkeypatch):
    told = {}

    def written(notice):
        told[notice.kind] = letters.letter(notice.kind, notice.subject)

    monkeypatch.setattr(messages, "tell", written)
    row = book(slots[6])
    booking.move(row, slots[7].pk)
    booking.cancel(row)
    offers.offer_instead(book(slots[8]))
    topic.confirms_email = True
    topic.save()
    book(slots[13])
    later(HOUR)
    wish = wishes.wait(topic, Person("Herr Wartet", "w@example.org"), uuid4())
    offers.offer(slots[3], wish=wish, until=clock.now() + HOUR)
    eager = book(slots[14], phone="0371 33505")
    offers.offer(slots[4], booking=eager, until=clock.now() + HOUR)
    assert set(told) == set(letters.KINDS) - {"reminder"}
    assert all(told.values()), [kind for kind, letter in told.items() if letter is None]
    assert not any("Wohngeld" in letter.subject + letter.text + letter.call for letter in told.values())


def test_links_lead_to_their_record_and_to_nothing_else(slots, topic, book):
    row = book(slots[0])
    word = letters.manage_address(row).rstrip("/").split("/")[-1]
    assert finding.booking_by_word(word) == row
    for find in (finding.booking_to_confirm, finding.offer_by_word, finding.wish_by_word):
        assert find(word) is None
    assert finding.booking_by_word("") is finding.booking_by_word("x" * 10_000) is None


def test_offers_and_wishes_are_found_by_their_words(slots, topic):
    wish = wishes.wait(topic, Person("Herr Wartet", "w@example.org"), uuid4())
    made = offers.offer(slots[0], wish=wish, until=clock.now() + HOUR)
    assert finding.wish_by_word(letters.wait_address(wish).rstrip("/").split("/")[-1]) == wish
    assert finding.offer_by_word(letters.offer_address(made).rstrip("/").split("/")[-1]) == made


def test_code_and_letters_find_an_appointment_as_long_as_it_is_kept(slots, book, time_machine):
    row = book(slots[0], name="Änne Weber")
    assert finding.booking_by_code(row.code, "aen") == row
    assert finding.booking_by_code(row.code, "Web") == row
    assert finding.booking_by_code(row.code, "xyz") is None
    assert finding.booking_by_code("", "aen") is None
    time_machine.move_to(row.slot.ends_at + 14 * DAY, tick=False)
    assert finding.booking_by_code(row.code, "Web") is None


def test_who_cancelled_is_found_for_seven_days(slots, book, time_machine):
    row = book(slots[12])
    booking.cancel(row)
    assert finding.booking_by_code(row.code, "Fra") == row
    time_machine.move_to(clock.now() + 7 * DAY, tick=False)
    assert finding.booking_by_code(row.code, "Fra") is None
    assert Booking.objects.exists() and Slot.objects.exists()
