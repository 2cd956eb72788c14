"""Undo a line of the desk, as long as nothing else has happened to the copy since."""

from django.db import transaction

from kasch_site.common import clock
from library.models import Copy, DeskLine, Hold, Loan
from library.notifications import notifications

from . import holds
from .errors import NOT_TO_UNDO, CirculationRefused
from .locks import lock_copy


@transaction.atomic
def undo(line: DeskLine) -> DeskLine:
    """Undo what a line of the desk says. Idempotent. Raise `CirculationRefused` if that is not possible any more."""
    copy = lock_copy(line.copy)
    line = DeskLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.undone_at is not None:
        return line
    if _later_line(line, copy):
        raise CirculationRefused(NOT_TO_UNDO)
    _UNDO[line.kind](line, copy)
    # Undoing a loan deletes it, and lines go with their loan.
    loan = line.loan if line.kind != DeskLine.Kind.LENT else None
    line.undone_at, line.loan = clock.now(), loan
    line.save(update_fields=["undone_at", "loan"])
    return line


def _later_line(line, copy):
    later = DeskLine.objects.filter(copy=copy, undone_at=None, pk__gt=line.pk)
    return later.exclude(kind=DeskLine.Kind.SHOWN, hold=None).exists()


def _undo_lending(line, copy):
    loan = line.loan
    if loan is None or not loan.is_open:
        raise CirculationRefused(NOT_TO_UNDO)
    notifications.visitors.cancel(loan)
    DeskLine.objects.filter(loan=loan).update(loan=None)
    loan.delete()
    if line.hold is not None:
        holds.undo_collected(line.hold, copy, line.date_before)


def _undo_return(line, copy):
    loan = line.loan
    if loan is None or loan.patron_id is None or _is_lent(copy):
        raise CirculationRefused(NOT_TO_UNDO)
    _undo_shown(line, copy)
    loan.returned_at = None
    loan.save(update_fields=["returned_at"])


def _undo_shown(line, copy):
    """Let the hold wait again for which the copy was put aside."""
    hold = Hold.objects.filter(pk=line.hold_id, copy=copy).first() if line.hold_id else None
    if hold is not None:
        holds.undo_ready(hold)


def _undo_renewal(line, copy):
    loan = line.loan
    if loan is None or not loan.is_open or loan.renewals < 1:
        raise CirculationRefused(NOT_TO_UNDO)
    loan.due_on, loan.renewals = line.date_before, loan.renewals - 1
    loan.save(update_fields=["due_on", "renewals"])


def _is_lent(copy: Copy) -> bool:
    return Loan.objects.open().filter(copy=copy).exists()


_UNDO = {
    DeskLine.Kind.LENT: _undo_lending,
    DeskLine.Kind.RETURNED: _undo_return,
    DeskLine.Kind.RENEWED: _undo_renewal,
    DeskLine.Kind.SHOWN: _undo_shown,
}
