"""A released slot is offered to the person who waits longest, and is free for all if nobody wants it."""

from datetime import time, timedelta
from uuid import uuid4

import pytest

from counselling import retention
from counselling.booking import bookings, waitlist
from counselling.booking.offers import acceptance, alternatives, expired_slots, offering
from counselling.booking.person import Person
from counselling.booking.refusals import limits
from counselling.booking.refusals.errors import BookingRefused
from counselling.booking.slots import holds
from counselling.booking.slots.cooling import COOLING_TIME
from counselling.models import Booking, Offer, Slot, Topic, WaitlistEntry
from counselling.notifications.messages import render_message
from kasch_site.common import clock
from kasch_site.messaging.delivery.delivery import mark_sent
from kasch_site.messaging.models import Message
from tests.counselling.booking.consistency import check_consistency, check_nothing_is_due
from tests.support.toys.waiting import waiting

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def wait(topic):
    """Return a function that adds a person to the waitlist."""

    def add(name="Herr Wartet", is_urgent=False, about=None, **contact):
        contact = contact or {"email": f"{uuid4().hex[:8]}@example.org"}
        return waiting(about or topic, Person(name, **contact), is_urgent=is_urgent)

    return add


@pytest.fixture
def all_booked(slots, topic, book):
    """Book every slot; return the bookings in order of time."""
    return [book(slot, is_urgent=slot.is_urgent) for slot in slots[:18]] + _block(slots[18:])


def _block(rest):
    Slot.objects.filter(pk__in=[slot.pk for slot in rest]).update(state="withdrawn")
    return []


def open_messages(record):
    return sorted(Message.objects.about("counselling", _name(record)).open().values_list("kind", "channel"))


def _name(record):
    return f"{record._meta.model_name}:{record.pk}"


def deliver(record):
    for message in Message.objects.about("counselling", _name(record)).open():
        mark_sent(message)


def cancel_and_cool(row, advance):
    """Cancel a booking, and let the cooling time of its slot pass."""
    bookings.cancel(row)
    advance(COOLING_TIME)


def only_offer():
    return Offer.objects.open().select_related("slot", "booking", "waitlist_entry").get()


def test_a_released_slot_is_offered_to_the_longest_waiting_person(all_booked, wait, advance):
    first = wait()
    advance(MINUTE)
    wait()
    cancel_and_cool(all_booked[8], advance)
    made = only_offer()
    assert (made.waitlist_entry, made.slot) == (first, all_booked[8].slot)
    assert made.until == clock.local(clock.today() + 2 * DAY, time(17))
    assert open_messages(made) == [("free", "mail")]
    assert check_consistency()["offered"] == 1


def test_accepting_an_offer_twice_creates_one_booking(all_booked, wait, advance):
    waitlist_entry = wait(phone="0371 33505")
    cancel_and_cool(all_booked[8], advance)
    made = only_offer()
    assert made.until == min(clock.local(clock.today() + 2 * DAY, time(17)), made.slot.starts_at - HOUR)
    assert open_messages(made) == [("free", "phone")]
    row = acceptance.accept(made)
    assert acceptance.accept(made) == row
    assert (row.slot, row.name, row.phone, row.state) == (
        made.slot,
        waitlist_entry.name,
        waitlist_entry.phone,
        "booked",
    )
    assert WaitlistEntry.objects.get().state == "done"
    assert open_messages(made) == open_messages(row) == []
    assert check_consistency()["booked"] == 18


def test_a_declined_slot_is_passed_on_and_the_entry_stays_active(all_booked, wait, advance):
    first, second = wait(), wait()
    cancel_and_cool(all_booked[8], advance)
    acceptance.decline(only_offer())
    assert check_consistency()["cooling"] == 1
    advance(MINUTE)
    made = only_offer()
    assert made.waitlist_entry == second
    acceptance.decline(made)
    advance(MINUTE)
    assert check_consistency()["free"] == 1
    bookings.cancel(all_booked[9])
    advance(COOLING_TIME)
    assert only_offer().waitlist_entry == first
    assert only_offer().slot == all_booked[9].slot


def test_an_unanswered_offer_is_passed_on(all_booked, wait, advance):
    first, second = wait(), wait()
    cancel_and_cool(all_booked[8], advance)
    made = only_offer()
    deliver(made)
    advance(2 * DAY + 13 * HOUR)
    made.refresh_from_db()
    first.refresh_from_db()
    assert (made.state, first.state) == ("lapsed", "left")
    assert open_messages(made) == [("lapsed", "mail")]
    assert only_offer().waitlist_entry == second
    with pytest.raises(BookingRefused) as refused:
        acceptance.accept(made)
    assert refused.value.is_taken
    check_nothing_is_due()


def test_a_person_who_was_never_reached_is_notified_of_it(all_booked, wait, advance):
    wait(phone="0371 33505")
    cancel_and_cool(all_booked[8], advance)
    made = only_offer()
    advance(2 * DAY + 13 * HOUR)
    assert open_messages(made) == [("unreached", "phone")]
    rendered = render_message("unreached", f"offer:{made.pk}")
    assert "niemanden erreicht" in rendered.call and "nichts von Ihnen gehört" not in rendered.text


@pytest.mark.parametrize("is_delivered", [True, False])
def test_an_entry_is_erased_once_its_person_is_notified_that_the_offer_was_withdrawn(
    all_booked, wait, advance, is_delivered
):
    entry = wait(phone="0371 33505")
    cancel_and_cool(all_booked[8], advance)
    made = only_offer()
    if is_delivered:
        deliver(made)
    advance(2 * DAY + 13 * HOUR)
    retention.purge(clock.now())
    assert WaitlistEntry.objects.filter(pk=entry.pk).exists()
    deliver(made)
    retention.purge(clock.now())
    assert not WaitlistEntry.objects.filter(pk=entry.pk).exists()


def test_a_person_not_yet_notified_of_a_cancellation_gets_only_that_message(all_booked, advance):
    Slot.objects.filter(state="withdrawn").update(state="free")
    row = all_booked[8]
    alternatives.cancel_and_offer_alternatives(row)
    advance(2 * DAY + 13 * HOUR)
    assert open_messages(row) == [("instead", "mail")]
    assert not [each for made in row.offers.all() for each in open_messages(made)]
    assert render_message("instead", f"booking:{row.pk}").subject.startswith("Abgesagt: ")


def test_an_offer_expires_on_time_before_any_job_runs(all_booked, wait, advance, time_machine):
    wait()
    cancel_and_cool(all_booked[8], advance)
    made = only_offer()
    time_machine.move_to(made.until, tick=False)
    with pytest.raises(BookingRefused):
        acceptance.accept(made)
    assert check_consistency()["offered"] == 1


def test_a_booking_that_wants_an_earlier_slot_is_offered_one_and_moved(slots, topic, book, advance):
    early = book(slots[6])
    token = holds.hold(slots[8].pk, topic)
    eager = bookings.book(token, topic, Person("Frau Eilig", "e@example.org", wants_earlier=True), uuid4())
    cancel_and_cool(early, advance)
    made = only_offer()
    assert made.booking == eager
    assert open_messages(made) == [("earlier", "mail")]
    assert acceptance.accept(made).slot == slots[6]
    assert open_messages(eager) == [("moved", "mail")]
    assert check_consistency() == {"free": len(slots) - 2, "booked": 1, "cooling": 1}
    advance(COOLING_TIME)
    assert check_consistency() == {"free": len(slots) - 1, "booked": 1}


def test_a_slot_is_offered_only_to_a_booking_whose_own_slot_is_locked(slots, book, advance, monkeypatch):
    """A person with an older booking asks for an earlier slot while the slots are being locked."""
    early, newer, older = book(slots[6]), book(slots[8]), book(slots[9])
    Booking.objects.filter(pk=newer.pk).update(wants_earlier=True)
    Booking.objects.filter(pk=older.pk).update(created_at=newer.created_at - HOUR)
    keys, lock = [], expired_slots.lock_slots

    def lock_after_another_booking(needed, **more):
        rows = lock(needed, **more)
        keys.append(set(rows))
        Booking.objects.filter(pk=older.pk).update(wants_earlier=True)
        return rows

    monkeypatch.setattr(expired_slots, "lock_slots", lock_after_another_booking)
    cancel_and_cool(early, advance)
    assert {only_offer().booking.slot_id, slots[6].pk} in keys


def test_a_booking_that_is_cancelled_while_its_slot_is_being_locked_is_offered_nothing(
    slots, book, time_machine, monkeypatch
):
    early, later = book(slots[6]), book(slots[8])
    Booking.objects.filter(pk=later.pk).update(wants_earlier=True)
    confirmation, ask = [], expired_slots.next_person

    def cancel_once_asked(*about):
        person = ask(*about)
        if person == later and not confirmation:
            bookings.cancel(later)
        confirmation.append(person)
        return person

    monkeypatch.setattr(expired_slots, "next_person", cancel_once_asked)
    bookings.cancel(early)
    time_machine.move_to(clock.now() + COOLING_TIME)
    expired_slots.process_expired(clock.now())
    assert confirmation == [later, None]
    assert not Offer.objects.open().exists()


def test_no_booking_is_offered_a_later_slot_or_the_same_slot_twice(slots, topic, book, advance):
    late = book(slots[8])
    token = holds.hold(slots[6].pk, topic)
    bookings.book(token, topic, Person("Frau Eilig", "e@example.org", wants_earlier=True), uuid4())
    cancel_and_cool(late, advance)
    assert not Offer.objects.exists()
    early = book(slots[1])
    cancel_and_cool(early, advance)
    acceptance.decline(only_offer())
    advance(MINUTE)
    assert not Offer.objects.open().exists()
    assert check_consistency()["free"] == len(slots) - 1


def test_urgent_slots_are_offered_to_urgent_entries(all_booked, wait, advance):
    wait()
    urgent = wait(is_urgent=True)
    cancel_and_cool(all_booked[11], advance)
    assert only_offer().waitlist_entry == urgent


def test_entries_for_another_topic_get_no_offer(all_booked, wait, advance, other_topic):
    wait(about=other_topic)
    cancel_and_cool(all_booked[8], advance)
    assert check_consistency()["free"] == 1


def test_no_offer_is_made_for_a_slot_that_begins_too_soon(all_booked, wait, advance, time_machine):
    wait()
    time_machine.move_to(all_booked[0].slot.starts_at - 2 * HOUR, tick=False)
    cancel_and_cool(all_booked[0], advance)
    assert check_consistency()["free"] == 1


def test_a_waiting_person_is_offered_a_free_slot_once(slots, wait, advance):
    wait()
    advance(MINUTE)
    assert only_offer().slot == slots[0]
    acceptance.decline(only_offer())
    advance(MINUTE)
    assert check_consistency()["free"] == len(slots)


def test_a_cancelled_booking_gets_no_more_offers(slots, topic, book, advance):
    early = book(slots[6])
    token = holds.hold(slots[8].pk, topic)
    eager = bookings.book(token, topic, Person("Frau Eilig", "e@example.org", wants_earlier=True), uuid4())
    cancel_and_cool(early, advance)
    made = only_offer()
    bookings.cancel(eager)
    made.refresh_from_db()
    assert made.state == "declined" and open_messages(made) == []
    with pytest.raises(BookingRefused):
        acceptance.accept(made)
    advance(COOLING_TIME)
    assert check_consistency() == {"free": len(slots)}


def test_two_alternatives_to_a_cancelled_booking_are_offered_in_one_message(slots, book):
    row = book(slots[0])
    made = alternatives.cancel_and_offer_alternatives(row)
    row.refresh_from_db()
    assert (row.state, row.cancelled_by) == ("cancelled", "house")
    assert [each.slot for each in made] == slots[1:3]
    assert open_messages(row) == [("instead", "mail")]
    assert open_messages(made[0]) == open_messages(made[1]) == []
    assert check_consistency()["offered"] == 2
    assert alternatives.cancel_and_offer_alternatives(row) == []


def test_accepting_one_alternative_restores_the_booking_and_releases_the_other(slots, book, advance):
    row = book(slots[0])
    first, second = alternatives.cancel_and_offer_alternatives(row)
    again = acceptance.accept(second)
    assert (again.pk, again.slot, again.state, again.cancelled_by) == (row.pk, slots[2], "booked", "")
    assert open_messages(row) == [("moved", "mail")]
    with pytest.raises(BookingRefused):
        acceptance.accept(first)
    advance(COOLING_TIME)
    assert check_consistency() == {"free": len(slots) - 1, "booked": 1}


def test_without_an_answer_the_booking_stays_cancelled_and_the_person_is_notified_once(slots, book, advance):
    row = book(slots[6])
    made = alternatives.cancel_and_offer_alternatives(row)
    deliver(row)
    advance(2 * DAY + 13 * HOUR)
    assert [open_messages(each) for each in made].count([("lapsed", "mail")]) == 1
    assert Booking.objects.get().state == "cancelled"
    assert check_consistency() == {"free": len(slots)}


def test_erasing_a_person_releases_all_slots_reserved_for_them(slots, book, advance):
    alternatives.cancel_and_offer_alternatives(book(slots[0], email="a@example.org"))
    bookings.cancel(book(slots[7], email="a@example.org"))
    book(slots[8], email="a@example.org")
    assert retention.erase_person("a@example.org") == 3
    advance(COOLING_TIME)
    assert check_consistency() == {"free": len(slots)}
    assert not Message.objects.exists()


def test_without_free_slots_the_booking_is_only_cancelled(all_booked):
    assert alternatives.cancel_and_offer_alternatives(all_booked[3]) == []
    assert open_messages(all_booked[3]) == [("cancelled", "mail")]


def test_staff_can_offer_a_free_slot(slots, book, wait):
    row, until = book(slots[6]), clock.now() + DAY
    made = offering.offer(slots[3], booking=row, until=until)
    assert open_messages(made) == [("earlier", "mail")]
    with pytest.raises(BookingRefused):
        offering.offer(slots[3], waitlist_entry=wait(), until=until)
    assert acceptance.accept(made).slot == slots[3]
    check_consistency()


def test_an_entry_with_a_second_offer_stays_active_when_the_first_one_lapses(slots, wait, advance):
    waiting = wait()
    made = [
        offering.offer(slot, waitlist_entry=waiting, until=clock.now() + timedelta(hours=hours))
        for slot, hours in zip(slots, (1, 30), strict=False)
    ]
    advance(2 * HOUR)
    expired_slots.process_expired(clock.now())
    for row in (waiting, *made):
        row.refresh_from_db()
    assert [row.state for row in (waiting, *made)] == ["waiting", "lapsed", "open"]
    assert open_messages(made[0]) == []


def test_leaving_the_waitlist_releases_offered_slots(all_booked, wait, advance):
    waitlist_entry = wait()
    cancel_and_cool(all_booked[8], advance)
    made = only_offer()
    waitlist.leave(waitlist_entry)
    waitlist.leave(waitlist_entry)
    assert open_messages(made) == []
    advance(MINUTE)
    assert check_consistency()["free"] == 1
    assert WaitlistEntry.objects.get().state == "left"


def test_joining_the_waitlist_twice_creates_one_entry(topic, wait):
    idempotency_key, person = uuid4(), Person("Frau Zwei", "z@example.org")
    assert waitlist.join(topic, person, idempotency_key) == waitlist.join(topic, person, idempotency_key)
    assert WaitlistEntry.objects.count() == 1


def test_waitlist_entries_are_limited_and_require_contact_details(topic, wait):
    def again(email="w@example.org", client="one"):
        return waitlist.join(topic, Person("Frau Zwei", email), uuid4(), client=client)

    for _number in range(limits.MAX_ENTRIES_PER_DAY):
        again()
    for email in ("w@example.org", "W@example.org", "anders@example.org"):
        with pytest.raises(BookingRefused):
            again(email)
    with pytest.raises(BookingRefused):
        waitlist.join(topic, Person("Frau Ohne"), uuid4())
    # The limit of one contact does not reveal entries of another person, and does not affect them.
    again(client="another")
    # Visitors in the house share a connection: there each contact has its own limit.
    for _number in range(limits.MAX_ENTRIES_PER_DAY):
        again(client="house")
    with pytest.raises(BookingRefused):
        again(client="house")
    again("anders@example.org", client="house")


def test_a_waitlist_entry_ends_after_eight_weeks(slots, wait, all_booked, advance):
    wait()
    advance(waitlist.WAITLIST_ENTRY_LIFETIME)
    Slot.objects.filter(pk=slots[-1].pk).update(state="cooling", until=clock.now())
    advance(MINUTE)
    assert not Offer.objects.exists()


@pytest.fixture(params=["draft", "from tomorrow on"])
def hide(request):
    """Return a function that hides a topic from residents, in each possible way."""
    hidden = {"draft": {"status": "draft"}, "from tomorrow on": {"publish_at": clock.now() + DAY}}
    return lambda topic: Topic.objects.filter(pk=topic.pk).update(**hidden[request.param])


def test_no_free_slot_of_an_unpublished_topic_is_offered(slots, wait, advance, topic, hide):
    wait()
    hide(topic)
    advance(MINUTE)
    assert not Offer.objects.exists()


def test_no_released_slot_is_offered_for_an_unpublished_topic(all_booked, wait, advance, topic, hide):
    wait()
    Booking.objects.filter(pk=all_booked[12].pk).update(wants_earlier=True)
    hide(topic)
    cancel_and_cool(all_booked[8], advance)
    assert not Offer.objects.exists()
    assert check_consistency()["free"] == 1


def test_waiting_persons_get_offers_once_the_topic_is_published(slots, wait, advance, topic):
    waitlist_entry = wait()
    Topic.objects.update(publish_at=clock.now() + HOUR)
    advance(HOUR)
    assert only_offer().waitlist_entry == waitlist_entry


def test_an_offer_on_the_own_page_is_no_proof_of_a_mail_address(topic, slots, book, advance):
    """The page of the booking was shown on screen; only a link from a mail proves who reads the mailbox."""
    topic.confirms_email = True
    topic.save()
    row = book(slots[3], email="fremd@example.org")
    assert row.state == "unconfirmed"
    made = alternatives.cancel_and_offer_alternatives(row)
    accepted = acceptance.accept(made[0])
    assert accepted.state == "unconfirmed"
    assert ("confirm_email", "mail") in open_messages(accepted)
    bookings.confirm(accepted)
    # A confirmed address is not confirmed again.
    accepted.refresh_from_db()
    again = alternatives.cancel_and_offer_alternatives(accepted)
    assert acceptance.accept(again[0]).state == "booked"


def test_a_link_from_a_mail_is_a_proof(topic, slots, book):
    topic.confirms_email = True
    topic.save()
    row = book(slots[3], email="fremd@example.org")
    made = alternatives.cancel_and_offer_alternatives(row)
    accepted = acceptance.accept(made[0], proves_email=True)
    assert accepted.state == "booked"
    assert accepted.email_confirmed_at


@pytest.mark.parametrize("contact", [{"email": "w@example.org"}, {"phone": "0371 33505"}])
def test_one_mailbox_or_number_has_two_open_offers_at_most(topic, slots, wait, advance, contact):
    for number in range(5):
        wait(name=f"Nummer {number}", **contact)
    wait(name="Frau Andere", email="andere@example.org")
    for _time in range(4):
        advance(MINUTE)
    names = sorted(offer.waitlist_entry.name for offer in Offer.objects.open())
    assert names == ["Frau Andere", "Nummer 0", "Nummer 1"]


def test_nobody_joins_the_waitlist_while_something_is_free(topic, slots):
    with pytest.raises(BookingRefused, match="Zurzeit sind Zeiten frei"):
        waitlist.join(topic, Person("Frau Zwei", "z@example.org"), uuid4())
    assert not WaitlistEntry.objects.exists()


def test_an_accepted_offer_counts_as_an_appointment_of_the_visitor(topic, slots, wait, book, advance):
    for slot in slots[:3]:
        book(slot, client="one")
    entry = wait()
    advance(MINUTE)
    made = Offer.objects.get(waitlist_entry=entry)
    with pytest.raises(BookingRefused, match="am Telefon"):
        acceptance.accept(made, client="one")
    assert acceptance.accept(made, client="another").state == "booked"


def test_nothing_is_offered_by_hand_for_a_topic_that_residents_do_not_see(slots, topic, wait, book):
    entry, row = wait(), book(slots[6])
    type(topic).objects.update(status="draft")
    for person in ({"waitlist_entry": type(entry).objects.get()}, {"booking": type(row).objects.get()}):
        with pytest.raises(BookingRefused, match="bieten wir zurzeit nicht an"):
            offering.offer(slots[0], **person, until=clock.now() + timedelta(hours=5))
    assert not Offer.objects.exists()
