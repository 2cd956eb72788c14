"""Hold a chosen slot while a person fills in the form.

A hold is identified by a secret token; only its fingerprint is stored. The token begins with the start of the hold in
seconds, which limits extensions: changing the token invalidates the hold.
"""

import secrets
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counselling.booking.refusals import limits
from counselling.booking.refusals.errors import ENDED, TAKEN, BookingRefused
from counselling.models import Slot, Topic
from counselling.scheduling.availability import earliest_bookable_start
from kasch_site.common import clock
from kasch_site.common.fingerprints import fingerprint
from kasch_site.visitors.access_tokens import BYTES, MAX_TOKEN_LENGTH

from .slot_locks import lock_slots, set_state

HOLD_DURATION = timedelta(minutes=20)
MAX_HOLD_DURATION = timedelta(hours=1)
_TIMESTAMP_DIGITS = 8  # length of the start of the hold in the token, in hexadecimal digits


@transaction.atomic
def hold(slot_pk: int, topic: Topic, *, is_urgent: bool = False, client: str = "", instead_of: str = "") -> str:
    """Hold a free slot for 20 minutes and return the secret token. Raise `BookingRefused` if it is not available.

    Slots reserved by staff are only available to persons with a near deadline (`is_urgent`). The slot held under the
    token `instead_of` is released. One visitor (`client`) holds at most `limits.MAX_BLOCKED_SLOTS`.
    """
    limits.lock_client(client)
    slots = lock_slots(lambda: {slot_pk} | _held_pks(instead_of))
    now = clock.now()
    chosen = Slot.objects.for_topic(topic).filter(pk=slot_pk).exists()
    require_available(slots.get(slot_pk) if chosen else None, topic, now, is_urgent=is_urgent)
    for slot in slots.values():
        if slot.pk != slot_pk and slot.state == Slot.State.HELD and slot.holder == fingerprint(instead_of):
            set_state(slot, Slot.State.FREE)
    if limits.blocks_too_many(client, now):
        raise BookingRefused(limits.TOO_MANY_BLOCKED)
    token = f"{int(now.timestamp()):0{_TIMESTAMP_DIGITS}x}{secrets.token_urlsafe(BYTES)}"
    blocked_by = limits.client_key(client)
    set_state(
        slots[slot_pk], Slot.State.HELD, until=now + HOLD_DURATION, holder=fingerprint(token), blocked_by=blocked_by
    )
    return token


def held(token: str) -> Slot | None:
    """Return the slot held under this token; None if the hold has expired or never existed."""
    held_slots = Slot.objects.held_under(fingerprint(token), clock.now())
    return held_slots.select_related("rule", "room", "counsellor").first()


@transaction.atomic
def extend(token: str) -> Slot:
    """Extend a hold to 20 minutes from now, but at most to an hour after its start.

    Raise `BookingRefused` if it has expired or has reached that hour.
    """
    now = clock.now()
    slot = Slot.objects.for_update().held_under(fingerprint(token), now).select_related("rule", "room").first()
    if slot is None:
        raise BookingRefused(ENDED, is_taken=True)
    until = min(now + HOLD_DURATION, _held_since(token) + MAX_HOLD_DURATION)
    if until <= slot.until:
        raise BookingRefused(_("Länger als eine Stunde können wir die Zeit nicht für Sie zurückhalten."))
    set_state(slot, Slot.State.HELD, until=until, holder=slot.holder, blocked_by=slot.blocked_by)
    return slot


@transaction.atomic
def release(token: str) -> None:
    """Release the slot held under this token; do nothing if it is no longer held."""
    slot = Slot.objects.for_update().filter(state=Slot.State.HELD, holder=fingerprint(token)).first()
    if slot:
        set_state(slot, Slot.State.FREE)


def require_available(slot: Slot | None, topic: Topic, now: datetime, *, is_urgent: bool) -> None:
    """Raise `BookingRefused` with the reason if this person cannot have the slot now."""
    if slot is None or not topic.is_published(now):
        raise BookingRefused(_("Diese Zeit gibt es nicht mehr. Bitte wählen Sie eine andere."))
    if slot.starts_at <= now:
        raise BookingRefused(_("Diese Zeit ist schon vorbei. Bitte wählen Sie eine andere."))
    if slot.starts_at < earliest_bookable_start(topic, now):
        raise BookingRefused(_("So kurz vorher geht es nur noch am Telefon. Bitte rufen Sie uns an."))
    if slot.is_urgent and not is_urgent:
        raise BookingRefused(_("Diese Zeit halten wir für Menschen frei, bei denen eine Frist nah ist."))
    if not slot.is_free(now):
        raise BookingRefused(TAKEN, is_taken=True)


def _held_pks(token) -> set[int]:
    if not token or len(token) > MAX_TOKEN_LENGTH:
        return set()
    return set(Slot.objects.held_under(fingerprint(token), clock.now()).order_by().values_list("pk", flat=True))


def _held_since(token):
    return datetime.fromtimestamp(int(token[:_TIMESTAMP_DIGITS], 16), tz=UTC)
