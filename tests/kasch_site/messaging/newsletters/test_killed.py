"""A process is killed (SIGKILL) while it sends an edition: the next one continues, and each subscriber gets it once.

The mail being sent at that moment may arrive twice: whether the server accepted it is unknown.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC

import pytest
from django.conf import settings
from django.db import connection
from time_machine import escape_hatch

from kasch_site.common import clock
from kasch_site.messaging.models import Message
from kasch_site.messaging.newsletters import sending
from kasch_site.worker.models import Job
from tests.proving import amount

KILLS = amount(2, 50)  # at least this many kills while mails are left
READERS = 20 * (KILLS + 1)
# Runs waiting jobs with a slow mail server that records the recipients.
PROCESS = """
import sys, time, django
from django.conf import settings
django.setup()
settings.SECTIONS = [*settings.SECTIONS, "tests.support.toys.toy_section"]
settings.SITE_URL = "https://haus.example"
from kasch_site.worker import execution
from kasch_site.messaging.delivery.smtp import SmtpConnection
book = open(sys.argv[1], "a", buffering=1)
def send(self, mail):
    time.sleep(0.004)
    book.write(mail.to[0] + chr(10))
SmtpConnection.send = send
execution.run_due_jobs("killed")
"""


@pytest.fixture
def environment():
    """Return the environment of a process that uses the database of the test."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "kasch_site.settings.test"}


def test_each_subscriber_gets_the_edition_once_despite_repeated_sigkill(
    transactional_db, subscriber, post, time_machine, tmp_path, environment, proof
):
    # The other processes use the real time.
    time_machine.move_to(escape_hatch.datetime.datetime.now(UTC), tick=True)
    for number in range(READERS):
        subscriber(f"p{number}@example.org")
    sending.send(post, "1")
    book = tmp_path / "book"
    kills = 0
    for round_ in range(KILLS + 6):
        process = start(book, environment)
        if wait_for_lines(process, book, (round_ + 1) * READERS // (KILLS + 1)):
            process.send_signal(signal.SIGKILL)
            kills += 1
        assert process.wait(60) in (0, -signal.SIGKILL)
        leave_behind()
        if not Message.objects.open().exists() and len(lines(book)) >= READERS:
            break
    got = Counter(lines(book))
    proof(f"{kills} kills, {READERS} readers, {sum(got.values()) - READERS} mails came twice")
    assert kills >= 2
    assert set(got) == {f"p{number}@example.org" for number in range(READERS)}
    assert sum(got.values()) - READERS <= kills
    assert Message.objects.delivered().count() == READERS


def start(book, environment):
    command = [sys.executable, "-c", PROCESS, str(book)]
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL)


def wait_for_lines(process, book, number):
    """Return whether that many mails were sent before the process finished."""
    while process.poll() is None:
        if len(lines(book)) >= number:
            return True
        time.sleep(0.002)
    return False


def lines(book):
    return book.read_text().split() if book.exists() else []


def leave_behind():
    """Advance by a minute: the lease of the killed process has expired, and scheduled messages are due."""
    Job.objects.running().update(leased_until=clock.now())
    Job.objects.waiting().update(due_at=clock.now())
