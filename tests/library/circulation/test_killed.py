"""Two desks are killed (SIGKILL) while they lend and return: each confirmed action is stored, and none in part."""

import random
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connection

from kasch_site.accounts.models import User
from library.models import Copy, Hold, Loan
from tests.library.circulation.consistency import check_consistency, check_messages_are_true
from tests.proving import amount, amounts
from tests.support.processes.server_processes import count_kills, environment, kill, wait_until

KILLS = amount(1, 100)
DESKS = 2
MAX_STEPS = amount(20, 60)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_time]


@pytest.fixture
def library(opening_hours, make_copy, make_title, make_patron, reserve):
    """Create few copies and patrons, and holds that wait."""
    User.objects.create_user("theke")
    titles = [make_title(f"Titel {number}") for number in range(6)]
    for title in titles:
        make_copy(title), make_copy(title)
        make_patron()
    for title in titles[:3]:
        reserve(title)


class DeskProcess:
    """A desk that runs until it is killed; `confirmed` is what it has confirmed."""

    def __init__(self, seed):
        command = [sys.executable, "-m", "tests.library.circulation.desk_process", str(seed)]
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment(), stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.confirmed = []
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            # An incomplete last line confirms nothing.
            if line.endswith("\n"):
                self.confirmed.append(tuple(line.split()))

    def finish(self):
        """Wait for the end of the process; return what it has confirmed."""
        self.reader.join()
        self.process.stdout.close()
        return self.confirmed


def test_sigkill_loses_no_confirmed_loan(library, proof):
    rng, confirmed = random.Random(KILLS), []
    for number in count_kills(KILLS, lambda: bool(confirmed)):
        desks = [DeskProcess(10 * number + desk) for desk in range(DESKS)]
        steps = rng.randint(1, MAX_STEPS)
        try:
            wait_until(
                lambda desks=desks, steps=steps: sum(len(desk.confirmed) for desk in desks) >= steps, "nothing is lent"
            )
        finally:
            kill(*(desk.process for desk in desks))
        confirmed.extend(each for desk in desks for each in desk.finish())
        check_confirmed_actions(confirmed)
    count = check_consistency()
    proof(f"{KILLS} kills, {len(confirmed)} confirmed, {Loan.objects.count()} loans; copies: {amounts(count)}")
    assert Hold.objects.open().count() == 3


def check_confirmed_actions(confirmed):
    """Check that everything confirmed is in the database, and that the database is intact."""
    kept = dict(Loan.objects.values_list("pk", "returned_at"))
    assert {int(pk) for action, pk in confirmed if action == "lent"} <= set(kept)
    assert all(kept[int(pk)] is not None for action, pk in confirmed if action == "returned")
    assert check_consistency().total() == Copy.objects.count()
    check_messages_are_true()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
