"""Release a slot: it is kept back for a while before others see it.

Callers must hold the row lock of the slot (`slot_locks`).
"""

from datetime import datetime, timedelta

from counselling.models import Slot
from counselling.scheduling import slot_generation
from kasch_site.common import clock

from .expiry import schedule_expiry
from .slot_locks import set_state

COOLING_TIME = timedelta(minutes=15)


def release_slot(slot: Slot, *, cooling=COOLING_TIME) -> None:
    """Release a locked slot: it cools for `cooling`, then goes to the waitlist or becomes available to everybody.

    A slot that no schedule rule produces any more is withdrawn instead; `slot_generation` restores it if one does
    again. A slot that has begun is set to free without cooling.
    """
    now = clock.now()
    if slot.starts_at <= now:
        set_state(slot, Slot.State.FREE)
    elif slot_generation.fits(slot):
        cool(slot, now + cooling)
    else:
        set_state(slot, Slot.State.WITHDRAWN)
        Slot.objects.filter(pk=slot.pk).update(rule=None)


def cool(slot: Slot, until: datetime) -> None:
    """Keep a locked slot hidden until the given moment, and schedule the job that passes it on."""
    set_state(slot, Slot.State.COOLING, until=until)
    schedule_expiry(until)
