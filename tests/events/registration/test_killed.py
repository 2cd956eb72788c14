"""SIGKILL of server and worker in the middle: confirmed registrations are stored and notified once.

A visitor without a response sends the same form again. The mail being sent at the moment of a kill may arrive
twice: whether the mail server accepted it is unknown.
"""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.db import connection

from events.models import OccurrenceCapacity, Registration, RegistrationSettings
from events.registration.lookup import by_token
from kasch_site.messaging.models import Message
from kasch_site.visitors.models import AccessToken
from kasch_site.worker.models import Job
from tests.proving import amount, amounts
from tests.support.browser.visitors import Form, send_all
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

BURSTS = amount(1, 50)
FORMS = amount(30, 60)  # visitors at the same time; more than can register before most kills
CLIENTS = 8
PLACES = 100
# The number of responses and mails before each kill, and the further seconds.
MAX_STEPS = amount(20, 80)
LONGEST = 0.05
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_time]


@pytest.fixture
def smtp(settings):
    """Run a mail server that delays each mail, so that a kill often interrupts one."""
    with mail_server(settings) as running:
        running.pause = 0.01
        yield running


@pytest.fixture
def address(date, registration_settings):
    """Return the URL of the form of a date with places for some of them; the others wait."""
    RegistrationSettings.objects.filter(pk=registration_settings.pk).update(places=PLACES)
    return f"{date.get_absolute_url()}anmelden/"


@dataclass
class Residents:
    """Visitors who submit forms until they get a confirmation."""

    address: str
    smtp: object
    confirmed: dict = field(default_factory=dict)
    unanswered: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    number: int = 0
    failed_requests: int = 0
    # The number of mails received at the end of each burst.
    ends: list = field(default_factory=list)

    def burst(self, steps: int, seconds: float) -> None:
        """Start server and worker, submit forms, and kill both in the middle."""
        port, worker = free_port(), start(["-m", "tests.support.processes.fast_worker", str(self.smtp.port)])
        server = start_server(port, WEB_CONCURRENCY="1")
        try:
            wait_for(port, server)
            clients = threading.Thread(target=self.send, args=[port, [*self.unanswered, *self.new_forms()]])
            clients.start()
            before = self.steps
            wait_until(lambda: self.steps >= before + steps, "nothing happens")
            time.sleep(seconds)
        finally:
            kill(server, worker)
        clients.join()
        wait_until(lambda: not self.smtp.sessions, "the mail server still has open sessions")
        self.ends.append(len(self.smtp.received))
        self.failed_requests += len(self.unanswered)

    @property
    def steps(self):
        return len(self.confirmed) + len(self.smtp.received)

    def new_forms(self):
        for _number in range(FORMS - len(self.unanswered)):
            self.number += 1
            contact = f"p{self.number}@example.org"
            yield Form(self.address, {"name": "Frau Weber", "people": "1", "contact": contact})

    def send(self, port, forms):
        """Send these forms; those without a response are sent again."""

        def answered(form, status, where):
            if status == 302:
                self.confirmed[form.values["contact"]] = where
            else:
                self.refused.append(status)

        send_all(port, forms, CLIENTS, answered)
        self.unanswered = [form for form in forms if form.values["contact"] not in self.confirmed]

    def finish(self) -> None:
        """Run without kills until each form has a response and every mail is sent."""
        port, worker = free_port(), start(["-m", "tests.support.processes.fast_worker", str(self.smtp.port)])
        server = start_server(port, WEB_CONCURRENCY="1")
        try:
            wait_for(port, server)
            self.send(port, self.unanswered)
            wait_for_zero(lambda: Message.objects.open().count(), "mails are left")
            wait_until(lambda: not (Job.objects.due() | Job.objects.running()).exists(), "work is left")
            assert end(worker) == 0
        finally:
            kill(server, worker)


def test_sigkill_loses_no_confirmed_registration_and_repeats_only_the_mail_being_sent(address, smtp, proof):
    rng, residents = random.Random(BURSTS), Residents(address, smtp)
    for _burst in count_kills(BURSTS, lambda: residents.confirmed and residents.failed_requests and smtp.received):
        residents.burst(rng.randint(1, MAX_STEPS), rng.uniform(0, LONGEST))
        check_registrations_are_complete()
    residents.finish()
    check_registrations_are_complete()
    assert not residents.refused
    assert not residents.unanswered
    rows = {row.email: row for row in Registration.objects.all()}
    assert len(rows) == Registration.objects.count() == len(residents.confirmed) == residents.number
    assert all(by_token(where.split("/")[2]) == rows[contact] for contact, where in residents.confirmed.items())
    check_mails(residents, proof)
    # A job killed in five processes is left to staff (MOST_TRIES); its mails were sent with another.
    failed = Counter(Job.objects.failed().values_list("error", flat=True))
    proof(f"{len(rows)} sign-ups, failed jobs: {amounts(failed)}")
    assert set(failed) <= {"killed"}


def check_registrations_are_complete():
    """Assert that each registration has its message and token, and that places and database are consistent."""
    rows = list(Registration.objects.all())
    kinds = {"booked": "confirmed", "waiting": "waiting"}
    notified = Counter(Message.objects.values_list("subject", "kind"))
    assert notified == {(str(row.pk), kinds[row.state]): 1 for row in rows}
    assert set(AccessToken.objects.values_list("subject", flat=True)) == {str(row.pk) for row in rows}
    held = sum(row.people for row in rows if row.state == "booked")
    assert held == sum(OccurrenceCapacity.objects.values_list("held", flat=True)) <= PLACES
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def check_mails(residents, proof):
    """Assert that each message was sent once, and twice only if it was the last before a kill."""
    taken = [mail["Message-ID"].partition("@")[0].removeprefix("<") for _recipient, mail in residents.smtp.received]
    assert set(taken) == {str(pk) for pk in Message.objects.delivered().values_list("pk", flat=True)}
    assert len(set(taken)) == Message.objects.count() == residents.number
    in_flight = [end - 1 for begin, end in zip([0, *residents.ends], residents.ends, strict=False) if end > begin]
    first = {token: number for number, token in reversed(list(enumerate(taken)))}
    repeated = [number for number, token in enumerate(taken) if first[token] != number]
    last = {taken[number] for number in in_flight}
    proof(f"{len(residents.ends)} kills, {len(taken)} mails, {len(repeated)} of them twice")
    assert {taken[number] for number in repeated} <= last
    assert len(repeated) <= len(in_flight)
