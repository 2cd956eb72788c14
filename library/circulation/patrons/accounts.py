"""A patron's account: who signs in with card number and PIN, and what they have at home."""

import secrets
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import check_password, make_password

from kasch_site.common.rate_limits.limits import allow_today
from library.circulation import loans
from library.circulation.errors import CirculationRefused
from library.models import Hold, LendingRules, Loan, NumberKind, Patron
from library.models.numbers import is_number

# Tries at one card on one day, from wherever: a PIN of four digits lasts for two years then.
MAX_TRIES_A_DAY = 15


def may_try(card_number: str) -> bool:
    """Count a try at the PIN of a card, whether or not the card exists; return whether it is within today's limit."""
    return allow_today("PINs of a card", f"card {card_number}", (), MAX_TRIES_A_DAY)


def patron_with(card_number: str, pin: str) -> Patron | None:
    """Return the member with this card and PIN; None for every mistake alike, after the same time.

    An unknown card, a blocked one and a patron without PIN cost the same comparison as a wrong PIN.
    """
    members = Patron.objects.members()
    patron = members.with_card(card_number).first() if is_number(card_number, NumberKind.CARD) else None
    has_pin = patron is not None and bool(patron.pin_hash)
    is_right = check_password(pin, patron.pin_hash if has_pin else _nobodys_hash())
    return patron if has_pin and is_right else None


@cache
def _nobodys_hash():
    return make_password(secrets.token_urlsafe())


@dataclass(frozen=True, slots=True)
class OwnLoan:
    """A loan as its patron sees it; `refusal` says why it cannot be renewed, "" if it can."""

    loan: Loan
    refusal: str


def loans_of(patron: Patron) -> list[OwnLoan]:
    """Return what a patron has at home, the earliest due date first, in four queries."""
    own = list(
        Loan.objects.open().of(patron).select_related("copy__title__medium").prefetch_related("copy__title__languages")
    )
    waiting = set(
        Hold.objects.waiting().filter(title__in=[loan.copy.title_id for loan in own]).values_list("title", flat=True)
    )
    rules = LendingRules.current()
    return [OwnLoan(loan, loans.renewal_refusal(loan, rules, waiting)) for loan in own]


def renew_all(patron: Patron) -> int:
    """Renew every loan of a patron that can be renewed; return their number."""
    renewed = 0
    for own in loans_of(patron):
        if own.refusal:
            continue
        try:
            loans.renew(own.loan)
        except CirculationRefused:
            # Somebody has reserved it meanwhile; the page says so.
            continue
        renewed += 1
    return renewed


def holds_of(patron: Patron) -> list[Hold]:
    """Return the open holds of a patron, in the order in which they were made."""
    own = Hold.objects.open().filter(patron=patron).with_sight_of_a_copy()
    return list(own.select_related("title", "copy").prefetch_related("title__languages"))
