"""Concurrent visitors who want the same places, through the running server: two processes, many threads.

Without the lock, the constraint alone prevents overbooking; without both, overbooking occurs.
"""

import random
from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import connection

from events.models import OccurrenceCapacity, Registration, RegistrationSettings
from events.registration.lookup import by_token
from kasch_site.messaging.models import Message
from tests.proving import amount, amounts, succeeds_once
from tests.support.browser.visitors import Form, send_all
from tests.support.processes.server_processes import server

POSTS = amount(80, 2000)
CLIENTS = amount(12, 64)
PLACES = amount(40, 100)
FEW_POSTS, FEW_PLACES = amount(40, 80), amount(10, 20)  # without the lock, each write is preceded by a pause
TRIES = 5
SENT_TWICE = POSTS // 10  # forms that two clients send at the same time
FROM_ONE_CONTACT = 8
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_time]


@pytest.fixture
def address(date, registration_settings):
    """Return the URL of the form of a date with places for some of them, where small parties may overtake."""
    RegistrationSettings.objects.filter(pk=registration_settings.pk).update(places=PLACES, rule="fitting")
    return f"{date.get_absolute_url()}anmelden/"


def filled_in(address, contact, people=1, name="Frau Weber"):
    return Form(address, {"name": name, "people": str(people), "contact": contact})


def race(proof, address, posts, sent_twice=0, **environment):
    """Send this many forms concurrently; return the contact, status and URL of each response."""
    rng = random.Random(posts)
    eager = [filled_in(address, "eilig@example.org", name=f"Frau {n}, Weber") for n in range(FROM_ONE_CONTACT)]
    singles = posts - sent_twice - FROM_ONE_CONTACT
    forms = [*eager, *(filled_in(address, f"p{n}@example.org", rng.randint(1, 4)) for n in range(singles))]
    rng.shuffle(forms)
    twice = forms[:sent_twice]
    queue = [form for form in forms for _time in range(2 if form in twice else 1)]
    answers = []
    with server(**environment) as port:
        send_all(port, queue, CLIENTS, lambda form, *answer: answers.append((form.values["contact"], *answer)))
    proof(f"{posts} forms sent: {amounts(Counter(status for _reach, status, _where in answers))}")
    assert len(queue) == len(answers) == posts
    return answers


def seen(proof):
    """Return the held places of the date and its registrations by state."""
    held = OccurrenceCapacity.objects.get().held
    rows = list(Registration.objects.all())
    proof(f"{held} places held; {amounts(Counter(row.state for row in rows))}")
    assert held == sum(row.people for row in rows if row.state == "booked")
    return held, rows


def test_hundreds_of_concurrent_registrations_fill_exactly_the_capacity(address, proof):
    answers = race(proof, address, POSTS, SENT_TWICE)
    assert {status for _reach, status, _where in answers} <= {302, 422}
    held, rows = seen(proof)
    assert held == PLACES
    # Each confirmed request has a registration, and each registration was confirmed.
    confirmed = {(contact, by_token(where.split("/")[2])) for contact, status, where in answers if status == 302}
    assert {(row.email, row) for row in rows} == confirmed
    assert {row.state for row in rows} == {"booked", "waiting"}
    # Contacts with one form per place get two registrations; all others get theirs.
    accepted = Counter(row.email for row in rows)
    assert accepted.pop("eilig@example.org") == 2
    assert set(accepted.values()) == {1}
    assert set(accepted) == {contact for contact, _status, _where in answers} - {"eilig@example.org"}
    notified = Counter(Message.objects.values_list("subject", "kind"))
    assert notified == {(str(row.pk), "confirmed" if row.state == "booked" else "waiting"): 1 for row in rows}


def test_without_the_lock_the_constraint_still_refuses(address, proof):
    RegistrationSettings.objects.update(places=FEW_PLACES)
    answers = race(proof, address, FEW_POSTS, WITHOUT="lock", WEB_CONCURRENCY="1")
    assert {status for _reach, status, _where in answers} <= {302, 422}
    held, rows = seen(proof)
    assert held <= FEW_PLACES
    assert {row.email for row in rows} == {contact for contact, _status, _where in answers}


def test_without_lock_and_constraint_dates_are_overbooked(address, proof):
    RegistrationSettings.objects.update(places=FEW_PLACES)

    def is_overbooked():
        race(proof, address, FEW_POSTS, WITHOUT="lock,constraint", WEB_CONCURRENCY="1")
        held, _rows = seen(proof)
        delete_registrations()
        return held > FEW_PLACES

    with no_constraint():
        assert succeeds_once(TRIES, is_overbooked)


@contextmanager
def no_constraint():
    """Drop the constraint: PostgreSQL has it for all connections; on SQLite each connection ignores it."""
    constraint = next(each for each in OccurrenceCapacity._meta.constraints if each.name == "never_over_capacity")
    if connection.vendor == "postgresql":
        with connection.schema_editor() as editor:
            editor.remove_constraint(OccurrenceCapacity, constraint)
    try:
        yield
    finally:
        delete_registrations()
        if connection.vendor == "postgresql":
            with connection.schema_editor() as editor:
                editor.add_constraint(OccurrenceCapacity, constraint)


def delete_registrations():
    """Delete all rows, even if more places are held than exist."""
    if connection.vendor == "sqlite":
        ignore_constraints(True)
    Registration.objects.all().delete()
    if connection.vendor == "sqlite":
        ignore_constraints(False)


def ignore_constraints(do):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA ignore_check_constraints={int(do)}")
