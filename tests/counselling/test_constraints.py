"""Database constraints, tested without forms and verbs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from counselling.models import Booking, Offer, Slot, WaitlistEntry
from kasch_site.common import clock

pytestmark = pytest.mark.django_db


def refused(write):
    """Expect an `IntegrityError` inside a savepoint."""
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


@pytest.fixture
def insert(slots, topic):
    """Return a function that inserts a booking without forms and verbs."""

    def make(slot=None, **values):
        known = {
            "name": "Frau Beispiel",
            "email": "b@example.org",
            "created_at": clock.now(),
            "idempotency_key": uuid4(),
        }
        row = Booking(slot=slot or slots[0], topic=topic, **{**known, **values})
        row.set_keys()
        Booking.objects.bulk_create([row])

    return make


@pytest.mark.parametrize("second", ["booked", "unconfirmed", "came", "missed"])
def test_a_slot_has_at_most_one_booking(insert, second):
    insert()
    more = {"confirm_until": clock.now()} if second == "unconfirmed" else {}
    refused(lambda: insert(state=second, **more))


def test_a_cancelled_booking_does_not_block_its_slot(insert, slots):
    gone = {"state": "cancelled", "cancelled_at": clock.now(), "cancelled_by": "person"}
    insert(**gone)
    insert(**gone)
    insert()
    refused(
        lambda: Booking.objects.filter(state="cancelled").update(state="booked", cancelled_at=None, cancelled_by="")
    )


def test_only_bookings_at_the_desk_may_lack_contact_details(insert, slots, topic):
    refused(lambda: insert(email=""))
    insert(email="", phone="0371 33505")
    insert(slots[1], email="", at_desk=True)
    waitlist_entry = WaitlistEntry(
        topic=topic, name="Frau Ohne", created_at=clock.now(), ends_at=clock.now(), idempotency_key=uuid4()
    )
    refused(lambda: WaitlistEntry.objects.bulk_create([waitlist_entry]))


def test_an_idempotency_key_is_unique(insert, slots):
    idempotency_key = uuid4()
    insert(idempotency_key=idempotency_key)
    refused(lambda: insert(slots[1], idempotency_key=idempotency_key))


def test_each_state_requires_its_fields(insert, slots):
    now = clock.now()
    refused(lambda: insert(state="cancelled"))
    refused(lambda: insert(state="cancelled", cancelled_at=now))
    refused(lambda: insert(cancelled_by="person"))
    refused(lambda: insert(state="unconfirmed"))
    refused(lambda: insert(confirm_until=now))
    one = Slot.objects.filter(pk=slots[0].pk)
    refused(lambda: one.update(state="held", until=now))
    refused(lambda: one.update(holder="x"))
    refused(lambda: one.update(state="held", holder="x"))
    refused(lambda: one.update(state="cooling"))
    refused(lambda: one.update(until=now))
    refused(lambda: one.update(ends_at=slots[0].starts_at))


def test_a_hold_token_holds_one_slot(slots):
    later = clock.now() + timedelta(minutes=20)
    Slot.objects.filter(pk=slots[0].pk).update(state="held", until=later, holder="x")
    refused(lambda: Slot.objects.filter(pk=slots[1].pk).update(state="held", until=later, holder="x"))


def test_a_counsellor_has_one_slot_at_a_time(slots):
    same = {"counsellor": slots[0].counsellor, "starts_at": slots[0].starts_at, "ends_at": slots[0].ends_at}
    refused(lambda: Slot.objects.create(**same))
    Slot.objects.create(state="withdrawn", **same)


def test_a_slot_has_at_most_one_open_offer(slots, insert, topic):
    insert(slots[6])
    booking, now = Booking.objects.get(), clock.now()
    waitlist_entry = WaitlistEntry.objects.create(
        topic=topic, name="Herr Wartet", email="w@example.org", created_at=now, ends_at=now, idempotency_key=uuid4()
    )
    Offer.objects.create(slot=slots[0], booking=booking, until=now, made_at=now)
    refused(lambda: Offer.objects.create(slot=slots[0], waitlist_entry=waitlist_entry, until=now, made_at=now))
    refused(
        lambda: Offer.objects.create(
            slot=slots[1], waitlist_entry=waitlist_entry, booking=booking, until=now, made_at=now
        )
    )
    refused(lambda: Offer.objects.create(slot=slots[1], until=now, made_at=now))


def test_phone_numbers_are_compared_in_canonical_form(slots, insert):
    insert()
    row = Booking.objects.get()
    row.phone = "+49 (0)371 / 33505"
    row.save(update_fields=["phone"])
    assert Booking.objects.get().phone_key == "+4937133505"
