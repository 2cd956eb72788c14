"""Limits for persons without a card: no response reveals what others have, and no connection can reserve everything."""

import itertools
from uuid import uuid4

import pytest

from kasch_site.common import clock
from kasch_site.common.rate_limits.client import daily_key
from library.circulation import numbering, purchase_requests
from library.circulation.holds import reservations
from library.circulation.holds.reservations import Requester
from library.circulation.patrons import limits
from library.circulation.refusals import CirculationRefused
from library.models import Copy, Hold, LendingRules, NumberKind, PurchaseRequest
from tests.support.processes.threads import run_concurrently

pytestmark = pytest.mark.django_db
MAIL = "kurz@example.org"


@pytest.fixture
def titles(make_title):
    """Return twelve titles with one copy each."""
    titles = [make_title(f"Titel {number}") for number in range(12)]
    for title, number in zip(titles, numbering.allocate(NumberKind.COPY, 12), strict=True):
        Copy.objects.create(title=title, number=number, added_on=clock.today())
    return titles


def refusal(title, email=MAIL, client="", **person):
    with pytest.raises(CirculationRefused) as refused:
        reservations.reserve(title, Requester("Frau Kurz", email=email, **person), uuid4(), client)
    return str(refused.value)


def test_no_response_reveals_which_titles_the_owner_of_an_address_has_reserved(titles, reserve):
    LendingRules.objects.create(max_holds=2)
    for _number in range(2):
        reserve(titles[0], email=MAIL)
    assert refusal(titles[2]) == refusal(titles[0], "KURZ@example.org")


def test_a_refusal_does_not_say_whether_the_address_or_the_connection_has_reserved_too_much(titles, reserve):
    LendingRules.objects.create(max_holds=2)
    client = daily_key(b"somebody")
    for title in titles[:2]:
        reserve(title, email=MAIL)
    of_address = refusal(titles[2], MAIL, daily_key(b"another"))
    for number, title in enumerate(titles[: limits.MAX_HOLDS_PER_DAY]):
        reservations.reserve(title, Requester("Frau Kurz", email=f"kurz{number}@example.org"), uuid4(), client)
    assert refusal(titles[-1], "noch@example.org", client) == of_address


def test_loans_and_holds_with_a_card_do_not_count_for_the_same_typed_address(titles, make_patron, reserve):
    """Otherwise a stranger could learn how much the owner of an address borrows."""
    LendingRules.objects.create(max_holds=2)
    patron = make_patron(email=MAIL)
    reserve(titles[0], patron), reserve(titles[1], patron)
    assert reserve(titles[2], email=MAIL).state == Hold.State.WAITING


def test_a_person_who_shows_a_card_reads_the_reason(titles, make_patron, reserve):
    LendingRules.objects.create(max_holds=2)
    patron = make_patron(email=MAIL)
    reserve(titles[0], patron), reserve(titles[1], patron)
    for title, reason in [(titles[0], "schon vorgemerkt"), (titles[2], "Mehr als 2")]:
        with pytest.raises(CirculationRefused, match=reason):
            reservations.reserve(title, Requester.of(patron), uuid4())


def test_one_connection_reserves_only_so_much_under_invented_addresses(titles, reserve):
    client = daily_key(b"somebody")
    for number, title in enumerate(titles[: limits.MAX_HOLDS_PER_DAY]):
        reservations.reserve(title, Requester("Frau Kurz", email=f"kurz{number}@example.org"), uuid4(), client)
    assert "nur mit Leseausweis" in refusal(titles[-1], "noch@example.org", client)
    reservations.reserve(titles[-1], Requester("Lang", email="lang@example.org"), uuid4(), daily_key(b"another"))


def test_in_the_house_each_contact_has_a_limit_of_its_own(titles):
    LendingRules.objects.create(max_holds=50)
    for number, title in enumerate(titles):
        reservations.reserve(title, Requester("Frau Kurz", email=f"kurz{number}@example.org"), uuid4(), "house")
    assert Hold.objects.count() == len(titles) > limits.MAX_HOLDS_PER_DAY


def test_a_reader_with_a_card_has_no_limit_per_connection(titles, make_patron):
    LendingRules.objects.create(max_holds=50)
    patron, client = make_patron(), daily_key(b"somebody")
    for title in titles:
        reservations.reserve(title, Requester.of(patron), uuid4(), client)
    assert patron.holds.count() == len(titles)


def attempt(verb):
    try:
        verb()
    except CirculationRefused:
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_many_holds_at_once_are_counted_as_one_after_the_other(titles):
    LendingRules.objects.create(max_holds=3)
    left = itertools.cycle(titles)
    person = Requester("Frau Kurz", email=MAIL)
    done = run_concurrently(lambda: attempt(lambda: reservations.reserve(next(left), person, uuid4())), times=12)
    assert sum(done) == Hold.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_concurrent_purchase_requests_are_counted_one_after_the_other(house):
    wish = {"text": "Krabat", "ends_on": clock.today(), "name": "Frau Kurz", "email": MAIL}
    done = run_concurrently(lambda: attempt(lambda: purchase_requests.create(uuid4(), **wish)), times=12)
    assert sum(done) == PurchaseRequest.objects.count() == purchase_requests.MAX_OPEN
