"""Locks on times, and the one way in which a time changes its state.

Whoever changes an appointment, an offer or a time holds the rows of all times that belong to it, locked in the order
of their numbers before the first line is written: the first writing locks the content version for everybody, and
whoever locked a time after that could wait for somebody who waits for them. On SQLite a transaction is alone anyway.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from counselling.models import Slot

from . import statements


def locked(needed: Callable[[], set[int]], also: Callable[[], object] = lambda: None) -> dict[int, Slot]:
    """Lock the times whose numbers `needed()` returns, then what `also()` locks; the times by their numbers.

    It asks again when they are locked. Where others are needed by then, it lets everything go and begins anew.
    """
    while True:
        keys = needed()
        mark = transaction.savepoint()
        rows = {slot.pk: slot for slot in Slot.objects.to_change().filter(pk__in=keys).order_by("pk")}
        also()
        if needed() <= keys:
            transaction.savepoint_commit(mark)
            return rows
        transaction.savepoint_rollback(mark)


def set_state(slot: Slot, state: str, *, until: datetime | None = None, holder: str = "") -> None:
    """Let a locked time be in that state; `until` is when it passes, `holder` the fingerprint of who holds it."""
    slot.state, slot.until, slot.holder = state, until, holder
    statements.become(slot)
