"""Booking, confirming, moving and cancelling: slots, states and messages."""

from datetime import timedelta
from uuid import uuid4

import pytest

from counselling.booking import bookings, desk_bookings, moving
from counselling.booking.person import Person
from counselling.booking.refusals.errors import BookingRefused
from counselling.booking.slots import holds
from counselling.models import Booking, ScheduleRule, Slot
from kasch_site.common import clock
from kasch_site.messaging.delivery.delivery import mark_sent
from kasch_site.messaging.models import Message
from tests.counselling.booking.consistency import check_consistency

pytestmark = pytest.mark.django_db
ANNA = Person("Anna Beispiel", email="Anna@Example.org", note="Kinderwagen", needs_step_free=True)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def open_messages(row, **how):
    """Return the kind and channel of each open message about a booking."""
    open_ones = Message.objects.about("counselling", f"booking:{row.pk}").open().filter(**how)
    return sorted(open_ones.values_list("kind", "channel"))


def state(record):
    return type(record).objects.get(pk=record.pk).state


def test_a_held_slot_is_booked(slots, topic):
    row = bookings.book(holds.hold(slots[0].pk, topic), topic, ANNA, uuid4())
    row = Booking.objects.get(pk=row.pk)
    assert (row.slot, row.topic, row.state) == (slots[0], topic, "booked")
    assert (row.name, row.email, row.note) == ("Anna Beispiel", "Anna@Example.org", "Kinderwagen")
    assert row.needs_step_free and not row.at_desk and len(row.code) == 8
    assert open_messages(row) == [("confirmed", "mail")]
    assert check_consistency() == {"free": len(slots) - 1, "booked": 1}


def test_the_same_form_twice_creates_one_booking_and_one_message(slots, topic):
    token, idempotency_key = holds.hold(slots[0].pk, topic), uuid4()
    rows = {bookings.book(token, topic, ANNA, idempotency_key).pk for _time in range(3)}
    assert len(rows) == Booking.objects.count() == Message.objects.count() == 1


def test_the_same_form_with_another_slot_releases_the_other_slot(slots, topic):
    idempotency_key = uuid4()
    first = bookings.book(holds.hold(slots[0].pk, topic), topic, ANNA, idempotency_key)
    assert bookings.book(holds.hold(slots[1].pk, topic), topic, ANNA, idempotency_key) == first
    assert check_consistency() == {"free": len(slots) - 1, "booked": 1}


def test_booking_a_taken_slot_is_refused(slots, topic, book, time_machine):
    token = holds.hold(slots[0].pk, topic)
    time_machine.move_to(clock.now() + 21 * MINUTE, tick=False)
    book(slots[0])
    with pytest.raises(BookingRefused) as refused:
        bookings.book(token, topic, ANNA, uuid4())
    assert refused.value.is_taken
    assert Booking.objects.count() == 1


def test_an_expired_hold_cannot_be_booked_even_if_the_slot_is_free(slots, topic, time_machine):
    token = holds.hold(slots[0].pk, topic)
    time_machine.move_to(clock.now() + 20 * MINUTE, tick=False)
    with pytest.raises(BookingRefused) as refused:
        bookings.book(token, topic, ANNA, uuid4())
    assert refused.value.is_taken
    assert not Booking.objects.exists()


@pytest.mark.parametrize("bad", ["", "kein Wort", "x" * 10_000, "☃"])
def test_invented_tokens_book_nothing(slots, topic, bad):
    with pytest.raises(BookingRefused):
        bookings.book(bad, topic, ANNA, uuid4())


def test_a_held_slot_cannot_be_booked_for_another_topic(slots, topic, other_topic):
    with pytest.raises(BookingRefused):
        bookings.book(holds.hold(slots[0].pk, topic), other_topic, ANNA, uuid4())
    assert check_consistency()["held"] == 1


def test_three_bookings_a_day_are_the_limit_in_any_notation_of_the_number(slots, book):
    for slot, phone in zip(slots, ["+49 371 33505", "0371/33505", "0049 (0)371 33 50 5"], strict=False):
        book(slot, phone=phone, client="one")
    with pytest.raises(BookingRefused) as refused:
        book(slots[3], phone="037133505", client="one")
    assert not refused.value.is_taken and "rufen Sie uns an" in str(refused.value)
    assert check_consistency()["held"] == 1


def test_a_visitor_books_three_times_a_day_whatever_contact_they_give(slots, book):
    for slot in slots[:3]:
        book(slot, client="one")
    with pytest.raises(BookingRefused, match="am Telefon"):
        book(slots[3], client="one")
    book(slots[4], client="another")


def test_in_the_house_where_many_share_a_connection_each_contact_has_its_limit(slots, book):
    free = [slot for slot in slots if not slot.is_urgent]
    for slot in free[:4]:
        book(slot, client="house")
    for slot in free[4:7]:
        book(slot, phone="0371 33505", client="house")
    with pytest.raises(BookingRefused, match="am Telefon"):
        book(free[7], phone="0371/33505", client="house")


def test_the_limit_applies_across_topics_and_ignores_case(slots, schedule_rule, book, other_topic):
    schedule_rule.topics.add(other_topic)
    for slot in slots[:3]:
        book(slot, email="a@example.org", about=other_topic, client="one")
    with pytest.raises(BookingRefused):
        book(slots[3], email="A@Example.ORG", client="one")


def test_a_refusal_does_not_reveal_whether_a_number_has_a_booking(slots, book):
    """The number of attempts reveals nothing either, and bookings by others take no appointment away."""
    free = [slot for slot in slots if not slot.is_urgent]
    for slot in free[:3]:
        book(slot, phone="0371 33505", client="they themselves")
    for slot in free[3:6]:
        book(slot, phone="0371 33505", client="a stranger")
    with pytest.raises(BookingRefused, match="nur am Telefon"):
        book(free[6], phone="0371 33505", client="a stranger")
    book(free[7], phone="0371 33505", client="at home")


def test_the_next_day_the_contact_may_book_again(slots, book, time_machine):
    for slot in slots[:3]:
        book(slot, email="a@example.org", client="one")
    time_machine.move_to(clock.now() + DAY, tick=False)
    assert state(book(slots[6], email="a@example.org", client="one")) == "booked"


def test_a_person_with_only_a_number_is_not_called_to_confirm(slots, book):
    row = book(slots[0], phone="0371 33505")
    assert open_messages(row) == []
    moving.move(row, slots[1].pk)
    bookings.cancel(row)
    assert open_messages(row) == []


def test_the_desk_books_without_contact_details_and_uses_urgent_slots(slots, topic):
    idempotency_key = uuid4()
    row = desk_bookings.book(slots[5].pk, topic, Person("Frau Ohne"), idempotency_key)
    assert desk_bookings.book(slots[5].pk, topic, Person("Frau Ohne"), idempotency_key) == row
    assert row.at_desk and open_messages(row) == []
    with pytest.raises(BookingRefused) as refused:
        desk_bookings.book(slots[5].pk, topic, Person("Herr Zwei"), uuid4())
    assert refused.value.is_taken
    assert check_consistency()["booked"] == 1


def test_the_desk_may_book_a_cooling_slot_but_no_past_or_unrelated_one(slots, topic, other_topic, book, time_machine):
    bookings.cancel(book(slots[0]))
    desk_bookings.book(slots[0].pk, topic, Person("Frau Sofort"), uuid4())
    with pytest.raises(BookingRefused):
        desk_bookings.book(slots[1].pk, other_topic, Person("Frau Fremd"), uuid4())
    time_machine.move_to(slots[1].ends_at, tick=False)
    with pytest.raises(BookingRefused):
        desk_bookings.book(slots[1].pk, topic, Person("Frau Gestern"), uuid4())


def test_a_topic_may_require_a_confirmed_address(slots, topic, book):
    topic.confirms_email = True
    topic.save()
    row = book(slots[0])
    assert row.state == "unconfirmed" and row.confirm_until == clock.now() + HOUR
    assert open_messages(row) == [("confirm_email", "mail")]
    bookings.confirm(row)
    assert bookings.confirm(row).state == "booked"
    assert open_messages(row) == [("confirmed", "mail")]
    assert book(slots[1], phone="0371 33505").state == "booked"


def test_an_unconfirmed_slot_is_free_again_after_an_hour(slots, topic, book, advance):
    topic.confirms_email = True
    topic.save()
    row = book(slots[0])
    mark_sent(Message.objects.about("counselling", f"booking:{row.pk}").get(kind="confirm_email"))
    advance(59 * MINUTE)
    assert state(row) == "unconfirmed"
    advance(1 * MINUTE)
    row.refresh_from_db()
    assert (row.state, row.cancelled_by) == ("cancelled", "nobody")
    assert open_messages(row) == [("lapsed", "mail")]
    with pytest.raises(BookingRefused):
        bookings.confirm(row)
    advance(15 * MINUTE)
    assert check_consistency() == {"free": len(slots)}


def test_a_late_confirmation_is_refused_before_any_job_runs(slots, topic, book, time_machine):
    topic.confirms_email = True
    topic.save()
    row = book(slots[0])
    time_machine.move_to(row.confirm_until, tick=False)
    with pytest.raises(BookingRefused):
        bookings.confirm(row)


def test_a_cancelled_slot_cools_before_it_is_offered_to_all(slots, book, advance):
    row = book(slots[0])
    bookings.cancel(row)
    bookings.cancel(row)
    row.refresh_from_db()
    assert (row.state, row.cancelled_by) == ("cancelled", "person")
    assert open_messages(row) == [("cancelled", "mail")]
    assert check_consistency() == {"free": len(slots) - 1, "cooling": 1}
    advance(14 * MINUTE)
    assert slots[0] not in Slot.objects.free(clock.now())
    advance(1 * MINUTE)
    assert slots[0] in Slot.objects.free(clock.now())


def test_a_person_cancelled_by_the_house_is_called(slots, book):
    row = book(slots[0], phone="0371 33505")
    bookings.cancel(row, by=Booking.By.HOUSE)
    assert open_messages(row) == [("cancelled", "phone")]


def test_a_released_slot_without_a_schedule_rule_is_withdrawn(slots, schedule_rule, book):
    row = book(slots[0])
    ScheduleRule.objects.filter(pk=schedule_rule.pk).update(weekday=4)
    bookings.cancel(row)
    assert check_consistency()["withdrawn"] == 1


def test_moving_releases_the_previous_slot(slots, book, advance):
    row = book(slots[0])
    moved = moving.move(row, slots[1].pk)
    assert (moved.pk, moved.slot) == (row.pk, slots[1])
    assert open_messages(row) == [("moved", "mail")]
    assert check_consistency() == {"free": len(slots) - 2, "cooling": 1, "booked": 1}
    moving.move(row, slots[1].pk)
    advance(15 * MINUTE)
    moving.move(row, slots[0].pk)
    assert open_messages(row) == [("moved", "mail")]
    assert check_consistency() == {"free": len(slots) - 2, "cooling": 1, "booked": 1}


def test_moving_to_a_taken_or_reserved_slot_is_refused_without_changes(slots, book, other_topic, schedule_rule):
    row, other = book(slots[0]), book(slots[1])
    for target, is_taken in [(slots[1], True), (slots[5], False), (Slot(pk=10**9), False)]:
        with pytest.raises(BookingRefused) as refused:
            moving.move(row, target.pk)
        assert refused.value.is_taken is is_taken
    assert moving.move(row, slots[5].pk, by=Booking.By.HOUSE).slot == slots[5]
    bookings.cancel(other)
    with pytest.raises(BookingRefused):
        moving.move(other, slots[2].pk)
    check_consistency()


def test_an_unconfirmed_booking_may_be_moved_and_is_confirmed_by_it(slots, topic, book):
    topic.confirms_email = True
    topic.save()
    row = book(slots[0])
    moving.move(row, slots[1].pk)
    assert state(row) == "unconfirmed"
    assert open_messages(row) == [("confirm_email", "mail")]
    assert bookings.confirm(row).slot == slots[1]


def test_attendance_is_recorded_on_the_day_and_can_be_undone(slots, book, time_machine):
    row = book(slots[0])
    with pytest.raises(BookingRefused):
        desk_bookings.record_attendance(row, "came")
    time_machine.move_to(slots[0].starts_at - HOUR, tick=False)
    for outcome in ("came", "missed", "booked", "missed"):
        assert state(desk_bookings.record_attendance(row, outcome)) == outcome
        check_consistency()
    for wrong in ("cancelled", "unconfirmed", "", "x" * 100):
        with pytest.raises(BookingRefused):
            desk_bookings.record_attendance(row, wrong)
    with pytest.raises(BookingRefused):
        bookings.cancel(row)


def test_changing_an_erased_booking_is_refused_with_a_message(slots, book):
    row = book(slots[0])
    Slot.objects.filter(pk=slots[0].pk).update(state="free")
    Booking.objects.filter(pk=row.pk).delete()
    for verb in (bookings.cancel, bookings.confirm, lambda row: moving.move(row, slots[1].pk)):
        with pytest.raises(BookingRefused):
            verb(row)


def test_a_person_cancels_until_the_start_and_staff_also_later(slots, book, time_machine):
    rows = closed, late, called = book(slots[0]), book(slots[1]), book(slots[2])
    time_machine.move_to(slots[2].starts_at, tick=False)
    for row in rows:
        with pytest.raises(BookingRefused, match="schon begonnen"):
            bookings.cancel(row)
        row.refresh_from_db()
        assert state(row) == "booked"
    assert state(bookings.cancel(called, by_staff=True)) == "cancelled"
    assert state(bookings.cancel(closed, by=Booking.By.HOUSE)) == "cancelled"
    assert bookings.cancel(called) == called
    time_machine.move_to(slots[1].starts_at - timedelta(seconds=1), tick=False)
    assert state(bookings.cancel(late)) == "cancelled"
