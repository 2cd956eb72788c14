"""kill -9 for server and background process while people choose and confirm: what was confirmed is there, told once.

A visitor without an answer sends the same form again, as people do; one whose slot is taken chooses another.
The one mail in flight at the moment of a kill may come twice: nobody can know whether the mail server had taken it.
"""

import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import time
from http.client import HTTPConnection, HTTPException
from queue import Empty, SimpleQueue

import pytest
from django.db import connection

from counselling.booking import lookup
from counselling.models import Booking, Counsellor, ScheduleRule, Slot
from counselling.scheduling import slot_generation
from kasch_site.common import clock
from kasch_site.messaging.models import Message
from kasch_site.visitors.models import AccessToken
from kasch_site.worker.models import Job
from tests.counselling.booking.stock import take_stock
from tests.proving import amount, amounts
from tests.support.browser.visitors import TIMEOUT, Form
from tests.support.processes.mail_server import mail_server
from tests.support.processes.server_processes import (
    count_kills,
    end,
    free_port,
    kill,
    start,
    start_server,
    wait_for,
    wait_for_zero,
    wait_until,
)

BURSTS = amount(1, 200)
PERSONS = amount(30, 60)  # on their way in a burst; more than get through before most kills
CLIENTS = 8
# So many answers and mails of a burst come before the kill, and so many seconds more.
MAX_STEPS = amount(20, 80)
LONGEST = 0.05
CHOOSE = "/beratung/wohngeld/termin/"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_time]


@pytest.fixture
def post(settings):
    """A mail server that takes a moment for each mail, so that a kill often finds one in flight."""
    with mail_server(settings) as running:
        running.pause = 0.01
        yield running


@pytest.fixture
def slots(house, topic):
    """Create more slots than all visitors need, even if some stay held for a visitor whose answer was lost."""
    for number in range(1 + BURSTS // 40):
        counsellor = Counsellor.objects.create(name=f"Beispiel {number}")
        for weekday in range(5):
            hours = ScheduleRule.objects.create(
                counsellor=counsellor,
                weekday=weekday,
                starts=time(8),
                ends=time(18),
                minutes=10,
                valid_from=clock.today(),
            )
            hours.topics.add(topic)
        slot_generation.generate_slots_of(counsellor.pk)
    return list(Slot.objects.values_list("pk", flat=True))


@dataclass
class Person:
    """A visitor who chooses slots until one is theirs, and confirms it until the site answers."""

    email: str
    wanted: list
    token: str = ""
    confirmed: str = ""
    let_down: int = 0

    def go_on(self, wire) -> int:
        """Send the next form, or the same again after no answer; returns the status."""
        if not self.token:
            status, where = Form(CHOOSE, {"zeit": str(self.wanted[-1])}, stamp="").send(wire)
            if status == 302:
                self.token = where
            else:
                self.wanted.pop()
            return status
        status, where = Form(self.token, {"do": "book", "name": "Frau Beispiel", "email": self.email}).send(wire)
        if status == 302:
            self.confirmed = where
        elif status == 422:
            # Their time is not kept any more, and nothing was confirmed to them: they choose another.
            self.token, self.let_down = "", self.let_down + 1
        return status


@dataclass
class Residents:
    """People on their way, and what happens to them when server and background process are killed."""

    slots: list
    post: object
    chance: random.Random
    persons: list = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    in_vain: int = 0
    # How many mails had been taken when each burst was over.
    ends: list = field(default_factory=list)

    def burst(self, steps: int, seconds: float) -> None:
        """Server and background process begin, people send forms, and in the middle of it both are killed."""
        port, worker = free_port(), start(["-m", "tests.support.processes.fast_worker", str(self.post.port)])
        server = start_server(port, WEB_CONCURRENCY="1")
        try:
            wait_for(port, server)
            self.persons += self.new_persons()
            clients = threading.Thread(target=self.send, args=[port])
            before = self.steps
            clients.start()
            wait_until(lambda: self.steps >= before + steps, "nothing happens")
            threading.Event().wait(seconds)
        finally:
            kill(server, worker)
        clients.join()
        wait_until(lambda: not self.post.sessions, "the mail server still has open sessions")
        self.ends.append(len(self.post.received))

    @property
    def steps(self):
        return self.statuses.total() + len(self.post.received)

    @property
    def confirmed(self):
        return [person for person in self.persons if person.confirmed]

    def new_persons(self):
        waiting = len(self.persons) - len(self.confirmed)
        first = len(self.persons)
        emails = [f"p{first + number}@example.org" for number in range(PERSONS - waiting)]
        # Some want the same times as others.
        return [Person(email, self.chance.sample(self.slots, 40)) for email in emails]

    def send(self, port) -> None:
        """Everybody goes on until they have their appointment, or nobody answers any more."""
        queue = SimpleQueue()
        for person in self.persons:
            if not person.confirmed:
                queue.put(person)
        threads = [threading.Thread(target=self._client, args=[port, queue]) for _number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _client(self, port, queue):
        wire = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        try:
            while True:
                person = queue.get_nowait()
                while not person.confirmed:
                    self.statuses[person.go_on(wire)] += 1
        except Empty:
            wire.close()
        except (OSError, HTTPException):
            self.in_vain += 1

    def finish(self) -> None:
        """Nobody is killed any more: everybody gets an appointment, and every mail goes out."""
        port, worker = free_port(), start(["-m", "tests.support.processes.fast_worker", str(self.post.port)])
        server = start_server(port, WEB_CONCURRENCY="1")
        try:
            wait_for(port, server)
            self.send(port)
            wait_for_zero(lambda: Message.objects.open().count(), "mails are left")
            wait_until(lambda: not (Job.objects.due() | Job.objects.running()).exists(), "work is left")
            assert end(worker) == 0
        finally:
            kill(server, worker)


def test_sigkill_loses_no_confirmed_booking_and_repeats_only_the_mail_being_sent(slots, post, proof):
    chance = random.Random(BURSTS)
    residents = Residents(slots, post, chance)
    for _burst in count_kills(BURSTS, lambda: residents.confirmed and residents.in_vain and post.received):
        residents.burst(chance.randint(1, MAX_STEPS), chance.uniform(0, LONGEST))
        nothing_is_half_written()
    residents.finish()
    nothing_is_half_written()
    assert set(residents.statuses) <= {302, 422}
    assert len(residents.confirmed) == len(residents.persons) == Booking.objects.count()
    rows = {row.email: row for row in Booking.objects.all()}
    for person in residents.persons:
        assert lookup.booking_by_token(person.confirmed.split("/")[3]) == rows[person.email]
    each_mail_came(residents, proof)
    # A job that was killed in five processes is left to staff (MOST_TRIES); its mails went out with another.
    failed = Counter(Job.objects.failed().values_list("error", flat=True))
    proof(f"{sum(person.let_down for person in residents.persons)} times were not kept until they were confirmed")
    proof(f"{len(rows)} appointments, {residents.in_vain} sent in vain, failed jobs: {amounts(failed)}")
    proof(f"times: {amounts(take_stock())}")
    assert set(failed) <= {"killed"}


def nothing_is_half_written():
    """Every appointment has its time, its message and its link, and the file is sound."""
    take_stock()
    subjects = {f"booking:{pk}" for pk in Booking.objects.values_list("pk", flat=True)}
    counts = Counter(Message.objects.values_list("subject", "kind"))
    assert counts == {(subject, "confirmed"): 1 for subject in subjects}
    assert set(AccessToken.objects.values_list("subject", flat=True)) == subjects
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def each_mail_came(residents, proof):
    """Each one, and twice only what was the last before a kill."""
    taken = [mail["Message-ID"].partition("@")[0].removeprefix("<") for _recipient, mail in residents.post.received]
    assert set(taken) == {str(pk) for pk in Message.objects.delivered().values_list("pk", flat=True)}
    assert len(set(taken)) == Message.objects.count() == len(residents.persons)
    in_flight = [end - 1 for begin, end in zip([0, *residents.ends], residents.ends, strict=False) if end > begin]
    first = {token: number for number, token in reversed(list(enumerate(taken)))}
    repeated = [number for number, token in enumerate(taken) if first[token] != number]
    proof(f"{len(residents.ends)} kills, {len(taken)} mails, {len(repeated)} of them twice")
    assert {taken[number] for number in repeated} <= {taken[number] for number in in_flight}
    assert len(repeated) <= len(in_flight)
