"""Release a slot: it cools for `COOLING_TIME` before others see it.

Callers must hold the row lock of the slot (`slot_locks`).
"""

from datetime import datetime, timedelta

from counselling.booking.refusals import limits
from counselling.models import Slot
from counselling.scheduling import slot_generation
from kasch_site.common import clock

from .expiry import schedule_expiry
from .slot_locks import set_state

COOLING_TIME = timedelta(minutes=15)


def release_slot(slot: Slot, *, cooling=COOLING_TIME, client: str = "") -> None:
    """Release a locked slot: it cools for `cooling`, then goes to the waitlist or becomes available to everybody.

    A slot that no schedule rule produces any more is withdrawn instead; `slot_generation` restores it if one does
    again. A slot that has begun is set to free without cooling. A visitor (`client`) who already blocks
    `limits.MAX_BLOCKED_SLOTS` slots cannot have another one cool: it is passed on at once.
    """
    now = clock.now()
    if slot.starts_at <= now:
        set_state(slot, Slot.State.FREE)
    elif slot_generation.allows(slot):
        cool(slot, now if limits.blocks_too_many(client, now) else now + cooling, limits.client_key(client))
    else:
        set_state(slot, Slot.State.WITHDRAWN)
        Slot.objects.filter(pk=slot.pk).update(rule=None)


def cool(slot: Slot, until: datetime, blocked_by: str = "") -> None:
    """Keep a locked slot hidden until the given moment, and schedule the job that passes it on."""
    set_state(slot, Slot.State.COOLING, until=until, blocked_by=blocked_by)
    schedule_expiry(until)
