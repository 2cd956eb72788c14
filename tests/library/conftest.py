"""Fixtures for the library: opening hours, and functions that add titles, copies and patrons."""

from datetime import time
from itertools import count
from uuid import uuid4

import pytest

from kasch_site.common import clock
from kasch_site.house.models import OpeningHours
from kasch_site.worker.execution import run_due_jobs
from library.circulation import numbering
from library.circulation.holds import reservations
from library.circulation.holds.reservations import Requester
from library.circulation.patrons import patrons
from library.models import Copy, MediumKind, NumberKind, Title

TUESDAY, THURSDAY = 1, 3


@pytest.fixture
def opening_hours(house):
    """Let the house open on all workdays, the library on Tuesdays and Thursdays from 14 to 18."""
    OpeningHours.objects.bulk_create(
        [OpeningHours(weekday=weekday, opens=time(9), closes=time(18)) for weekday in range(5)]
        + [
            OpeningHours(section="library", weekday=weekday, opens=time(14), closes=time(18))
            for weekday in (TUESDAY, THURSDAY)
        ]
    )


@pytest.fixture
def book_medium(db):
    """Return the kind of medium "Buch"."""
    return MediumKind.objects.create(name="Buch", slug="buch")


@pytest.fixture
def make_title(book_medium):
    """Return a function that adds a title."""

    def make(title="Krabat", **fields):
        return Title.objects.create(title=title, **{"medium": book_medium, "added_on": clock.today(), **fields})

    return make


@pytest.fixture
def make_copy(make_title):
    """Return a function that adds a copy, of a new title by default."""

    def make(title=None, **fields):
        number = numbering.allocate(NumberKind.COPY)[0]
        return Copy.objects.create(title=title or make_title(), number=number, added_on=clock.today(), **fields)

    return make


@pytest.fixture
def make_patron(house):
    """Return a function that makes somebody a patron."""
    numbers = count(1)

    def make(name="Frau Beispiel", **fields):
        contact = {} if {"email", "phone"} & set(fields) else {"email": f"leser{next(numbers)}@example.org"}
        return patrons.register(patrons.NewPatron(name, **contact, **fields), uuid4())

    return make


@pytest.fixture
def reserve(house):
    """Return a function that reserves a title for a patron, or for somebody without a card."""
    numbers = count(1)

    def make(title, patron=None, name="Herr Muster", **contact):
        contact = contact or {"email": f"gast{next(numbers)}@example.org"}
        requester = Requester.of(patron) if patron else Requester(name, **contact)
        return reservations.reserve(title, requester, uuid4())

    return make


@pytest.fixture
def run_jobs():
    """Return a function that runs the jobs that are due."""
    return lambda: run_due_jobs("test")


@pytest.fixture
def advance(time_machine):
    """Return a function that advances the clock."""

    def wait(how_long):
        time_machine.move_to(clock.now() + how_long)

    return wait
