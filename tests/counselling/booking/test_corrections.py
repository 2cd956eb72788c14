"""Staff correct a name, a mail address, a number: messages and links go to the new contact, and to it alone."""

import pytest

from counselling.booking import bookings, corrections, lookup, moving
from counselling.booking.corrections import Contact
from counselling.booking.refusals.errors import BookingRefused
from counselling.models import Booking
from counselling.notifications import notifications
from counselling.notifications.links import confirm_address, manage_address
from kasch_site.messaging.models import Message

pytestmark = pytest.mark.django_db
OLD, NEW = "alt@example.org", "neu@example.org"


@pytest.fixture
def row(slots, book):
    return book(slots[0], "Frau Meyer", email=OLD)


def correct(row, **changed):
    before = {"name": row.name, "email": row.email, "phone": row.phone}
    without_notification = changed.pop("without_notification", False)
    return corrections.correct(row, Contact(**before | changed), without_notification=without_notification)


def token(address):
    return address.rstrip("/").split("/")[-1]


def open_messages():
    return [(each.kind, each.channel) for each in Message.objects.open().order_by("pk")]


def test_a_new_mail_address_gets_the_confirmation_and_the_old_link_is_revoked(row):
    old = token(manage_address(row))
    row = correct(row, email=NEW)
    assert (row.email, row.email_key) == (NEW, NEW)
    assert open_messages() == [("confirmed", "mail")]
    assert lookup.booking_by_token(old) is None
    assert lookup.booking_by_token(token(manage_address(row))) == row


def test_a_new_name_causes_no_message_and_keeps_the_link(row):
    Message.objects.all().delete()
    old = token(manage_address(row))
    assert correct(row, name="Frau Maier").name == "Frau Maier"
    assert open_messages() == []
    assert lookup.booking_by_token(old) == row


def test_another_spelling_of_the_same_address_is_no_change(row):
    old = token(manage_address(row))
    correct(row, email="ALT@example.org")
    assert lookup.booking_by_token(old) == row


def test_without_notification_no_message_is_sent_and_the_old_link_is_revoked(row):
    old = token(manage_address(row))
    correct(row, email=NEW, without_notification=True)
    assert open_messages() == []
    assert lookup.booking_by_token(old) is None


def test_without_notification_the_link_to_confirm_an_address_is_sent_all_the_same(row):
    Booking.objects.update(state="unconfirmed", confirm_until=row.created_at)
    correct(Booking.objects.get(), email=NEW, without_notification=True)
    assert open_messages() == [("confirm_email", "mail")]


def test_a_move_without_notification_of_an_unconfirmed_booking_leaves_its_link_to_confirm(slots, row):
    Message.objects.all().delete()
    Booking.objects.update(state="unconfirmed", confirm_until=row.slot.starts_at)
    notifications.notify(row, "confirm_email")
    moving.move(Booking.objects.get(), slots[2].pk, by_staff=True, without_notification=True)
    assert open_messages() == [("confirm_email", "mail")]


def test_a_number_instead_of_the_address_moves_open_messages_to_the_call_list(slots, row):
    moving.move(row, slots[2].pk, by=Booking.By.HOUSE)
    offer_kinds = [kind for kind, _channel in open_messages()]
    assert offer_kinds == ["moved"]
    correct(Booking.objects.get(), email="", phone="0371 5550123")
    assert all(channel == "phone" for _kind, channel in open_messages())


def test_an_unconfirmed_address_is_confirmed_again_after_a_change(topic, row):
    Booking.objects.update(state="unconfirmed", confirm_until=row.created_at)
    old = token(confirm_address(row))
    row = correct(Booking.objects.get(), email=NEW)
    assert row.state == "unconfirmed" and row.confirm_until > row.created_at
    assert ("confirm_email", "mail") in open_messages()
    assert lookup.booking_to_confirm(old) is None


def test_a_booking_with_only_a_number_needs_no_confirmation(row):
    Booking.objects.update(state="unconfirmed", confirm_until=row.created_at)
    row = correct(Booking.objects.get(), email="", phone="0371 5550123")
    assert (row.state, row.confirm_until) == ("booked", None)


def test_changes_by_the_person_meanwhile_are_preserved(slots, row):
    stale = Booking.objects.get()
    moving.move(row, slots[2].pk)
    assert correct(stale, name="Frau Maier").slot_id == slots[2].pk
    bookings.cancel(row)
    assert correct(stale, phone="0371 5550123").state == "cancelled"


def test_an_online_booking_always_keeps_contact_details(row):
    with pytest.raises(BookingRefused):
        correct(row, email="")
    Booking.objects.update(at_desk=True)
    assert correct(row, email="").email == ""


def test_a_past_appointment_is_corrected_without_a_message(row, advance):
    advance(row.slot.ends_at - row.created_at)
    Message.objects.all().delete()
    correct(row, email=NEW)
    assert open_messages() == []


def test_correcting_an_erased_booking_is_refused_with_a_message(row):
    Booking.objects.all().delete()
    with pytest.raises(BookingRefused):
        correct(row, name="Frau Maier")
