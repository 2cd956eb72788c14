"""Undo a line of the desk, unless the copy has changed since."""

from django.db import transaction

from kasch_site.common import clock
from library.circulation import snapshots
from library.circulation.holds import queue
from library.circulation.loans.loans import LendResult, ReturnResult
from library.circulation.locks import lock_copy, lock_patron
from library.circulation.refusals import ENDED, NOT_TO_UNDO, CirculationRefused
from library.models import Copy, Desk, DeskLine, Loan
from library.notifications import notifications


def record_loan(desk: Desk, lent: LendResult) -> DeskLine:
    """Store the line of a loan, so that it can be undone."""
    loan = lent.loan
    return _note(desk, DeskLine.Kind.LENT, loan.copy, loan=loan, hold=lent.hold, before=lent.before)


def record_return(desk: Desk, copy: Copy, returned: ReturnResult) -> DeskLine:
    """Store the line of a copy that was returned, or scanned without being lent."""
    kind = DeskLine.Kind.SHOWN if returned.loan is None else DeskLine.Kind.RETURNED
    return _note(desk, kind, copy, loan=returned.loan, hold=returned.hold, before=returned.before)


def record_renewal(desk: Desk, loan: Loan, before: dict) -> DeskLine:
    """Store the line of a renewal; `before` is `snapshots.of_loan` of the loan before it."""
    return _note(desk, DeskLine.Kind.RENEWED, loan.copy, loan=loan, before=before)


def _note(desk, kind, copy, **fields):
    return DeskLine.objects.create(desk=desk, kind=kind, copy=copy, at=clock.now(), **fields)


@transaction.atomic
def undo(line: DeskLine) -> DeskLine:
    """Undo a line of the desk. Idempotent. Raise `CirculationRefused` if that is not possible any more.

    Loan, copy and holds get their previous states. A hold that has changed since is left unchanged (`queue.restore`).
    """
    patron = _lock_patron_of(line)
    copy = lock_copy(line.copy)
    line = DeskLine.objects.select_for_update(of=("self",)).filter(pk=line.pk).first()
    if line is None:
        raise CirculationRefused(NOT_TO_UNDO)
    if line.undone_at is not None:
        return line
    if _later_line(line, copy):
        raise CirculationRefused(NOT_TO_UNDO)
    _UNDO[line.kind](line, copy, patron)
    line.undone_at = clock.now()
    line.save(update_fields=["undone_at"])
    return line


def _lock_patron_of(line):
    loan = Loan.objects.filter(pk=line.loan_id).first() if line.loan_id else None
    return lock_patron(loan.patron_id) if loan else None


def _later_line(line, copy):
    later = DeskLine.objects.filter(copy=copy, undone_at=None, pk__gt=line.pk)
    return later.exclude(kind=DeskLine.Kind.SHOWN, before__holds=[]).exists()


def _undo_lending(line, copy, patron):
    loan = line.loan
    if loan is None or not loan.is_open:
        raise CirculationRefused(NOT_TO_UNDO)
    # Lines go with their loan.
    DeskLine.objects.filter(loan=loan).update(loan=None)
    line.loan = None
    loan.delete()
    _restore_copy(copy, line)
    changed = line.before.get("holds", [])
    queue.restore(changed)
    if any(before["copy"] == copy.pk for before in changed):
        # It was put aside; if not for the same person any more, then for the next.
        queue.put_aside(copy)


def _undo_return(line, copy, patron):
    loan = line.loan
    if loan is None or patron is None or loan.is_open or Loan.objects.open().filter(copy=copy).exists():
        raise CirculationRefused(NOT_TO_UNDO)
    if patron.ended_on:
        raise CirculationRefused(ENDED)
    # The hold for which it is ready now, also if the first in the queue has cancelled since.
    queue.release_copy(copy)
    loan.returned_at = None
    loan.reminded_on = _reminded_on(patron, loan.reminded_on)
    loan.save(update_fields=["returned_at", "reminded_on"])
    _restore_copy(copy, line)


def _undo_shown(line, copy, patron):
    if line.before.get("holds") and line.hold is not None and line.hold.copy_id == copy.pk:
        queue.release_copy(copy)
    _restore_copy(copy, line)


def _undo_renewal(line, copy, patron):
    loan, before = line.loan, line.before
    if loan is None or not loan.is_open or loan.renewals != before.get("renewals", -1) + 1:
        raise CirculationRefused(NOT_TO_UNDO)
    loan.due_on, loan.renewals = snapshots.day(before["due_on"]), before["renewals"]
    loan.reminded_on = _reminded_on(patron, snapshots.day(before["reminded_on"]))
    loan.save(update_fields=["due_on", "renewals", "reminded_on"])


def _reminded_on(patron, day):
    """Return the day of the reminder; None if the undone action has cancelled it, so that another one is sent."""
    return None if notifications.is_reminder_cancelled(patron, day) else day


def _restore_copy(copy, line):
    """Mark a copy as missing again if only this scan had ended that."""
    if line.before.get("copy_state") == Copy.State.LOST and copy.state == Copy.State.IN_USE:
        copy.state = Copy.State.LOST
        copy.save(update_fields=["state"])


_UNDO = {
    DeskLine.Kind.LENT: _undo_lending,
    DeskLine.Kind.RETURNED: _undo_return,
    DeskLine.Kind.RENEWED: _undo_renewal,
    DeskLine.Kind.SHOWN: _undo_shown,
}
