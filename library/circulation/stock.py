"""The state of copies: withdrawn, missing, in repair, in order again."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from library.models import Copy, Loan

from . import holds
from .errors import CirculationRefused
from .locks import lock_copy

IS_LENT = _("Das ist gerade ausgeliehen. Bitte nehmen Sie es erst zurück.")


@transaction.atomic
def set_state(copy: Copy, state: Copy.State) -> Copy:
    """Set the state of a copy; return it. Raise `CirculationRefused` for a lent copy that should be withdrawn.

    A hold for which it lay ready waits again, unless the copy stays in order. Idempotent.
    """
    copy = lock_copy(copy)
    if copy.state == state:
        return copy
    if state == Copy.State.WITHDRAWN and Loan.objects.open().filter(copy=copy).exists():
        raise CirculationRefused(IS_LENT)
    copy.state = state
    copy.withdrawn_on = clock.today() if state == Copy.State.WITHDRAWN else None
    copy.save(update_fields=["state", "withdrawn_on"])
    if state != Copy.State.IN_USE:
        holds.free(copy)
    return copy
