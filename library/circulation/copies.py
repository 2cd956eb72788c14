"""State changes of a copy: lost, in repair, withdrawn, in use again; each function is atomic."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common import clock
from kasch_site.common.text.grammar import in_accusative
from library.models import Copy, Hold, Loan

from . import purchase_requests
from .holds import queue, reservations
from .locks import lock_copy
from .refusals import CirculationRefused

_STATE = Copy.State


def current_loan_and_hold(copy: Copy) -> dict:
    """Return the open loan of a copy, and the hold for which it is ready; each can be None."""
    loan = Loan.objects.open().filter(copy=copy).first()
    return {"loan": loan, "hold": Hold.objects.ready().filter(copy=copy).first()}


def consequences(copy: Copy, state: str) -> list[str]:
    """Return the consequences of a new state of a copy, as sentences for the volunteer."""
    sentences = []
    if Loan.objects.open().filter(copy=copy).exists():
        sentences.append(_LENT[state]())
    ready = Hold.objects.ready().filter(copy=copy).first()
    if ready is not None and state != _STATE.IN_USE:
        text = _("Es liegt für %(name)s bereit. Die Vormerkung wartet dann wieder, an ihrem alten Platz.")
        sentences.append(text % {"name": in_accusative(ready.name)})
    waiting = len(_holds_without_copy(copy)) if state in (_STATE.WITHDRAWN, _STATE.LOST) else 0
    if waiting and state == _STATE.LOST:
        text = ngettext(
            "%(number)d Person wartet darauf. Auf ihrer Seite steht dann, dass wir es vermissen.",
            "%(number)d Personen warten darauf. Auf ihren Seiten steht dann, dass wir es vermissen.",
            waiting,
        )
        sentences.append(text % {"number": waiting})
    elif waiting:
        text = ngettext(
            "%(number)d Person wartet darauf, und es ist das letzte Exemplar. Die Vormerkung wird abgesagt.",
            "%(number)d Personen warten darauf, und es ist das letzte Exemplar. Die Vormerkungen werden abgesagt.",
            waiting,
        )
        sentences.append(text % {"number": waiting})
    return sentences


def mark_missing(copy: Copy) -> Copy:
    """Mark a copy as missing; the next scan at the desk ends that."""
    return _change(copy, _STATE.LOST)


def send_to_repair(copy: Copy, condition: str = "") -> Copy:
    """Mark a copy as in repair; `condition` describes the damage."""
    return _change(copy, _STATE.REPAIR, condition)


def mark_in_order(copy: Copy) -> Copy:
    """Mark a copy as in use again; if somebody waits for it, it is listed in `queue.to_fetch`."""
    return _change(copy, _STATE.IN_USE)


def withdraw(copy: Copy) -> Copy:
    """Withdraw a copy. For the last one of a title, cancel the holds and notify the persons."""
    return _change(copy, _STATE.WITHDRAWN)


@transaction.atomic
def _change(copy, state, condition=None):
    copy = lock_copy(copy)
    was_withdrawn = copy.state == _STATE.WITHDRAWN
    if state == _STATE.LOST and Loan.objects.open().filter(copy=copy).exists():
        raise CirculationRefused(_("Das ist ausgeliehen, nicht vermisst. Bitte nehmen Sie es erst zurück."))
    copy.state = state
    copy.withdrawn_on = clock.today() if state == _STATE.WITHDRAWN else None
    if condition is not None:
        copy.condition = condition
    copy.save(update_fields=["state", "withdrawn_on", "condition"])
    if state != _STATE.IN_USE:
        queue.release_copy(copy)
    if state == _STATE.WITHDRAWN:
        for hold in _holds_without_copy(copy):
            reservations.cancel(hold, by_house=True)
    elif was_withdrawn:
        purchase_requests.notify_if_shown(copy.title)
    return copy


def _holds_without_copy(copy):
    """Return the open holds of a title that has no reservable copy besides this one."""
    if Copy.objects.reservable(copy.title_id).exclude(pk=copy.pk).exists():
        return []
    return list(Hold.objects.open().filter(title=copy.title_id))


_LENT = {
    _STATE.IN_USE: lambda: _("Es ist ausgeliehen und bleibt es."),
    _STATE.LOST: lambda: _("Es ist ausgeliehen, nicht vermisst. Bitte nehmen Sie es erst zurück."),
    _STATE.REPAIR: lambda: _("Es ist ausgeliehen und bleibt es. Wenn es zurückkommt, sagt die Theke: zur Seite legen."),
    _STATE.WITHDRAWN: lambda: _(
        "Es ist ausgeliehen und bleibt es. Wenn es zurückkommt, sagt die Theke: zur Seite legen."
    ),
}
