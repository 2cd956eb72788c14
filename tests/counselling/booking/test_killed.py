"""Server and worker are killed (SIGKILL) while people book: each confirmed booking exists, with one message.

A visitor without a response sends the same form again; one whose slot is taken chooses another.
The mail being sent at the moment of a kill may arrive twice: whether the mail server accepted it is unknown.
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
from tests.counselling.booking.consistency import check_consistency
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
PERSONS = amount(30, 60)  # visitors at the same time; more than can book before most kills
CLIENTS = 8
# The kill follows after at most this many responses and mails, and this many seconds.
MAX_STEPS = amount(20, 80)
LONGEST = 0.05
CHOOSE = "/beratung/wohngeld/termin/"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_time]


@pytest.fixture
def smtp(settings):
    """Run a mail server that delays each mail, so that a kill often interrupts one."""
    with mail_server(settings) as running:
        running.pause = 0.01
        yield running


@pytest.fixture
def slots(house, topic):
    """Create more slots than all visitors need, even if some stay held for a visitor whose response was lost."""
    for number in range(1 + BURSTS // 40):
        counsellor = Counsellor.objects.create(name=f"Beispiel {number}")
        for weekday in range(5):
            rule = ScheduleRule.objects.create(
                counsellor=counsellor,
                weekday=weekday,
                starts=time(8),
                ends=time(18),
                minutes=10,
                valid_from=clock.today(),
            )
            rule.topics.add(topic)
        slot_generation.generate_slots_of(counsellor.pk)
    return list(Slot.objects.values_list("pk", flat=True))


@dataclass
class Person:
    """A visitor who tries slots until one is held, and sends the booking form until the site responds."""

    email: str
    slots_to_try: list
    token: str = ""
    confirmed: str = ""
    expired_holds: int = 0

    def send_next(self, http) -> int:
        """Send the next form, or the same one again if there was no response; return the status."""
        if not self.token:
            status, where = Form(CHOOSE, {"zeit": str(self.slots_to_try[-1])}, stamp="").send(http)
            if status == 302:
                self.token = where
            else:
                self.slots_to_try.pop()
            return status
        status, where = Form(self.token, {"do": "book", "name": "Frau Beispiel", "email": self.email}).send(http)
        if status == 302:
            self.confirmed = where
        elif status == 422:
            # The hold has expired and nothing was confirmed: choose another slot.
            self.token, self.expired_holds = "", self.expired_holds + 1
        return status


@dataclass
class Residents:
    """Visitors who book while server and worker are killed."""

    slots: list
    smtp: object
    rng: random.Random
    persons: list = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    failed_clients: int = 0
    # The number of mails received at the end of each burst.
    ends: list = field(default_factory=list)

    def burst(self, steps: int, seconds: float) -> None:
        """Start server and worker, let visitors send forms, and kill both meanwhile."""
        port, worker = free_port(), start(["-m", "tests.support.processes.fast_worker", str(self.smtp.port)])
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
        wait_until(lambda: not self.smtp.sessions, "the mail server still has open sessions")
        self.ends.append(len(self.smtp.received))

    @property
    def steps(self):
        return self.statuses.total() + len(self.smtp.received)

    @property
    def confirmed(self):
        return [person for person in self.persons if person.confirmed]

    def new_persons(self):
        waiting = len(self.persons) - len(self.confirmed)
        first = len(self.persons)
        emails = [f"p{first + number}@example.org" for number in range(PERSONS - waiting)]
        # Several visitors want the same slots.
        return [Person(email, self.rng.sample(self.slots, 40)) for email in emails]

    def send(self, port) -> None:
        """Let all visitors send forms until each has a booking, or the server is gone."""
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
        http = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        try:
            while True:
                person = queue.get_nowait()
                while not person.confirmed:
                    self.statuses[person.send_next(http)] += 1
        except Empty:
            http.close()
        except (OSError, HTTPException):
            self.failed_clients += 1

    def finish(self) -> None:
        """Run server and worker without a kill until everybody has a booking and every mail is sent."""
        port, worker = free_port(), start(["-m", "tests.support.processes.fast_worker", str(self.smtp.port)])
        server = start_server(port, WEB_CONCURRENCY="1")
        try:
            wait_for(port, server)
            self.send(port)
            wait_for_zero(lambda: Message.objects.open().count(), "mails are left")
            wait_until(lambda: not (Job.objects.due() | Job.objects.running()).exists(), "work is left")
            assert end(worker) == 0
        finally:
            kill(server, worker)


def test_sigkill_loses_no_confirmed_booking_and_repeats_only_the_mail_being_sent(slots, smtp, proof):
    rng = random.Random(BURSTS)
    residents = Residents(slots, smtp, rng)
    for _burst in count_kills(BURSTS, lambda: residents.confirmed and residents.failed_clients and smtp.received):
        residents.burst(rng.randint(1, MAX_STEPS), rng.uniform(0, LONGEST))
        check_bookings_are_complete()
    residents.finish()
    check_bookings_are_complete()
    assert set(residents.statuses) <= {302, 422}
    assert len(residents.confirmed) == len(residents.persons) == Booking.objects.count()
    rows = {row.email: row for row in Booking.objects.all()}
    for person in residents.persons:
        assert lookup.booking_by_token(person.confirmed.split("/")[3]) == rows[person.email]
    check_mails(residents, proof)
    # A job that was killed in five processes is left to staff (MOST_TRIES); its mails went out with another.
    failed = Counter(Job.objects.failed().values_list("error", flat=True))
    proof(f"{sum(person.expired_holds for person in residents.persons)} holds expired before they were confirmed")
    proof(f"{len(rows)} appointments, {residents.failed_clients} connections lost, failed jobs: {amounts(failed)}")
    proof(f"times: {amounts(check_consistency())}")
    assert set(failed) <= {"killed"}


def check_bookings_are_complete():
    """Fail unless every booking has its slot, its message and its link, and the database file is intact."""
    check_consistency()
    subjects = {f"booking:{pk}" for pk in Booking.objects.values_list("pk", flat=True)}
    counts = Counter(Message.objects.values_list("subject", "kind"))
    assert counts == {(subject, "confirmed"): 1 for subject in subjects}
    assert set(AccessToken.objects.values_list("subject", flat=True)) == subjects
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def check_mails(residents, proof):
    """Fail unless each mail arrived, and only the last one before a kill arrived twice."""
    taken = [mail["Message-ID"].partition("@")[0].removeprefix("<") for _recipient, mail in residents.smtp.received]
    assert set(taken) == {str(pk) for pk in Message.objects.delivered().values_list("pk", flat=True)}
    assert len(set(taken)) == Message.objects.count() == len(residents.persons)
    in_flight = [end - 1 for begin, end in zip([0, *residents.ends], residents.ends, strict=False) if end > begin]
    first = {token: number for number, token in reversed(list(enumerate(taken)))}
    repeated = [number for number, token in enumerate(taken) if first[token] != number]
    proof(f"{len(residents.ends)} kills, {len(taken)} mails, {len(repeated)} of them twice")
    assert {taken[number] for number in repeated} <= {taken[number] for number in in_flight}
    assert len(repeated) <= len(in_flight)
