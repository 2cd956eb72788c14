"""Row locks on slots, and the one function that changes a slot's state.

To change a booking, an offer or a slot, lock the rows of all slots involved, in order of primary key, before the first
write. The first write locks the content version for everybody, so locking a slot after it could deadlock. On SQLite,
write transactions are serialised anyway.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from counselling.models import Slot


def locked(needed: Callable[[], set[int]], also: Callable[[], object] = lambda: None) -> dict[int, Slot]:
    """Lock the slots whose primary keys `needed()` returns, then what `also()` locks; return the slots by primary key.

    Calls `needed()` again after locking. If it returns additional keys, all locks are released and it retries.
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
    """Set the state of a locked slot; `until` is when the state expires, `holder` the fingerprint of a hold's token."""
    slot.state, slot.until, slot.holder = state, until, holder
    slot.save(update_fields=["state", "until", "holder"])
