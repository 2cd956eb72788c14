"""A person who books again gets a new appointment, and no false message about the old one."""

from datetime import timedelta

import pytest

from counselling.booking import bookings
from counselling.booking.offers import acceptance, alternatives
from counselling.booking.person import Person
from counselling.booking.rebooking import book_again, booked_again
from counselling.booking.refusals.errors import NO_CONTACT, STILL_BOOKED, BookingRefused
from counselling.booking.slots import expiry
from counselling.models import Booking, Offer, Slot, Topic
from kasch_site.common import clock
from kasch_site.messaging.models import Message
from tests.counselling.booking.consistency import check_consistency

pytestmark = pytest.mark.django_db


def kinds(booking, **about):
    about_it = Message.objects.filter(subject=f"booking:{booking.pk}", **about)
    return sorted(about_it.values_list("kind", flat=True))


@pytest.fixture
def unconfirmed(book, slots, topic):
    Topic.objects.filter(pk=topic.pk).update(confirms_email=True)
    topic.refresh_from_db()
    return book(slots[0], email="a@example.org", note="mit Rad", wants_earlier=True)


def after_expiry(time_machine):
    time_machine.move_to(clock.now() + timedelta(minutes=61), tick=False)


def test_all_details_are_those_of_the_old_booking(book, slots):
    row = bookings.cancel(book(slots[0], note="mit Rad", needs_step_free=True, wants_earlier=True))
    again = book_again(row, slots[1].pk)
    assert Person.of(again) == Person.of(row)
    assert (again.slot, again.topic, again.state) == (slots[1], row.topic, "booked")
    assert booked_again(row) == again


@pytest.mark.parametrize("is_lapsed", [False, True], ids=["overdue", "lapsed by the job"])
def test_after_a_lapse_nobody_is_notified_of_a_cancellation(unconfirmed, slots, time_machine, is_lapsed):
    after_expiry(time_machine)
    if is_lapsed:
        expiry.process_expired(clock.now())
    again = book_again(unconfirmed, slots[1].pk)
    unconfirmed.refresh_from_db()
    assert (unconfirmed.state, unconfirmed.cancelled_by) == ("cancelled", "nobody")
    assert "cancelled" not in kinds(unconfirmed)
    assert not kinds(unconfirmed, state="waiting")
    assert kinds(again, state="waiting") == ["confirm_email"]
    check_consistency()


def test_after_a_cancellation_by_the_house_the_alternatives_are_released(book, slots):
    row = book(slots[0])
    alternatives.cancel_and_offer_alternatives(row)
    offered = set(Offer.objects.open().values_list("slot", flat=True))
    free = Slot.objects.free(clock.now()).not_urgent().exclude(pk__in=offered).order_by("starts_at").first()
    again = book_again(row, free.pk)
    assert not Offer.objects.open().exists()
    assert kinds(row, state="waiting") == []
    assert kinds(again, state="waiting") == ["confirmed"]
    check_consistency()


def test_an_active_booking_is_not_replaced(book, slots):
    row = book(slots[0])
    alternatives.cancel_and_offer_alternatives(row)
    acceptance.accept(Offer.objects.open().first())
    free = Slot.objects.free(clock.now()).not_urgent().order_by("starts_at").first()
    with pytest.raises(BookingRefused, match=str(STILL_BOOKED)):
        book_again(row, free.pk)
    assert Booking.objects.get().is_active


def test_rebooking_twice_creates_one_booking_and_another_one_after_a_cancellation(book, slots):
    row = bookings.cancel(book(slots[0]))
    again = book_again(row, slots[1].pk)
    assert book_again(row, slots[2].pk) == again
    bookings.cancel(again)
    third = book_again(row, slots[2].pk)
    assert third.pk != again.pk
    assert (third.slot, booked_again(row)) == (slots[2], third)
    check_consistency()


def test_a_refused_slot_changes_nothing(unconfirmed, book, slots, time_machine):
    book(slots[1])
    after_expiry(time_machine)
    with pytest.raises(BookingRefused):
        book_again(unconfirmed, slots[1].pk)
    unconfirmed.refresh_from_db()
    assert unconfirmed.state == "unconfirmed"


def test_booking_requires_a_contact(book, slots):
    with pytest.raises(BookingRefused, match=str(NO_CONTACT)):
        book(slots[0], email="", phone="")
    assert not Booking.objects.exists()
