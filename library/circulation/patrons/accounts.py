"""The account of a patron: authentication with card number and PIN, loans and holds."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import check_password, make_password

from kasch_site.common.rate_limits.limits import allow_today, undo_count
from library.circulation.loans import loans
from library.circulation.refusals import CirculationRefused
from library.models import Hold, LendingRules, Loan, NumberKind, Patron
from library.models.numbers import is_number

from .limits import MAX_WRONG_PINS, MAX_WRONG_PINS_HERE


class TooManyTries(Exception):
    """Raised without comparing the PIN after too many wrong ones today, from this connection or from all."""


def patron_with(card_number: str, pin: str, client: str) -> Patron | None:
    """Return the member with this card and PIN; None for every mistake alike, after the same time.

    An unknown card, a blocked one and a patron without PIN cost the same comparison as a wrong PIN. Each try is counted
    before it is compared, and given back if it was right: only wrong ones use up what `client` (`client_of`) may try.
    Raise `TooManyTries`. Must not be called inside a transaction, whose rollback would undo the count.
    """
    members = Patron.objects.members()
    patron = members.with_card(card_number).first() if is_number(card_number, NumberKind.CARD) else None
    pin_hash = patron.pin_hash if patron is not None else ""
    here = f"PIN of {card_number} {pin_hash}", client, [card_number]
    everywhere = f"PIN of {card_number} {pin_hash}", "everywhere", ()
    if not (allow_today(*here, MAX_WRONG_PINS_HERE) and allow_today(*everywhere, MAX_WRONG_PINS)):
        raise TooManyTries
    if not check_password(pin, pin_hash or _dummy_hash()) or not pin_hash:
        return None
    undo_count(*here)
    undo_count(*everywhere)
    return patron


@cache
def _dummy_hash():
    return make_password(secrets.token_urlsafe())


@dataclass(frozen=True, slots=True)
class OwnLoan:
    """A loan as shown to its patron; `refusal` says why it cannot be renewed, "" if it can."""

    loan: Loan
    refusal: str


def loans_of(patron: Patron) -> list[OwnLoan]:
    """Return the open loans of a patron, the earliest due date first, in four queries."""
    own = list(
        Loan.objects.open().of(patron).select_related("copy__title__medium").prefetch_related("copy__title__languages")
    )
    waiting = set(
        Hold.objects.waiting().filter(title__in=[loan.copy.title_id for loan in own]).values_list("title", flat=True)
    )
    rules = LendingRules.current()
    return [OwnLoan(loan, loans.renewal_refusal(loan, rules, waiting)) for loan in own]


def renew_all(patron: Patron, shown: dict[int, int]) -> int:
    """Renew every loan of a patron that can be renewed; return their number.

    `shown` has the number of renewals of each loan that the patron has seen, by key of the loan. A loan that was
    renewed since is counted but not renewed again, so that a form that is sent twice has the same result.
    """
    renewed = 0
    for loan in Loan.objects.open().of(patron).filter(pk__in=shown).select_related("copy__title__medium"):
        with suppress(CirculationRefused):  # the page shows the reason
            loans.renew(loan, shown=shown[loan.pk])
            renewed += 1
    return renewed


def holds_of(patron: Patron) -> list[Hold]:
    """Return the open holds of a patron, in the order in which they were made."""
    own = Hold.objects.open().filter(patron=patron).with_is_missing()
    return list(own.with_titles())
