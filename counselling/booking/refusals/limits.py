"""Limits for one visitor: slots, offers, waitlist entries and appointments that others cannot have.

A visitor is recognised by the fingerprint of their connection, which changes daily (`client_of`). In the network of the
house many people share one connection, so there the limits apply to each contact. Other contacts and visitors are not
checked: a refusal must not reveal what another person has, and nobody can use up the limit of an address of somebody
else.
"""

from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from counselling.models import Offer, Slot, WaitlistEntry
from kasch_site.common.rate_limits import limits

from .errors import BookingRefused

MAX_BOOKINGS_PER_DAY = 3
MAX_ENTRIES_PER_DAY = 2
# Slots that others cannot take because of one visitor: held while a form is filled in, or cooling after a change.
MAX_BLOCKED_SLOTS = 2
MAX_OPEN_OFFERS = 2
_SHARED = ("", "house")
TOO_MANY_BLOCKED = _(
    "Für Sie sind schon zwei Zeiten zurückgehalten. Nehmen Sie eine davon, oder warten Sie 20 Minuten."
)
MANY_BOOKINGS = _("So viele Termine an einem Tag vergeben wir nur am Telefon. Bitte rufen Sie uns an.")
MANY_ENTRIES = _("Heute haben Sie schon oft um Bescheid gebeten. Bitte rufen Sie uns an.")


def count_booking(client: str, contacts: list[str]) -> None:
    """Count an appointment in the caller's transaction. Raise `BookingRefused` if there are too many today."""
    if not limits.allow_today("bookings", client, contacts, MAX_BOOKINGS_PER_DAY):
        raise BookingRefused(MANY_BOOKINGS)


def count_entry(client: str, contacts: list[str]) -> None:
    """Count a waitlist entry in the caller's transaction. Raise `BookingRefused` if there are too many today."""
    if not limits.allow_today("waitlist_entries", client, contacts, MAX_ENTRIES_PER_DAY):
        raise BookingRefused(MANY_ENTRIES)


def client_key(client: str) -> str:
    """Return the visitor as stored with a slot they block; "" for a connection that many people share."""
    return "" if client in _SHARED else client.partition("/")[0]


def lock_client(client: str) -> None:
    """Serialise concurrent requests of one visitor. Must be called before any slot is locked."""
    if client_key(client):
        limits.lock("blocked slots", client_key(client))


def blocks_too_many(client: str, now: datetime) -> bool:
    """Return whether the visitor already blocks `MAX_BLOCKED_SLOTS` slots from others."""
    own = client_key(client)
    return bool(own) and Slot.objects.blocked_by(own, now).count() >= MAX_BLOCKED_SLOTS


def without_many_offers(entries):
    """Exclude from a queryset the entries whose mailbox or number already has `MAX_OPEN_OFFERS` open offers."""
    for key in ("email_key", "phone_key"):
        offered = WaitlistEntry.objects.exclude(**{key: ""}).filter(offers__state=Offer.State.OPEN)
        full = offered.order_by().values(key).annotate(number=Count("pk")).filter(number__gte=MAX_OPEN_OFFERS)
        entries = entries.exclude(Q(**{f"{key}__in": full.values(key)}))
    return entries
