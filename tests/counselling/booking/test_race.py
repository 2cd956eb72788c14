"""Many who want the same times at the same moment, through the running server: two processes, many threads.

They choose and confirm, twice as people do who click twice; then they cancel, move and answer offers, while terms end.
The lock and the constraint are taken away in turn, to see that each of them alone is enough, and that it takes one.
"""

import random
import threading
from collections import Counter
from contextlib import contextmanager
from datetime import time, timedelta
from http.client import HTTPConnection
from queue import Empty, LifoQueue
from uuid import uuid4

import pytest
from django.db import connection

from counselling.booking import lookup
from counselling.booking.person import Person
from counselling.booking.slots import expiry
from counselling.models import Booking, Counsellor, Offer, ScheduleRule, Slot
from counselling.notifications import links
from counselling.scheduling import absences
from counselling.scheduling import slot_generation as times
from kasch_site.common import clock
from kasch_site.messaging.models import Message
from tests.counselling.booking.stock import take_stock
from tests.proving import amount, amounts, in_one_of
from tests.support.browser.visitors import TIMEOUT, Form
from tests.support.database.constraints import without_constraint
from tests.support.processes.server_processes import server
from tests.support.toys.waiting import waiting

POSTS = amount(80, 10_000)
TIMES = POSTS // 10
FOR_EACH = 8  # so many want each time; who gets it sends the last form twice
CLIENTS = amount(12, 64)
AT_ONCE = 4  # counsellors who are free at the same hour
FEW_TIMES, FEW_CLIENTS, TRIES = amount(4, 12), amount(16, 32), 5
# One process in which as many are answered at once.
SIDE_BY_SIDE = {"WEB_CONCURRENCY": "1", "WEB_THREADS": str(FEW_CLIENTS)}
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_time]
CHOOSE = "/beratung/wohngeld/termin/"


@pytest.fixture
def hours(house, topic):
    """Hours of several counsellors, whose times the tests make themselves."""
    return [_hours(topic, number) for number in range(AT_ONCE)]


def _hours(topic, number):
    counsellor = Counsellor.objects.create(name=f"Beispiel {number}")
    day = clock.today() + timedelta(days=20)
    rule = ScheduleRule.objects.create(
        counsellor=counsellor, weekday=day.weekday(), starts=time(0, 5), ends=time(23, 55), minutes=5, valid_from=day
    )
    rule.topics.add(topic)
    return rule


def make(hours, number):
    """So many free times, `AT_ONCE` of them at each hour."""
    start = clock.local(clock.today() + timedelta(days=20)) + timedelta(minutes=5)
    rows = [
        Slot(
            counsellor_id=each.counsellor_id,
            rule=each,
            starts_at=start + timedelta(minutes=5 * step),
            ends_at=start + timedelta(minutes=5 * step + 5),
        )
        for step in range(number // len(hours))
        for each in hours
    ]
    Slot.objects.bulk_create(rows)
    return list(Slot.objects.values_list("pk", flat=True))


class Crowd:
    """Clients with nothing but HTTP, who send what is to be sent, and first of all what follows from an answer."""

    def __init__(self, port, clients, chance):
        self.port, self.clients, self.chance = port, clients, chance
        self.queue, self.answers, self.lock = LifoQueue(), [], threading.Lock()
        self.open = 0

    def add(self, action, form, times=1):
        with self.lock:
            self.open += times
        for _time in range(times):
            self.queue.put((action, form))

    def send(self):
        """Send until nothing is left."""
        threads = [threading.Thread(target=self._client) for _number in range(self.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert self.open == 0

    def _client(self):
        wire = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        while self.open:
            try:
                action, form = self.queue.get(timeout=0.05)
            except Empty:
                continue
            try:
                self._answered(action, form, *form.send(wire))
            finally:
                with self.lock:
                    self.open -= 1
        wire.close()

    def _answered(self, action, form, status, where):
        self.answers.append((action, form, status, where))
        if action == "choose" and status == 302:
            words = {"do": "book", "name": "Frau Beispiel", "email": f"{uuid4().hex}@example.org"}
            self.add("book", Form(where, words), times=2)

    def statuses(self):
        """How often each form was answered with each status."""
        return Counter((action, status) for action, _form, status, _where in self.answers)


def choose(slot):
    return Form(CHOOSE, {"zeit": str(slot)}, stamp="")


def race(proof, slots, clients, **environment):
    """Let many choose each of these times at once and confirm, twice, what they get; return the answers."""
    chance = random.Random(len(slots))
    wanted = slots * FOR_EACH
    chance.shuffle(wanted)
    with server(**environment) as port:
        crowd = Crowd(port, clients, chance)
        for slot in wanted:
            crowd.add("choose", choose(slot))
        crowd.send()
    proof(f"{len(crowd.answers)} forms sent for {len(slots)} times: {amounts(crowd.statuses())}")
    return crowd


def seen(proof):
    """How many times have how many appointments."""
    count = Counter(Booking.objects.active().order_by().values_list("slot_id", flat=True))
    shared = sum(number > 1 for number in count.values())
    proof(f"{sum(count.values())} appointments at {len(count)} times, {shared} of these times with more than one")
    return count


def test_concurrent_requests_give_each_slot_to_one_person(hours, proof):
    slots = make(hours, TIMES)
    crowd = race(proof, slots, CLIENTS)
    statuses = crowd.statuses()
    assert {status for _what, status in statuses} == {302, 422}
    assert len(crowd.answers) == POSTS
    assert statuses["choose", 302] == TIMES
    assert statuses["book", 302] == 2 * TIMES
    assert set(seen(proof).values()) == {1}
    assert take_stock() == {"booked": TIMES}
    # Each confirmed appointment exists, and both clicks lead to the same one.
    found = {
        (form.values["email"], lookup.booking_by_token(where.split("/")[3]))
        for action, form, status, where in crowd.answers
        if action == "book"
    }
    assert found == {(row.email, row) for row in Booking.objects.all()}
    notified = Counter(Message.objects.values_list("subject", "kind"))
    assert notified == {(f"booking:{row.pk}", "confirmed"): 1 for _email, row in found}


def test_concurrent_changes_keep_slots_consistent(hours, topic, proof):
    slots = make(hours, TIMES)
    taken, chance = slots[: TIMES // 2], random.Random(7)
    rows = [_booked(slot, topic) for slot in taken]
    for number in range(TIMES // 8):
        waiting(topic, Person("Herr Wartet", f"w{number}@example.org"), uuid4())
    with server() as port:
        crowd = Crowd(port, CLIENTS, chance)
        # Some times are left to those who move, or in a short run nobody could.
        forms = [("choose", choose(slot)) for slot in slots[: -TIMES // 4] * 2]
        for row in rows:
            own = links.manage_address(row)
            forms.append(("cancel", Form(f"{own}absagen/", {})))
            wanted = [chance.choice(slots), chance.choice(slots), chance.choice(slots[-TIMES // 4 :])]
            forms += [("move", Form(f"{own}verschieben/", {"zeit": str(slot)})) for slot in wanted]
        chance.shuffle(forms)
        for action, form in forms:
            crowd.add(action, form)
        with _in_haste(crowd, chance):
            crowd.send()
    proof(f"{len(crowd.answers)} forms sent: {amounts(crowd.statuses())}")
    stock = take_stock()
    offers = Counter(Offer.objects.order_by().values_list("state", flat=True))
    proof(f"times: {amounts(stock)}; offers: {amounts(offers)}")
    assert sum(stock.values()) == len(slots)
    assert {status for _what, status in crowd.statuses()} <= {302, 422}
    assert crowd.statuses()["move", 302] and crowd.statuses()["cancel", 302] and Offer.objects.exists()
    assert set(seen(proof).values()) == {1}
    notified = Message.objects.filter(kind="confirmed").order_by().values_list("subject", flat=True)
    assert len(notified) == len(set(notified))


def test_sick_leave_during_concurrent_bookings_leaves_no_booking_on_that_day(topic, proof):
    counsellor, day = Counsellor.objects.create(name="Beispiel"), clock.today() + timedelta(days=20)
    hours = ScheduleRule.objects.create(
        counsellor=counsellor,
        weekday=day.weekday(),
        starts=time(8),
        ends=time(amount(11, 18)),
        minutes=20,
        valid_from=day,
    )
    hours.topics.add(topic)
    times.generate_slots_of(counsellor.pk)
    slots = list(Slot.objects.within(*clock.day_bounds(day)).values_list("pk", flat=True))
    with server() as port:
        crowd = Crowd(port, CLIENTS, random.Random(3))
        for slot in random.Random(3).sample(slots * 3, len(slots) * 3):
            crowd.add("choose", choose(slot))
        with _fallen_ill(counsellor, day, crowd, after=4 * len(slots)):
            crowd.send()
    statuses = crowd.statuses()
    proof(f"{len(crowd.answers)} forms sent: {amounts(statuses)}")
    assert {status for _what, status in statuses} <= {302, 422}
    on_that_day = Booking.objects.filter(slot_id__in=slots)
    assert not on_that_day.filter(state__in=Booking.EXPECTED).exists()
    # Everybody who was told that they have an appointment has been offered others, or was told that it is cancelled.
    cancelled_by_house = {
        f"booking:{pk}" for pk in on_that_day.filter(cancelled_by="house").values_list("pk", flat=True)
    }
    assert cancelled_by_house and statuses["choose", 422]
    notified = Message.objects.filter(kind__in=["instead", "cancelled"]).values_list("subject", flat=True)
    assert sorted(notified) == sorted(cancelled_by_house)
    take_stock()
    assert {slot.state for slot in Slot.objects.filter(pk__in=slots)} == {"withdrawn"}


@contextmanager
def _fallen_ill(counsellor, day, crowd, after):
    """Somebody takes the day out when so many forms have been answered, while the others are on their way."""

    def fall_ill():
        while len(crowd.answers) < after:
            threading.Event().wait(0.01)
        absences.record_sick_leave(counsellor, day)
        once.wait()

    once = threading.Event()
    illness = RepeatedWork(fall_ill)
    try:
        yield
    finally:
        once.set()
        illness.stop()


def _booked(slot, topic):
    row = Booking(
        slot_id=slot,
        topic=topic,
        name="Frau Beispiel",
        email=f"b{slot}@example.org",
        wants_earlier=True,
        created_at=clock.now(),
        idempotency_key=uuid4(),
    )
    row.save()
    Slot.objects.filter(pk=slot).update(state="booked")
    return row


@contextmanager
def _in_haste(crowd, chance):
    """Meanwhile every deadline ends within moments, and every offer is answered."""

    def end_terms():
        # Times cool for 15 minutes and are held for 20.
        expiry.process_expired(clock.now() + timedelta(minutes=chance.choice([16] * 9 + [21])))

    def answer():
        for made in Offer.objects.open().select_related("slot")[:3]:
            verb = chance.choice(["accept", "accept", "decline"])
            crowd.add(verb, Form(links.offer_address(made), {"do": verb}), times=2)

    repeated = [RepeatedWork(work) for work in (end_terms, end_terms, answer)]
    try:
        yield
    finally:
        # All of them, before the error of one is raised: a thread left over would never end.
        for each in repeated:
            each.end()
        for each in repeated:
            each.stop()


class RepeatedWork:
    """Does the same again and again until it is stopped; what it dies of is raised then."""

    def __init__(self, work):
        self.work, self.stopped, self.error = work, threading.Event(), None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        try:
            while not self.stopped.wait(0.4):
                self.work()
        except Exception as error:
            self.error = error
        finally:
            connection.close()

    def end(self):
        self.stopped.set()
        self.thread.join()

    def stop(self):
        self.end()
        if self.error:
            raise self.error


def tear_down():
    """Remove times and appointments, so that the race can be run once more."""
    Booking.objects.all().delete()
    Slot.objects.all().delete()


def test_without_the_lock_the_constraint_still_refuses(hours, proof):
    def somebody_overtakes():
        crowd = race(proof, make(hours, FEW_TIMES), FEW_CLIENTS, WITHOUT="lock", **SIDE_BY_SIDE)
        assert {status for _what, status in crowd.statuses()} <= {302, 422}
        assert set(seen(proof).values()) == {1}
        tear_down()
        return crowd.statuses()["choose", 302] > FEW_TIMES

    assert in_one_of(TRIES, somebody_overtakes)


def test_without_lock_and_constraint_a_slot_is_double_booked(hours, proof):
    def two_at_once():
        race(proof, make(hours, FEW_TIMES), FEW_CLIENTS, WITHOUT="lock,constraint", **SIDE_BY_SIDE)
        most = max(seen(proof).values())
        tear_down()
        return most > 1

    with without_constraint(Booking, "never_two_at_one_time"):
        assert in_one_of(TRIES, two_at_once)
