"""Forms that one person sends at the same time are counted one after the other."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from kasch_site.common import clock
from kasch_site.common.rate_limits import limits
from library.circulation import purchase_requests
from library.circulation.holds import reservations
from library.circulation.holds.reservations import Requester
from library.circulation.refusals import CirculationRefused
from library.models import Hold, LendingRules, PurchaseRequest
from tests.proving import amount
from tests.support.processes.threads import run_concurrently

AT_ONCE = amount(8, 40)
PERSON = {"name": "Frau Kurz", "email": "kurz@example.org"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def titles(house, make_title, make_copy):
    """Create as many titles as forms are sent: the lock of a title alone does not serialise them."""
    titles = [make_title(f"Titel {number}") for number in range(AT_ONCE)]
    for title in titles:
        make_copy(title)
    return titles


def reserve_all(titles):
    left = list(titles)

    def reserve():
        try:
            return reservations.reserve(left.pop(), Requester(**PERSON), uuid4())
        except CirculationRefused:
            return None

    return sum(hold is not None for hold in run_concurrently(reserve, times=AT_ONCE))


def test_a_guest_gets_as_many_holds_as_the_rules_allow_however_many_forms_are_sent_at_once(titles, proof):
    most = LendingRules.current().max_holds
    assert reserve_all(titles) == most
    assert Hold.objects.count() == most
    proof(f"{AT_ONCE} forms at once: {most} holds")


def test_a_person_gets_as_many_search_requests_as_allowed_however_many_are_sent_at_once(house, proof):
    def ask():
        try:
            return purchase_requests.create(uuid4(), text="Krabat", ends_on=clock.today(), **PERSON)
        except CirculationRefused:
            return None

    assert sum(request is not None for request in run_concurrently(ask, times=AT_ONCE)) == purchase_requests.MAX_OPEN
    assert PurchaseRequest.objects.count() == purchase_requests.MAX_OPEN
    proof(f"{AT_ONCE} forms at once: {purchase_requests.MAX_OPEN} requests")


def test_without_the_lock_there_are_more(titles, monkeypatch):
    writes_side_by_side = connection.vendor == "postgresql"  # on SQLite one transaction writes at a time
    all_are_counted, insert = threading.Barrier(AT_ONCE), Hold.insert_once

    def late(hold):
        all_are_counted.wait(20)
        return insert(hold)

    monkeypatch.setattr(limits, "lock", lambda _name, _client: None)
    if writes_side_by_side:
        monkeypatch.setattr(Hold, "insert_once", late)
    assert (reserve_all(titles) > LendingRules.current().max_holds) == writes_side_by_side
