"""Signing in with card number and PIN, and the limits of attempts."""

from contextlib import suppress

import pytest

from kasch_site.messaging.models import Message
from kasch_site.worker.models import Job
from library.circulation.loans import loans
from library.circulation.patrons import accounts, patrons
from library.circulation.patrons.accounts import TooManyTries
from library.circulation.patrons.limits import MAX_WRONG_PINS, MAX_WRONG_PINS_HERE
from library.models import Card, Loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def patron(make_patron):
    """Return a patron with the PIN 1234."""
    patron = make_patron()
    patron.set_pin("1234")
    patron.save()
    return patron


def card_of(patron):
    return Card.objects.valid().get(patron=patron)


def try_pin(number, pin, client="a"):
    return accounts.patron_with(number, pin, client)


def test_card_and_pin_open_the_account(patron):
    assert try_pin(card_of(patron).number, "1234") == patron


def test_a_wrong_pin_an_unknown_and_a_blocked_card_and_no_pin_are_all_refused(patron, make_patron):
    number, other = card_of(patron).number, card_of(make_patron())
    assert try_pin(number, "4321") is None
    assert try_pin("40000099", "1234") is None
    assert try_pin(other.number, "") is None
    patrons.give_card(patron)
    assert try_pin(number, "1234") is None


def test_a_person_who_has_left_is_refused(patron):
    number = card_of(patron).number
    patrons.end(patron)
    assert try_pin(number, "1234") is None


@pytest.mark.parametrize("number", ["unknown", "wrong", "blocked", "without"])
def test_every_mistake_costs_one_comparison(patron, make_patron, monkeypatch, number):
    """The response time does not reveal whether a card exists."""
    card, other = card_of(patron), card_of(make_patron())
    replaced = make_patron()
    blocked = card_of(replaced)
    patrons.give_card(replaced)
    numbers = {"unknown": "40999999", "wrong": card.number, "blocked": blocked.number, "without": other.number}
    compared = []
    real = accounts.check_password
    monkeypatch.setattr(accounts, "check_password", lambda pin, hashed: compared.append(hashed) or real(pin, hashed))
    assert try_pin(numbers[number], "9999") is None
    assert len(compared) == 1 and compared[0]


@pytest.mark.parametrize("exists", [True, False])
def test_from_one_connection_a_card_is_tried_a_few_times_a_day_whether_it_exists_or_not(patron, exists):
    number = card_of(patron).number if exists else "40999999"
    for _number in range(MAX_WRONG_PINS_HERE):
        assert try_pin(number, "9999") is None
    with pytest.raises(TooManyTries):
        try_pin(number, "1234")
    assert try_pin("40999998", "9999") is None, "other cards are not closed"


def test_right_pins_use_nothing_up(patron):
    for _number in range(MAX_WRONG_PINS + 1):
        assert try_pin(card_of(patron).number, "1234") == patron


def test_a_right_pin_between_wrong_ones_does_not_begin_the_count_anew(patron):
    for _number in range(MAX_WRONG_PINS_HERE):
        try_pin(card_of(patron).number, "9999")
        if _number < MAX_WRONG_PINS_HERE - 1:
            assert try_pin(card_of(patron).number, "1234") == patron
    with pytest.raises(TooManyTries):
        try_pin(card_of(patron).number, "1234")


@pytest.mark.parametrize("stranger", ["stranger", "stranger/net", "house"])
def test_wrong_pins_of_a_stranger_do_not_lock_the_card_for_others(patron, stranger):
    for _number in range(2 * MAX_WRONG_PINS):
        with suppress(TooManyTries):
            assert try_pin(card_of(patron).number, "9999", stranger) is None
    assert try_pin(card_of(patron).number, "1234", "a") == patron


def test_a_whole_network_of_a_provider_cannot_close_a_card(patron):
    for number in range(2 * MAX_WRONG_PINS):
        with suppress(TooManyTries):
            try_pin(card_of(patron).number, "9999", f"{number}/net")
    assert try_pin(card_of(patron).number, "1234") == patron


def test_many_connections_together_are_limited_and_a_new_pin_is_the_way_out(patron):
    number = card_of(patron).number
    for connection in range(MAX_WRONG_PINS):
        assert try_pin(number, "9999", f"from {connection}") is None
    with pytest.raises(TooManyTries):
        try_pin(number, "1234", "a")
    assert try_pin(number, patrons.reset_pin(patron), "a") == patron


def test_a_try_is_counted_before_it_is_compared(patron, monkeypatch):
    """Concurrent and interrupted attempts count too."""
    monkeypatch.setattr(accounts, "check_password", interrupted)
    for _number in range(MAX_WRONG_PINS_HERE):
        with pytest.raises(ZeroDivisionError):
            try_pin(card_of(patron).number, "1234")
    with pytest.raises(TooManyTries):
        try_pin(card_of(patron).number, "1234")


def interrupted(*_args):
    raise ZeroDivisionError


def test_all_that_can_be_renewed_is_renewed(patron, make_copy, reserve, opening_hours):
    free, expected = make_copy(), make_copy()
    for copy in (free, expected):
        loans.lend(copy, patron)
    reserve(expected.title)
    assert accounts.renew_all(patron, {loan.pk: 0 for loan in Loan.objects.all()}) == 1
    by_copy = {own.loan.copy_id: own for own in accounts.loans_of(patron)}
    assert by_copy[free.pk].loan.renewals == 1
    assert "wartet" in by_copy[expected.pk].refusal


def test_the_loans_of_a_patron_cost_a_constant_number_of_queries(patron, make_copy, django_assert_num_queries):
    for _number in range(4):
        loans.lend(make_copy(), patron)
    with django_assert_num_queries(4):
        assert len(accounts.loans_of(patron)) == 4


def test_a_new_pin_is_sent_by_mail_only_to_the_right_card_and_name(patron, make_patron, run_jobs):
    patrons.ask_for_new_pin(card_of(patron).number, "Xyz")
    patrons.ask_for_new_pin("40999999", "Bei")
    patrons.ask_for_new_pin(card_of(make_patron(phone="0371 123456")).number, "Bei")
    assert Job.objects.of(patrons.send_link_to_new_pin).count() == 3, "every answer does the same work"
    run_jobs()
    assert not Message.objects.exists()
    patrons.ask_for_new_pin(card_of(patron).number, "Bei")
    run_jobs()
    [message] = Message.objects.all()
    assert (message.kind, message.subject) == ("new_pin", f"patron:{patron.pk}")
