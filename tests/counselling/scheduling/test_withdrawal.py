"""Slots that were offered to somebody are withdrawn: each person concerned is notified once of what remains."""

from datetime import timedelta

import pytest

from counselling.booking import bookings, waitlist
from counselling.booking.offers import acceptance, alternatives, offering
from counselling.booking.person import Person
from counselling.booking.refusals.errors import BookingRefused
from counselling.models import Absence, Offer, Slot
from counselling.notifications.links import offer_address
from counselling.notifications.messages import moment_in_words, render_message, when_in_words
from counselling.notifications.pending import pending_notifications, suppress
from counselling.retention import purge
from counselling.scheduling import absences, slot_generation, withdrawal
from kasch_site.common import clock
from kasch_site.house.models import SpecialPeriod
from kasch_site.house.opening.closing import close_house
from kasch_site.messaging.delivery import manual_delivery
from kasch_site.messaging.models import Message
from tests.support.toys.waiting import waiting

pytestmark = pytest.mark.django_db
NOTICE_PERIOD = timedelta(hours=5)


def add_absence(slot):
    """Create an absence for a whole day."""
    start, end = clock.day_bounds(slot.starts_at.date())
    absences.save_absence(Absence(counsellor=slot.counsellor, starts_at=start, ends_at=end, kind="ill"), {})


def add_closing_day(slot):
    """Create a closing day."""
    day = slot.starts_at.date()
    SpecialPeriod.objects.create(kind="closed", name="Inventur", first_day=day, last_day=day)
    close_house(day, day, "Inventur")


def delete_rule(slot):
    """Delete the schedule rule."""
    counsellor = slot.counsellor_id
    slot.rule.delete()
    slot_generation.generate_slots_of(counsellor)


def withdraw_by_hand(slot):
    """Withdraw only this slot, as staff do."""
    withdrawal.withdraw([slot])


EACH_WITHDRAWAL = pytest.mark.parametrize("withdraw", [add_absence, add_closing_day, delete_rule, withdraw_by_hand])


@pytest.fixture
def offer(topic):
    """Return a function that offers a slot and delivers the message about it."""

    def make(slot, **person):
        made = offering.offer(slot, until=clock.now() + NOTICE_PERIOD, **person)
        deliver()
        return made

    return make


def deliver():
    """Mark every open message as delivered."""
    Message.objects.open().update(state="done", finished_at=clock.now())


def open_messages():
    return list(Message.objects.open().order_by("subject").values_list("subject", "kind", "channel"))


def only_message():
    [message] = Message.objects.open()
    return render_message(message.kind, message.subject)


@EACH_WITHDRAWAL
def test_a_waiting_person_is_notified_once_and_keeps_waiting(slots, topic, offer, withdraw):
    entry = waiting(topic, Person("Herr Wartet", email="w@example.org"))
    made = offer(slots[0], waitlist_entry=entry)
    withdraw(slots[0])
    assert open_messages() == [(f"waitlist_entry:{entry.pk}", "withdrawn", "mail")]
    mail = only_message()
    assert when_in_words(slots[0]) in mail.text
    assert "Sie warten weiter." in mail.text
    assert mail.subject == "Unser Angebot gilt nicht mehr"
    made.refresh_from_db()
    assert made.state == Offer.State.WITHDRAWN
    with pytest.raises(BookingRefused, match="nicht mehr anbieten"):
        acceptance.accept(made)


@EACH_WITHDRAWAL
def test_a_booking_that_wanted_an_earlier_slot_remains(slots, book, offer, withdraw):
    row = book(slots[6], phone="0371 33505")
    offer(slots[0], booking=row)
    withdraw(slots[0])
    assert open_messages() == [(f"booking:{row.pk}", "withdrawn", "phone")]
    lost, kept = when_in_words(slots[0]), when_in_words(slots[6])
    assert only_message().call == f"Das Angebot gilt nicht mehr: {lost}. Der Termin am {kept} bleibt bestehen."


def test_of_two_slots_offered_instead_the_other_one_is_named(slots, book):
    row = book(slots[0], email="w@example.org")
    first, second = alternatives.cancel_and_offer_alternatives(row)
    deliver()
    withdrawal.withdraw([first.slot])
    text = only_message().text
    assert when_in_words(first.slot) in text
    assert f"Diese andere Zeit halten wir weiter für Sie, bis {moment_in_words(second.until)}:" in text
    assert when_in_words(second.slot) in text
    withdrawal.withdraw([second.slot])
    assert "bleibt abgesagt" in only_message().text  # one message that names both
    assert when_in_words(first.slot) in only_message().text


@pytest.mark.parametrize("contact", [{"email": "w@example.org"}, {"phone": "0371 33505"}], ids=["mail", "call"])
def test_a_cancellation_by_the_house_names_the_earlier_slot_that_was_offered_before(slots, book, offer, contact):
    row = book(slots[6], **contact)
    made = offer(slots[0], booking=row)
    alternatives.cancel_and_offer_alternatives(row)
    rendered = only_message()
    text = rendered.text if "email" in contact else rendered.call
    assert "nicht mehr" in text and text.count(when_in_words(slots[0])) == 1
    with pytest.raises(BookingRefused, match="nicht mehr anbieten"):
        acceptance.accept(made)


def test_a_cancellation_by_the_house_does_not_name_an_offer_that_nobody_read(slots, book):
    row = book(slots[6], email="w@example.org")
    deliver()
    offering.offer(slots[0], booking=row, until=clock.now() + NOTICE_PERIOD)
    bookings.cancel_for_house(row)
    assert when_in_words(slots[0]) not in only_message().text


def test_without_the_slots_offered_instead_the_cancellation_names_them(slots, book):
    row = book(slots[0], email="w@example.org")
    made = alternatives.cancel_and_offer_alternatives(row)
    deliver()
    bookings.cancel_for_house(row)
    assert "Auch diese Zeiten sind nicht mehr für Sie reserviert:" in only_message().text
    assert all(when_in_words(each.slot) in only_message().text for each in made)


def test_several_slots_withdrawn_at_once_are_one_message(slots, book):
    row = book(slots[0], phone="0371 33505")
    made = alternatives.cancel_and_offer_alternatives(row)
    deliver()
    withdrawal.withdraw([each.slot for each in made])
    assert open_messages() == [(f"booking:{row.pk}", "withdrawn", "phone")]
    assert "Bitte um Entschuldigung" in only_message().call


def test_a_person_not_yet_notified_of_an_offer_is_not_notified_of_its_end(slots, topic, book):
    offering.offer(
        slots[0], waitlist_entry=waiting(topic, Person("A", "a@example.org")), until=clock.now() + NOTICE_PERIOD
    )
    row = book(slots[7], phone="0371 33505")
    made = alternatives.cancel_and_offer_alternatives(row)
    withdrawal.withdraw([slots[0], *(each.slot for each in made)])
    assert open_messages() == [(f"booking:{row.pk}", "instead", "phone")]
    assert "einen neuen anbieten" in only_message().call  # now it is a cancellation


def test_a_cancellation_or_a_person_who_leaves_replaces_the_message(slots, topic, book, offer):
    row, entry = book(slots[6]), waiting(topic, Person("A", "a@example.org"))
    offer(slots[0], booking=row)
    offer(slots[1], waitlist_entry=entry)
    withdrawal.withdraw(slots[:2])
    assert len(open_messages()) == 2
    waitlist.leave(entry)
    bookings.cancel(row, by="house")
    assert open_messages() == [(f"booking:{row.pk}", "cancelled", "mail")]


def test_a_restored_slot_is_offered_to_the_same_person_again(slots, topic, advance, offer):
    entry = waiting(topic, Person("A", phone="0371 33505"))
    offer(slots[0], waitlist_entry=entry)
    add_absence(slots[0])
    Slot.objects.filter(starts_at__gt=slots[5].starts_at).update(state="withdrawn")
    absences.delete_absence(Absence.objects.get())
    advance(timedelta(minutes=1))
    assert Offer.objects.open().get().waitlist_entry == entry
    rendered = {each.message.kind: each.rendered for each in manual_delivery.open_messages("phone")}
    assert set(rendered) == {"free"}  # the same slot: nothing was lost


def test_staff_see_the_affected_persons_before_saving_and_can_suppress_notifications(slots, topic, offer):
    offer(slots[0], waitlist_entry=waiting(topic, Person("Herr Geheim", phone="0371 33505")))
    withdrawal.withdraw([slots[0]])
    [pending] = pending_notifications()
    assert pending.summary == "Eine angebotene Zeit fällt aus: Die Person wird angerufen"
    suppress([pending.key])
    assert open_messages() == []


def test_an_entry_is_kept_until_the_person_has_been_called(slots, topic, offer):
    entry = waiting(topic, Person("A", phone="0371 33505"))
    offer(slots[0], waitlist_entry=entry)
    withdrawal.withdraw([slots[0]])
    type(entry).objects.update(state="left")
    purge(clock.now())
    assert type(entry).objects.exists()
    deliver()
    purge(clock.now())
    assert not type(entry).objects.exists()


def test_the_page_of_the_offer_states_that_the_house_ended_it(client, slots, topic, offer):
    made = offer(slots[0], waitlist_entry=waiting(topic, Person("A", "a@example.org")))
    withdrawal.withdraw([slots[0]])
    page = client.get(offer_address(made)).text
    assert "Dieses Angebot gilt nicht mehr" in page
    assert "nicht mehr anbieten" in page
    assert "weitergegeben" not in page
