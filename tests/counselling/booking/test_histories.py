"""After any history of actions by staff and residents, nobody has been promised or told anything that is not true."""

from collections import Counter
from datetime import date, time, timedelta
from itertools import count
from uuid import UUID

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from counselling.booking import moving, publication
from counselling.booking.offers import alternatives, offering
from counselling.booking.person import Person
from counselling.booking.rebooking import book_again
from counselling.booking.slots import expiry
from counselling.booking.status import status_of
from counselling.models import Absence, Booking, Counsellor, Offer, ScheduleRule, Slot, Topic, WaitlistEntry
from counselling.notifications import notifications
from counselling.notifications.messages import when_in_words
from counselling.scheduling import absences, closing, slot_generation
from kasch_site.common import clock
from kasch_site.common.caching.versions import clear_all
from kasch_site.house.models import Room, SpecialPeriod
from kasch_site.messaging.delivery import manual_delivery
from kasch_site.messaging.models import Message
from kasch_site.messaging.reminders import NO_REMINDER_AFTER_INFORMED
from kasch_site.worker.execution import run_due_jobs
from tests.counselling.booking.test_stock import CANCELLERS, NUMBERS, Counselling
from tests.proving import amounts, examples

pytestmark = pytest.mark.django_db

# The state that a person takes their appointment to be in after a message of this kind.
STATE_BY_KIND = {
    "confirmed": "booked",
    "moved": "booked",
    "reminder": "booked",
    "confirm_email": "unconfirmed",
    "cancelled": "cancelled",
    "instead": "cancelled",
    "lapsed": "cancelled",
    "unreached": "cancelled",
}
ENDED = {"lapsed", "unreached"}
OFFERING = {"instead", "earlier", "free"}
# Actions of staff: the person concerned learns of them by a message only.
BY_THE_HOUSE = {offering.offer, alternatives.cancel_and_offer_alternatives}


class Histories(Counselling):
    """The state machine of the consistency test, with what each person has read, heard or seen on screen."""

    numbers = count(1)

    def __init__(self):
        self.believed, self.promised, self.informed_at = {}, {}, {}
        clear_all()
        mail.outbox.clear()
        super().__init__()

    def person(self, contact, **more):
        """Return a person with a mailbox or number of their own, so that no cap suppresses a message."""
        number = next(self.numbers)
        own = {"email": f"p{number}@example.org"} if "@" in contact else {"phone": f"0371 {2000000 + number}"}
        return Person("Frau Beispiel", **own, **more)

    def attempt(self, verb, *args, **kwargs):
        result = super().attempt(verb, *args, **kwargs)
        if isinstance(result, Booking) and verb not in BY_THE_HOUSE and kwargs.get("by") != Booking.By.HOUSE:
            self.note_seen(result)
        return result

    def note_seen(self, row):
        """Note that a person knows their appointment: they changed it themselves, or are on the phone."""
        row = Booking.objects.get(pk=row.pk)
        self.believed[row.pk] = (row.state, row.slot_id)
        self.informed_at[row.pk] = clock.now()
        about = Offer.objects.filter(booking=row.pk) | Offer.objects.filter(
            waitlist_entry__email_key=row.email_key, waitlist_entry__phone_key=row.phone_key
        )
        for made in about.exclude(state="open"):
            self.promised.pop(made.pk, None)

    # Actions of persons, who know the result.

    @rule(number=NUMBERS)
    def decline(self, number):
        super().decline(number)
        self.forget_own_offers()

    @rule(number=NUMBERS)
    def leave(self, number):
        super().leave(number)
        self.forget_own_offers()

    def forget_own_offers(self):
        """Forget the offers of a person who declines one or leaves the waitlist: nobody counts on them any more."""
        for made in Offer.objects.filter(pk__in=self.promised, state="declined"):
            self.promised.pop(made.pk)

    # Actions of staff in addition to the rules of the base class.

    @rule(hours=st.sampled_from([-1, 5, 30]))
    def publish_topic_from(self, hours):
        """Publish the topic from a date on, as the form does."""
        Topic.objects.update(publish_at=clock.now() + timedelta(hours=hours))
        self.topic.refresh_from_db()
        if not self.topic.is_published():
            publication.cancel_for_hidden_topic(self.topic)

    @rule(ends=st.sampled_from([time(10), time(11)]), weekday=st.sampled_from([2, 2, 3]), is_elsewhere=st.booleans())
    def change_schedule_rule(self, ends, weekday, is_elsewhere):
        row = ScheduleRule.objects.get()
        row.ends, row.weekday = ends, weekday
        row.room = Room.objects.get_or_create(name="Zimmer 2")[0] if is_elsewhere else None
        row.save()
        slot_generation.generate_slots_of_rule(row)

    @rule(days=st.sampled_from([0, 1]), is_back=st.booleans())
    def record_sick_leave(self, days, is_back):
        counsellor = Counsellor.objects.get()
        if is_back:
            for absence in Absence.objects.all():
                absences.delete_absence(absence)
        else:
            absences.record_sick_leave(counsellor, clock.today() + timedelta(days=days))

    @rule(is_hidden=st.booleans())
    def hide_or_show_topic(self, is_hidden):
        if is_hidden:
            self.counts["withdrawn"] += publication.withdraw(Topic.objects.all())
        else:
            Topic.objects.all().publish()
        self.topic.refresh_from_db()

    @rule(number=NUMBERS, is_closed=st.booleans())
    def close_or_open_day(self, number, is_closed):
        day = timezone.localdate(self.slot(number).starts_at)
        if is_closed and day >= clock.today():
            SpecialPeriod.objects.get_or_create(kind="closed", name="Inventur", first_day=day, last_day=day)
            clear_all()
            self.counts["upset by a closed day"] += closing.close(day, day, "Inventur")
        elif not is_closed:
            SpecialPeriod.objects.all().delete()
            clear_all()
            slot_generation.generate_slots(clock.today())

    @rule(number=NUMBERS, there=NUMBERS, by=CANCELLERS, is_quiet=st.booleans())
    def move_at_desk(self, number, there, by, is_quiet):
        row = self.one_of(Booking, number, state="booked")
        if row and self.attempt(
            moving.move,
            row,
            self.slot(there).pk,
            by=by,
            by_staff=True,
            without_notification=is_quiet,
            expected_version=row.version,
        ):
            self.counts["moved at the desk"] += 1
            if is_quiet:
                self.note_seen(row)

    @rule(number=NUMBERS, there=NUMBERS)
    def book_again(self, number, there):
        row = self.one_of(Booking, number, state="cancelled")
        if row and self.attempt(book_again, row, self.slot(there).pk):
            self.note_seen(row)
            self.counts["booked again"] += 1

    @rule()
    def pass_a_day(self):
        """Let a day pass with all its work and deliveries; check that every promised reminder has come."""
        tomorrow = clock.today() + timedelta(days=1)
        rows = Booking.objects.filter(state="booked").select_related("slot__room", "slot__counsellor", "topic")
        promised = {row.pk: row.slot_id for row in rows if status_of(row)["reminded_on"] == tomorrow}
        for hour in (1, 8, 16, 23):
            self.time_machine.move_to(clock.local(tomorrow, time(hour)), tick=False)
            expiry.process_expired(clock.now())
            self.remind()
            self.deliver()
        for row in rows.filter(pk__in=promised):
            if row.slot_id == promised[row.pk]:
                assert self.informed_at[row.pk] >= clock.local(tomorrow) - NO_REMINDER_AFTER_INFORMED, (
                    "promised, not reminded"
                )
                self.counts["reminded as promised"] += 1

    # Periodic work and delivery.

    @rule()
    def remind(self):
        notifications.remind(clock.now())

    @rule()
    def deliver(self):
        """Send every waiting mail and make every waiting call."""
        counts = Counter()
        run_due_jobs("test")
        keys = [UUID(each.extra_headers["Message-ID"].strip("<").partition("@")[0]) for each in mail.outbox]
        messages = Message.objects.in_bulk(keys)
        for sent, key in zip(mail.outbox, keys, strict=True):
            self.receive(messages[key], f"{sent.subject}\n{sent.body}", counts)
        mail.outbox.clear()
        for displayed in manual_delivery.open_messages("phone"):
            self.receive(displayed.message, displayed.rendered.call, counts)
            assert manual_delivery.mark_reached(displayed.message)
        assert all(number == 1 for number in counts.values()), counts
        self.check_everybody_is_informed()

    def receive(self, message, text, counts):
        about, _colon, number = message.subject.partition(":")
        if about == "booking":
            self.informed_at[int(number)] = clock.now()
        self.check(message, text, counts)

    def kind_told(self, message):
        """Return the kind that is told: if the times offered instead are gone, the cancellation alone."""
        is_instead = message.kind == "instead"
        if is_instead and not self.open_offers(Booking.objects.get(pk=message.subject.partition(":")[2])):
            return "cancelled"
        return message.kind

    def check(self, message, text, counts):
        """Check that a message is true now, and note what its recipient believes and counts on afterwards."""
        kind, (about, _colon, number) = self.kind_told(message), message.subject.partition(":")
        self.counts[f"told {kind}"] += 1
        record = {"booking": Booking, "offer": Offer, "waitlist_entry": WaitlistEntry}[about].objects.get(pk=number)
        if kind in OFFERING:
            open_offers = self.open_offers(record)
            assert open_offers, "offers a slot that is not available"
            assert self.topic_is_visible()
            assert all(when_in_words(each.slot) in text for each in open_offers)
            self.promised |= {each.pk: each.until for each in open_offers}
        if kind == "closed":
            assert record.state == "left"
        if about == "offer":
            assert kind != "lapsed" or record.pk in self.promised, "did not know of the offer"
            self.promised.pop(record.pk, None) if kind in ENDED else None
            return
        counts[about, number] += 1
        if kind == "withdrawn":
            self.check_withdrawal(record, text)
        if about == "waitlist_entry":
            assert kind != "confirm_entry" or record.must_confirm
            self.forget(waitlist_entry=record) if kind == "closed" else None
            return
        if kind in STATE_BY_KIND:
            state = STATE_BY_KIND[kind]
            assert record.state == state, (kind, record.state)
            assert state == "cancelled" or self.topic_is_visible()
            assert kind in ENDED or when_in_words(record.slot) in text
            self.believed[record.pk] = (record.state, record.slot_id)
            if kind in {"cancelled", "instead", "moved", *ENDED}:
                self.check_named(self.lost_offers(record), text) if record.cancelled_by == "house" else None
                self.forget(booking=record)

    def check_withdrawal(self, record, text):
        """Check that a message names the times that are no longer offered, and those of which the person knew already.

        An offer made since then has a message of its own.
        """
        lost = self.lost_offers(record)
        remaining = [each.slot for each in self.open_offers(record) if each.pk in self.promised]
        if isinstance(record, Booking) and record.state == "booked":
            remaining.append(record.slot)
        self.check_named(lost, text)
        assert all(when_in_words(slot) in text for slot in remaining), text
        for each in lost:
            self.promised.pop(each.pk)

    def lost_offers(self, record):
        """Return the offers that the person knew of and that the house has ended."""
        return list(record.offers.filter(pk__in=self.promised, state="withdrawn").select_related("slot"))

    def check_named(self, lost, text):
        """Check that a message names the slots of these offers, unless their time has passed."""
        upcoming = [each.slot for each in lost if each.slot.starts_at > clock.now()]
        assert all(when_in_words(slot) in text for slot in upcoming), text

    def forget(self, **whose):
        """Forget the promise of offers that have ended, because the person has been told the current state."""
        for made in Offer.objects.filter(**whose).exclude(state="open"):
            self.promised.pop(made.pk, None)

    def open_offers(self, record):
        made = Offer.objects.filter(pk=record.pk) if isinstance(record, Offer) else record.offers.all()
        return list(made.open().filter(until__gt=clock.now()).select_related("slot"))

    def topic_is_visible(self):
        return Topic.objects.get().is_published(clock.now())

    def check_everybody_is_informed(self):
        """Check that after all deliveries each person believes the current state."""
        now = clock.now()
        for row in Booking.objects.filter(state__in=["booked", "unconfirmed", "cancelled"], slot__ends_at__gt=now):
            is_reached = row.email or row.phone
            if not is_reached or (row.state == "unconfirmed" and row.confirm_until <= now):
                continue
            state, slot = self.believed[row.pk]
            assert state == row.state, f"believes {state}, but it is {row.state}"
            assert row.state == "cancelled" or slot == row.slot_id, "comes at another time"
        made = Offer.objects.in_bulk(self.promised)
        for pk, until in self.promised.items():
            assert until <= now or made[pk].state == "open", f"still counts on it: {made[pk].state}"

    # Invariants after each step.

    @invariant()
    def no_offer_outlives_its_reason(self):
        for made in Offer.objects.open().select_related("slot", "booking", "waitlist_entry"):
            assert made.until <= clock.now() or self.topic_is_visible(), "offered, but the topic is hidden"
            assert made.slot.state == Slot.State.OFFERED
            if made.waitlist_entry:
                assert made.waitlist_entry.state == "waiting"
            else:
                assert made.booking.state in Booking.EXPECTED or made.booking.cancelled_by == "house"

    @invariant()
    def every_page_is_true(self):
        for row in Booking.objects.select_related("slot__room", "slot__counsellor", "topic", "interpreter"):
            page = status_of(row)
            assert page["is_expected"] == (row.state in Booking.EXPECTED and page["state"] == row.state)
            assert not (page["may_return"] and not self.topic_is_visible())
            if page["reminded_on"]:
                assert row.state == "booked"
                assert clock.today() < page["reminded_on"] <= timezone.localdate(row.slot.starts_at)


def test_after_any_history_every_person_has_been_told_their_current_state_once(schedule_rule, time_machine, proof):
    schedule_rule.valid_from, schedule_rule.valid_until = date(2026, 12, 2), date(2026, 12, 9)
    schedule_rule.save()
    slot_generation.generate_slots_of_rule(schedule_rule)
    counts = Counter()
    machine = type("Histories", (Histories,), {"time_machine": time_machine, "counts": counts})
    run_state_machine_as_test(machine, settings=examples(8, 10_000, stateful_step_count=30))
    proof(amounts(counts))
