"""Row locks on slots, and the one function that changes a slot's state.

To change a booking, an offer or a slot, lock the rows of all slots involved, in order of primary key, and then the
waitlist entries and the counts of the visitor (`limits`), before the first write. The first write locks the content
version for everybody, so locking a row after it could deadlock. On SQLite, write transactions are serialised anyway.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from counselling.models import Slot


def lock_slots(slot_pks: Callable[[], set[int]], also: Callable[[], object] = lambda: None) -> dict[int, Slot]:
    """Lock the slots with the primary keys that `slot_pks()` returns, then call `also()` to lock further rows.

    Return the slots by primary key. Calls `slot_pks()` again after locking. If it returns additional keys, all locks
    are released and it retries.
    """
    while True:
        pks = slot_pks()
        savepoint = transaction.savepoint()
        rows = {slot.pk: slot for slot in Slot.objects.for_update().filter(pk__in=pks).order_by("pk")}
        also()
        if slot_pks() <= pks:
            transaction.savepoint_commit(savepoint)
            return rows
        transaction.savepoint_rollback(savepoint)


def set_state(slot: Slot, state: str, *, until: datetime | None = None, holder: str = "", blocked_by: str = "") -> None:
    """Set the state of a locked slot; `until` is when the state expires, `holder` the fingerprint of a hold's token.

    `blocked_by` is the visitor who blocks it (`limits.client_key`).
    """
    slot.state, slot.until, slot.holder = state, until, holder
    slot.blocked_by = blocked_by
    slot.save(update_fields=["state", "until", "holder", "blocked_by"])
