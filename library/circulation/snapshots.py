"""Snapshots of records before a scan at the desk changes them, so that it can be undone (`DeskLine.before`)."""

from datetime import date

from library.models import Copy, Hold, Loan


def of_hold(hold: Hold, becomes: str) -> dict:
    """Return the snapshot of a hold before its state changes to `becomes`."""
    return {
        "hold": hold.pk,
        "state": str(hold.state),
        "copy": hold.copy_id,
        "since": _text(hold.ready_on),
        "until": _text(hold.pickup_until),
        "becomes": str(becomes),
    }


def of_copy(copy: Copy) -> dict:
    """Return the snapshot of a copy before it is lent or returned."""
    return {"copy_state": str(copy.state)}


def of_loan(loan: Loan) -> dict:
    """Return the snapshot of a loan before its renewal."""
    return {"due_on": _text(loan.due_on), "renewals": loan.renewals, "reminded_on": _text(loan.reminded_on)}


def day(text: str | None) -> date | None:
    """Return a day of a snapshot; None if there was none."""
    return date.fromisoformat(text) if text else None


def _text(day_or_none):
    return day_or_none.isoformat() if day_or_none else None
