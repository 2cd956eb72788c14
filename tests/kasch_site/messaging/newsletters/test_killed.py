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
SUBSCRIBERS = 20 * (KILLS + 1)
# Runs waiting jobs with a slow mail server that records the recipients.
PROCESS = """
import sys, time, django
from django.conf import settings
django.setup()
settings.SECTIONS = [*settings.SECTIONS, "tests.support.toys.toy_section"]
settings.SITE_URL = "https://haus.example"
from kasch_site.worker import execution
from kasch_site.messaging.delivery.smtp import SmtpConnection
log = open(sys.argv[1], "a", buffering=1)
def send(self, mail):
    time.sleep(0.004)
    log.write(mail.to[0] + chr(10))
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
    transactional_db, subscriber, toy_newsletter, time_machine, tmp_path, environment, proof
):
    # The other processes use the real time.
    time_machine.move_to(escape_hatch.datetime.datetime.now(UTC), tick=True)
    for number in range(SUBSCRIBERS):
        subscriber(f"p{number}@example.org")
    sending.send(toy_newsletter, "1")
    log = tmp_path / "log"
    kills = 0
    for attempt in range(KILLS + 6):
        process = start(log, environment)
        if wait_for_lines(process, log, (attempt + 1) * SUBSCRIBERS // (KILLS + 1)):
            process.send_signal(signal.SIGKILL)
            kills += 1
        assert process.wait(60) in (0, -signal.SIGKILL)
        skip_a_minute()
        if not Message.objects.open().exists() and len(lines(log)) >= SUBSCRIBERS:
            break
    got = Counter(lines(log))
    proof(f"{kills} kills, {SUBSCRIBERS} readers, {sum(got.values()) - SUBSCRIBERS} mails came twice")
    assert kills >= 2
    assert set(got) == {f"p{number}@example.org" for number in range(SUBSCRIBERS)}
    assert sum(got.values()) - SUBSCRIBERS <= kills
    assert Message.objects.delivered().count() == SUBSCRIBERS


def start(log, environment):
    command = [sys.executable, "-c", PROCESS, str(log)]
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL)


def wait_for_lines(process, log, number):
    """Return whether that many mails were sent before the process finished."""
    while process.poll() is None:
        if len(lines(log)) >= number:
            return True
        time.sleep(0.002)
    return False


def lines(log):
    return log.read_text().split() if log.exists() else []


def skip_a_minute():
    """Advance by a minute: the lease of the killed process has expired, and scheduled messages are due."""
    Job.objects.running().update(leased_until=clock.now())
    Job.objects.waiting().update(due_at=clock.now())
