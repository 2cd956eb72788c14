"""After any history of actions by staff and residents, nobody has been promised or told anything that is not true."""

from collections import Counter
from datetime import time, timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from events.models import Event, Occurrence, OccurrenceCapacity, Registration, RegistrationSettings
from events.registration import registrations
from events.registration.capacity.availability import availability_of_date
from events.registration.capacity.capacity import set_places
from events.registration.date_changes import dates_changed
from events.registration.notifications.notifications import details_of
from events.registration.notifications.reminders import remind
from events.registration.refusals import RegistrationRefused
from events.registration.registrant import Registrant
from events.registration.settings import settings_of_event
from events.registration.status import status_of
from events.registration.waitlist import waitlist
from events.scheduling import changes, closing, publication
from events.scheduling.generation import add_date
from kasch_site.common import clock
from kasch_site.common.caching.versions import clear_all
from kasch_site.messaging.delivery import manual_delivery
from kasch_site.messaging.models import Message
from kasch_site.messaging.reminders import NO_REMINDER_AFTER_INFORMED
from kasch_site.worker.execution import run_due_jobs
from tests.counselling.conftest import NOW
from tests.proving import amounts, examples

pytestmark = pytest.mark.django_db

NUMBERS = st.integers(0, 9)
PEOPLE = st.integers(1, 3)
HOURS = st.sampled_from([1, 2, 20, 24, 48, 72])
ONE_HOUR = timedelta(hours=1)
ACTIVE = ("booked", "offered", "waiting")
# The state that a person takes their registration to be in after a message of each kind.
INVITING = {
    "confirmed": "booked",
    "reminder": "booked",
    "offer": "offered",
    "waiting": "waiting",
    "withdrawn": "waiting",
}


class Registrations(RuleBasedStateMachine):
    """One date with its registrants: what each of them has read or heard is compared with the current state."""

    time_machine = None
    looked = Counter()

    def __init__(self):
        super().__init__()
        self.looked["histories"] += 1
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.time_machine.move_to(NOW, tick=False)
        clear_all()
        mail.outbox.clear()
        self.event = Event.objects.create(title="Gymnastik", slug="g", status="published")
        RegistrationSettings.objects.create(event=self.event, places=2)
        start = NOW + timedelta(days=6)
        self.pk = add_date(self.event, start, start + 2 * ONE_HOUR).pk
        # By registration: the known date and state, and the time of the last message.
        self.known, self.said, self.informed_at = {}, {}, {}
        self.on_screen = set()  # known from the website, not from a message

    def teardown(self):
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    @property
    def date(self):
        return Occurrence.objects.select_related("event__registration_settings").get(pk=self.pk)

    def is_on(self, date):
        """Return whether the date takes place, computed independently of the domain."""
        shown_from = date.event.publish_at or clock.now()
        is_seen = date.event.status == "published" and shown_from <= clock.now()
        return is_seen and date.status == "planned" and date.ends_at > clock.now()

    def one(self, number, *states):
        rows = list(Registration.objects.filter(state__in=states or Registration.State.values).order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def note_seen(self, row):
        """Note that a person knows the date and their state, from the website or at the desk."""
        self.on_screen.add(row.pk)
        self.known[row.pk], self.said[row.pk] = details_of(self.date), Registration.objects.get(pk=row.pk).state
        self.informed_at[row.pk] = clock.now()

    def attempt(self, verb, *args, **how):
        try:
            row = verb(*args, **how)
        except RegistrationRefused as refused:
            assert str(refused)
            return None
        if isinstance(row, Registration):
            self.note_seen(row)
        return row

    # Actions of residents.

    @initialize(number=st.integers(2, 4))
    def some_come(self, number):
        for index in range(number):
            self.register(index % 2 + 1, index % 3 == 0, False)

    @rule(people=PEOPLE, by_phone=st.booleans(), by_staff=st.booleans())
    def register(self, people, by_phone, by_staff):
        date, number = self.date, uuid4().hex[:8]
        contact = {"phone": f"0371 33{int(number[:4], 16):05}"} if by_phone else {"email": f"{number}@example.org"}
        is_open = availability_of_date(date) and availability_of_date(date).is_open
        row = self.attempt(
            registrations.register, date, Registrant("Frau X", people, **contact), uuid4(), by_staff=by_staff
        )
        if row:
            assert self.is_on(date)
            assert is_open or by_staff
        self.looked["registered" if row else "refused"] += 1

    @rule(number=NUMBERS, by_staff=st.booleans())
    def cancel(self, number, by_staff):
        row = self.one(number)
        if row:
            self.attempt(registrations.cancel, row, by_staff=by_staff)

    @rule(number=NUMBERS)
    def come_back(self, number):
        row = self.one(number, "cancelled", "lapsed")
        if row and self.attempt(registrations.reactivate, row):
            assert self.is_on(self.date)

    @rule(number=NUMBERS)
    def accept(self, number):
        row = self.one(number, "offered")
        if row and self.attempt(registrations.accept, row):
            assert self.is_on(self.date)
            assert self.date.starts_at > clock.now()
            self.looked["accepted"] += 1

    @rule(number=NUMBERS, people=PEOPLE)
    def be_more_or_fewer(self, number, people):
        row = self.one(number, *ACTIVE)
        if row and self.attempt(registrations.change_people, row, people):
            assert self.is_on(self.date)

    # Actions of staff.

    @rule(is_published=st.booleans())
    def publish_or_withdraw(self, is_published):
        events = Event.objects.filter(pk=self.event.pk)
        if is_published:
            events.publish()
        else:
            self.looked["withdrawn"] += publication.withdraw(events)

    @rule(hours=st.sampled_from([-3, 2, 30]))
    def show_from(self, hours):
        """Publish the event from a date on, as the form does."""
        Event.objects.filter(pk=self.event.pk).update(publish_at=clock.now() + timedelta(hours=hours))
        event = self.date.event
        changes.touch_dates(event)
        if not event.is_published():
            publication.cancel_expected_dates(event)

    @rule(is_off=st.booleans(), reason=st.sampled_from(["krank", "Wasserschaden"]))
    def cancel_or_restore_the_date(self, is_off, reason):
        if self.date.ends_at > clock.now():
            try:
                changes.cancel(self.date, reason) if is_off else changes.restore(self.date)
            except changes.ChangeRefused:
                assert not self.date.event.is_published()
            self.looked["date cancelled" if is_off else "date restored"] += 1

    @rule(hours=st.sampled_from([-3, 1, 3, 26, 100, 200]))
    def move(self, hours):
        date = self.date
        if date.ends_at > clock.now():
            start = clock.now() + timedelta(hours=hours)
            try:
                changes.move(date, start, start + 2 * ONE_HOUR)
            except changes.ChangeRefused:
                assert hours < 0 and Registration.objects.active().exists()
            self.looked["moved"] += 1

    @rule(place=st.sampled_from(["", "Nachbarschaftsgarten", "Stadtbibliothek"]))
    def take_place_elsewhere(self, place):
        if self.date.ends_at > clock.now():
            changes.relocate(self.date, place=place)

    @rule(title=st.sampled_from(["Gymnastik", "Yoga", "Tanz"]), summary=st.sampled_from(["", "Für alle"]))
    def describe_differently(self, title, summary):
        Event.objects.filter(pk=self.event.pk).update(title=title, summary=summary)
        changes.touch_dates(self.date.event)

    @rule()
    def close_its_day(self):
        day = timezone.localdate(self.date.starts_at)
        if day >= clock.today():
            self.looked["closed"] += closing.close(day, day, "Inventur")

    @rule(number=NUMBERS)
    def release(self, number):
        row = self.one(number)
        if row:
            self.attempt(registrations.release, row)
            self.note_seen(row)  # staff tell the person themselves

    @rule(is_on=st.booleans(), closes=st.sampled_from([0, 0, 48]), places=st.sampled_from([1, 2, 4, None]))
    def switch_registration(self, is_on, closes, places):
        RegistrationSettings.objects.filter(event=self.event).delete()
        if is_on:
            RegistrationSettings.objects.create(event=self.event, places=places, closes_hours_before=closes)

    @rule(rule_=st.sampled_from(["in_order", "fitting"]))
    def order(self, rule_):
        RegistrationSettings.objects.filter(event=self.event).update(rule=rule_)
        with transaction.atomic():
            registrations.offer_free_places(registrations.lock_capacity(self.date))

    @rule(places=st.sampled_from([0, 1, 2, 3, 5, None]))
    def other_capacity(self, places):
        self.attempt(set_places, self.date, places or None if places != 0 else 1)

    @rule()
    def pass_a_day(self):
        """Let a day pass with all its work and deliveries; check that every promised reminder has come."""
        tomorrow = clock.today() + timedelta(days=1)
        rows = Registration.objects.select_related("capacity__occurrence__event__registration_settings").booked()
        promised = {row.pk: row.occurrence.starts_at for row in rows if status_of(row)["reminded_on"] == tomorrow}
        for hour in (1, 8, 16, 23):
            self.time_machine.move_to(clock.local(tomorrow, time(hour)), tick=False)
            self.hourly()
            self.deliver()
        for row in rows.filter(pk__in=promised):
            starts_at = row.occurrence.starts_at
            if self.is_on(row.occurrence) and starts_at == promised[row.pk] and timezone.localtime(starts_at).hour < 23:
                assert self.informed_at[row.pk] >= clock.local(tomorrow) - NO_REMINDER_AFTER_INFORMED, (
                    "promised, not reminded"
                )
                self.looked["reminded as promised"] += 1

    # Periodic work and delivery.

    @rule(hours=HOURS)
    def time_goes_by(self, hours):
        self.time_machine.move_to(clock.now() + timedelta(hours=hours), tick=False)

    @rule()
    def hourly(self):
        waitlist.lapse_overdue(clock.now())
        remind(clock.now())
        dates_changed()

    @rule()
    def deliver(self):
        """Send every waiting mail and make every waiting call."""
        before, counts = dict(self.known), Counter()
        self.send(before, counts)
        self.time_machine.move_to(clock.now() + waitlist.TIME_TO_ANNOUNCE_A_CHANGE, tick=False)
        self.send(before, counts)
        for displayed in manual_delivery.open_messages("phone"):
            self.tell(displayed.message, displayed.rendered.call, before, counts)
            assert manual_delivery.mark_reached(displayed.message)
        assert all(number == 1 for (_pk, kind), number in counts.items() if kind == "changed")
        self.on_screen.clear()
        self.check_everybody_knows()

    def send(self, before, counts):
        """Send the mails that are due, and let them be read in the same moment."""
        run_due_jobs("test")
        keys = [UUID(each.extra_headers["Message-ID"].strip("<").partition("@")[0]) for each in mail.outbox]
        messages = Message.objects.in_bulk(keys)
        for sent, key in zip(mail.outbox, keys, strict=True):
            self.tell(messages[key], f"{sent.subject}\n{sent.body}", before, counts)
        mail.outbox.clear()

    def tell(self, message, text, before, counts):
        row, date = Registration.objects.get(pk=message.subject), self.date
        now = details_of(date)
        if message.kind in INVITING:
            assert self.is_on(date), message.kind
            assert row.state == INVITING[message.kind]
            assert message.kind != "offer" or clock.now() < row.offered_until <= date.starts_at
        elif message.kind == "changed":
            assert row.state in ACTIVE
            knew = before[row.pk]["is_cancelled"] and row.pk not in self.on_screen
            assert not (knew and now["is_cancelled"]), "told twice that it is cancelled"
            assert row.pk in self.on_screen or before[row.pk] != now, "told what they were told before"
            assert ("fällt aus" in text or "Entfällt" in text) == now["is_cancelled"]
            assert now["is_cancelled"] or self.is_on(date)
        elif message.kind in ("lapsed", "unreached"):
            assert row.state == "lapsed"
            assert message.kind == "unreached" or self.said[row.pk] == "offered", "did not know of the offer"
            assert self.is_on(date)
        counts[row.pk, message.kind] += 1
        self.looked[f"told {message.kind}"] += 1
        self.known[row.pk], self.said[row.pk], self.informed_at[row.pk] = now, row.state, clock.now()

    def check_everybody_knows(self):
        """Check that after all deliveries each person knows the current state."""
        date = self.date
        if date.ends_at <= clock.now():
            return
        now = details_of(date)
        for row in Registration.objects.filter(state__in=ACTIVE):
            if row.state == "offered" and row.offered_until <= clock.now():
                continue
            if not self.is_on(date):
                assert self.known[row.pk]["is_cancelled"], "counts on what cannot be seen"
                continue
            assert self.known[row.pk] == now, (self.known[row.pk], now)
            assert self.said[row.pk] == row.state, (self.said[row.pk], row.state)

    # Invariants after each step.

    @invariant()
    def capacity_holds(self):
        capacity = OccurrenceCapacity.objects.filter(pk=self.pk).first()
        if capacity is None:
            return
        rows = list(Registration.objects.all())
        held = sum(row.people for row in rows if row.state in ("booked", "offered"))
        assert capacity.held == held
        assert capacity.places is None or held <= capacity.places
        assert capacity.waiting == sum(row.state == "waiting" for row in rows)

    @invariant()
    def no_offer_outlives_its_reason_and_nobody_waits_while_there_is_room(self):
        date, now = self.date, clock.now()
        capacity = OccurrenceCapacity.objects.filter(pk=self.pk).first()
        open_offers = [row for row in Registration.objects.filter(state="offered") if row.offered_until > now]
        for row in open_offers:
            assert self.is_on(date)
            assert row.offered_until <= date.starts_at
        waiting = list(Registration.objects.waiting())
        if not waiting or not self.is_on(date) or date.starts_at < now + ONE_HOUR:
            return
        settings = settings_of_event(date.event)
        assert all(capacity.places is None or row.people <= capacity.places for row in waiting), "would never fit"
        candidates = waiting if settings and settings.rule == "fitting" else waiting[:1]
        assert all(capacity.free is not None and row.people > capacity.free for row in candidates)

    @invariant()
    def every_page_says_what_is_so(self):
        date = self.date
        for row in Registration.objects.select_related("capacity__occurrence__event__registration_settings"):
            page = status_of(row)
            assert self.is_on(date) == (page["state"] not in ("over", "date_cancelled", "hidden"))
            if page["reminded_on"]:
                assert row.state == "booked"
                assert clock.today() < page["reminded_on"] < date.starts_at.date()
            if page["state"] == "waiting" and page["waitlist_moves_up"]:
                assert date.starts_at >= clock.now() + ONE_HOUR


def test_after_any_history_every_person_has_been_told_their_current_state_once(house, time_machine, proof):
    looked = Counter()
    machine = type("Registrations", (Registrations,), {"time_machine": time_machine, "looked": looked})
    run_state_machine_as_test(machine, settings=examples(10, 20_000, stateful_step_count=25))
    proof(amounts(looked))
