"""Limits for reserving and searching online without a proven card, and for wrong PINs.

Anybody can type the address of somebody else. So a title that is reserved with it already is no reason for a refusal,
which would tell what somebody else reads. And because addresses can be invented, a connection reserves only so much on
one day: each hold keeps a copy from others for days.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kasch_site.common.rate_limits import limits
from library.circulation.refusals import CirculationRefused

MAX_HOLDS_PER_DAY = 6  # without a card, from one connection
# Wrong PINs of one card on one day: from one connection, and from everywhere. A stranger who has only the number uses
# up the first and closes the card for nobody else; for the second they need ten connections, and a PIN of four digits
# lasts for months. Neither closes a card for good: both are reset by a new PIN, by mail or at the desk.
MAX_WRONG_PINS_HERE, MAX_WRONG_PINS = 6, 60
# One sentence for both: too many open holds of a contact, and too many holds from a connection on one day. So a refusal
# alone does not say which of the two it was.
NO_MORE_HOLDS = _(
    "Mehr merken wir online nur mit Leseausweis vor. "
    "Sagen Sie etwas anderes ab, versuchen Sie es morgen wieder, oder rufen Sie uns bitte an."
)


def lock_contacts(contacts: Iterable[str]) -> None:
    """Serialise concurrent requests of one contact (canonical forms), so that they are counted correctly.

    Must be called before a title is locked.
    """
    for contact in sorted(contacts):
        limits.lock("library requests", contact)


def count_hold(client: str, contacts: Iterable[str]) -> None:
    """Count a hold without a card in the caller's transaction. Raise `CirculationRefused` if there are too many today.

    `client` is the fingerprint of the connection (`client_of`); "" is not counted.
    """
    if not limits.allow_today("library holds", client, contacts, MAX_HOLDS_PER_DAY):
        raise CirculationRefused(NO_MORE_HOLDS)
