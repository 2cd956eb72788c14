"""Keeping a chosen time while somebody fills in the form.

Who holds a time knows a secret word; only its fingerprint is stored. The word begins with the moment from which on
it is held, in seconds, so that nobody keeps a time for a day by extending it: whoever changes the word has no hold.
"""

import secrets
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counselling.models import Slot, Topic
from counselling.scheduling.availability import opens_at
from kasch_site.common import clock
from kasch_site.common.fingerprints import fingerprint
from kasch_site.visitors.access_tokens import BYTES

from .errors import ENDED, TAKEN, BookingRefused
from .slot_locks import set_state

HOLD_DURATION = timedelta(minutes=20)
LONGEST = timedelta(hours=1)
_SIGNS = 8  # of the moment in the word, hexadecimal
_READ = ("starts_at", "ends_at", "is_urgent", "state", "until", "holder")


@transaction.atomic
def hold(slot_pk: int, topic: Topic, *, is_urgent: bool = False) -> str:
    """Keep a free time for 20 minutes and return the secret word under which it is kept. Raises `BookingRefused`.

    Times that staff keep back are there for who says that a deadline is near (`is_urgent`).
    """
    now = clock.now()
    slot = Slot.objects.to_change().for_topic(topic).filter(pk=slot_pk).only(*_READ).order_by().first()
    refuse(slot, topic, now, is_urgent=is_urgent)
    word = f"{int(now.timestamp()):0{_SIGNS}x}{secrets.token_urlsafe(BYTES)}"
    set_state(slot, Slot.State.HELD, until=now + HOLD_DURATION, holder=fingerprint(word))
    return word


def held(word: str) -> Slot | None:
    """The time that is kept under this word; None if it is not kept any more, or never was."""
    known = Slot.objects.held_under(fingerprint(word), clock.now())
    return known.select_related("hours", "room", "counsellor").first()


@transaction.atomic
def extend(word: str) -> Slot:
    """Keep a time for 20 minutes from now, an hour in all. Raises `BookingRefused` when it ended, or is at its end."""
    now = clock.now()
    slot = Slot.objects.to_change().held_under(fingerprint(word), now).select_related("hours", "room").first()
    if slot is None:
        raise BookingRefused(ENDED, is_taken=True)
    until = min(now + HOLD_DURATION, _held_since(word) + LONGEST)
    if until <= slot.until:
        raise BookingRefused(_("Länger als eine Stunde können wir die Zeit nicht für Sie zurückhalten."))
    set_state(slot, Slot.State.HELD, until=until, holder=slot.holder)
    return slot


@transaction.atomic
def release(word: str) -> None:
    """Give a time back that is kept under this word; nothing happens where it is not kept any more."""
    slot = Slot.objects.to_change().filter(state=Slot.State.HELD, holder=fingerprint(word)).first()
    if slot:
        set_state(slot, Slot.State.FREE)


def refuse(slot: Slot | None, topic: Topic, now: datetime, *, is_urgent: bool) -> None:
    """Say why this person cannot have that time now, if they cannot; raises `BookingRefused`."""
    if slot is None or not topic.is_published(now):
        raise BookingRefused(_("Diese Zeit gibt es nicht mehr. Bitte wählen Sie eine andere."))
    if slot.starts_at <= now:
        raise BookingRefused(_("Diese Zeit ist schon vorbei. Bitte wählen Sie eine andere."))
    if slot.starts_at < opens_at(topic, now):
        raise BookingRefused(_("So kurz vorher geht es nur noch am Telefon. Bitte rufen Sie uns an."))
    if slot.is_urgent and not is_urgent:
        raise BookingRefused(_("Diese Zeit halten wir für Menschen frei, bei denen eine Frist nah ist."))
    if not slot.is_free(now):
        raise BookingRefused(TAKEN, is_taken=True)


def _held_since(word):
    return datetime.fromtimestamp(int(word[:_SIGNS], 16), tz=UTC)
