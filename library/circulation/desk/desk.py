"""The desk: lend, take back and renew what is scanned. Each step is atomic, under the row lock of the desk.

A card opens for three minutes after the last scan. A book that is scanned then is lent, without a card it is taken
back. Which desk it is, whose card is open and what has happened are rows, so nothing depends on the page.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from kasch_site.common import clock
from library.circulation import snapshots
from library.circulation.loans import loans
from library.circulation.refusals import CirculationRefused
from library.models import Card, Copy, Desk, DeskLine, Loan, Patron

from . import undoing
from .outcomes import Outcome, OutcomeKind
from .scans import Scan, ScanKind, read
from .search import copies_by_isbn, copies_by_serial, copies_by_title, patrons_by_name, patrons_by_serial

CARD_OPEN_TIME = timedelta(minutes=3)
# A scan or a button may come twice by mistake: within this time the same book counts once.
REPEAT_TIME = timedelta(seconds=10)
_LINE = DeskLine.Kind


def desk_of(user, pk: int | None) -> Desk | None:
    """Return the desk of a member of staff with this primary key, or None; `card_number` is that of the open card."""
    valid = Card.objects.valid().filter(patron=OuterRef("patron")).values("number")
    own = Desk.objects.select_related("patron").annotate(card_number=Subquery(valid[:1]))
    return own.filter(user=user, pk=pk).first() if pk else None


def create_desk(user) -> Desk:
    """Return a new desk for a member of staff."""
    return Desk.objects.create(user=user, used_at=clock.now())


def open_patron(desk: Desk, now: datetime) -> Patron | None:
    """Return the patron whose card is open at the desk, or None."""
    return desk.patron if desk.patron_id and desk.open_until > now else None


def scan(desk: Desk, entered: str) -> list[Outcome]:
    """Process a scan or typed text; return the outcomes in order: several for several numbers on one line.

    A person, a title or a short number only leads to a choice.
    """
    return [outcome for each in read(entered) for outcome in _HANDLERS[each.kind](desk, each)]


@transaction.atomic
def open_card(desk: Desk, patron: Patron) -> Outcome:
    """Open the card of a patron at the desk in place of the previous one."""
    desk, now = _lock(desk), clock.now()
    if patron.ended_on:
        return Outcome(OutcomeKind.MEMBERSHIP_ENDED, patron=patron)
    desk.patron, desk.open_until = patron, now + CARD_OPEN_TIME
    _record_use(desk, now)
    return Outcome(OutcomeKind.CARD_OPENED, patron=patron)


@transaction.atomic
def close_card(desk: Desk) -> None:
    """Close the open card."""
    desk = _lock(desk)
    desk.patron, desk.open_until, desk.used_at = None, None, clock.now()
    desk.save(update_fields=["patron", "open_until", "used_at"])


@transaction.atomic
def process_copy(desk: Desk, copy: Copy) -> list[Outcome]:
    """Lend a scanned copy to the patron of the open card; without an open card take it back."""
    desk, now = _lock(desk), clock.now()
    patron = open_patron(desk, now)
    earlier = _earlier_line(desk, copy, patron, now)
    if earlier is not None:
        return [_repeated(desk, earlier)]
    if patron is None:
        return [_take_back(desk, copy, now)]
    loan = Loan.objects.open().filter(copy=copy).first()
    if loan is None:
        return [_lend(desk, copy, patron, now)]
    _record_use(desk, now)
    kind = OutcomeKind.LENT_TO_SAME if loan.patron_id == patron.pk else OutcomeKind.LENT_TO_OTHER
    return [Outcome(kind, copy=copy, loan=loan, patron=patron)]


@transaction.atomic
def lend(desk: Desk, copy: Copy, *, overrules: bool = False) -> Outcome:
    """Lend a copy to the patron of the open card; `overrules` as in `loans.lend`."""
    desk, now = _lock(desk), clock.now()
    patron = open_patron(desk, now)
    if patron is None:
        return Outcome(OutcomeKind.NO_CARD, copy=copy)
    return _lend(desk, copy, patron, now, overrules)


@transaction.atomic
def take_back(desk: Desk, copy: Copy) -> Outcome:
    """Take a copy back, whether a card is open or not."""
    desk = _lock(desk)
    return _take_back(desk, copy, clock.now())


def take_back_and_lend(desk: Desk, copy: Copy) -> list[Outcome]:
    """Take a copy back from another patron, and lend it to the patron of the open card.

    Each step is a line and a transaction of its own: a patron is locked before a title, never after it.
    """
    returned = take_back(desk, copy)
    return [returned, lend(desk, copy)] if returned.is_good else [returned]


@transaction.atomic
def renew(desk: Desk, loan: Loan, *, overrules: bool = False) -> Outcome:
    """Renew a loan of the patron of the open card; a repetition within seconds has no effect."""
    desk, now = _lock(desk), clock.now()
    patron = open_patron(desk, now)
    if patron is None or loan.patron_id != patron.pk:
        return Outcome(OutcomeKind.NO_CARD, copy=loan.copy)
    _record_use(desk, now)
    return _renew(desk, loan, overrules)


def renew_all(desk: Desk) -> list[Outcome]:
    """Renew all loans of the patron of the open card, as far as the rules allow it.

    Each renewal is a transaction of its own, so that two desks never wait for each other's titles. Loans renewed here a
    few seconds ago are not renewed again.
    """
    with transaction.atomic():
        desk, now = _lock(desk), clock.now()
        patron = open_patron(desk, now)
        if patron is None:
            return [Outcome(OutcomeKind.NO_CARD)]
        _record_use(desk, now)
    return [_renew(desk, loan) for loan in Loan.objects.open().of(patron).select_related("copy__title__medium")]


@transaction.atomic
def undo(desk: Desk, line: DeskLine) -> Outcome:
    """Undo a line of the desk; refused if the copy has changed since."""
    desk = _lock(desk)
    try:
        line = undoing.undo(line)
    except CirculationRefused as refused:
        return Outcome(OutcomeKind.REFUSED, copy=line.copy, message=str(refused))
    _record_use(desk, line.undone_at)
    return Outcome(OutcomeKind.UNDONE, line=line)


def _lock(desk):
    """Lock the row of the desk; return its current state."""
    return Desk.objects.select_for_update(of=("self",)).select_related("patron").get(pk=desk.pk)


def _record_use(desk, now):
    """Store that the desk was used now; an open card stays open for the next minutes.

    An expired card stays in the row, so that the page can show that, until the next card or `close_card`.
    """
    if open_patron(desk, now):
        desk.open_until = now + CARD_OPEN_TIME
    desk.used_at = now
    desk.save(update_fields=["patron", "open_until", "used_at"])


def _earlier_line(desk, copy, patron, now):
    """Return the line about the same copy a few seconds ago, or None if this scan is a new intention.

    It is a new one if a card was opened after a return, or closed or replaced after a loan.
    """
    last = _recent_lines(desk, now).filter(copy=copy).select_related("loan").first()
    if last is None:
        return None
    lent_to = last.loan.patron_id if last.kind in (_LINE.LENT, _LINE.RENEWED) and last.loan else None
    return last if lent_to == (patron and patron.pk) else None


def _recent_lines(desk, now):
    return desk.lines.filter(undone_at=None, at__gt=now - REPEAT_TIME).newest()


def _repeated(desk, line):
    """Return the outcome of a repeated scan, with the line of the first one."""
    if line.at < desk.used_at:
        desk.used_at = line.at
        desk.save(update_fields=["used_at"])
    return Outcome(OutcomeKind.REPEATED, line=line)


def _lend(desk, copy, patron, now, overrules=False):
    _record_use(desk, now)
    try:
        lent = loans.lend(copy, patron, overrules=overrules)
    except CirculationRefused as refused:
        return Outcome.refused(refused, copy, patron)
    return Outcome(OutcomeKind.LENT, line=undoing.record_loan(desk, lent), patron=patron)


def _take_back(desk, copy, now):
    _record_use(desk, now)
    try:
        returned = loans.take_back(copy)
    except CirculationRefused as refused:
        return Outcome.refused(refused, copy)
    line = undoing.record_return(desk, copy, returned)
    return Outcome(OutcomeKind.RETURNED if returned.loan else OutcomeKind.SHOWN, line=line)


@transaction.atomic
def _renew(desk, loan, overrules=False):
    desk = _lock(desk)
    again = _recent_lines(desk, clock.now()).filter(loan=loan, kind=_LINE.RENEWED).first()
    if again is not None:
        return _repeated(desk, again)
    before = snapshots.of_loan(loan)
    try:
        loan = loans.renew(loan, overrules=overrules)
    except CirculationRefused as refused:
        return Outcome.refused(refused, loan.copy, loan=loan)
    return Outcome(OutcomeKind.RENEWED, line=undoing.record_renewal(desk, loan, before))


def _card(desk, scanned: Scan):
    card = Card.objects.select_related("patron").filter(number=scanned.text).first()
    if card is None:
        return [Outcome(OutcomeKind.CARD_UNKNOWN)]
    if card.blocked_on is not None:
        return [Outcome(OutcomeKind.CARD_BLOCKED, card=card, patron=card.patron)]
    if card.patron is None:
        return [Outcome(OutcomeKind.CARD_BLANK, card=card)]
    return [open_card(desk, card.patron)]


def _copy(desk, scanned: Scan):
    copy = Copy.objects.select_related("title__medium").filter(number=scanned.text).first()
    return process_copy(desk, copy) if copy else [Outcome(OutcomeKind.COPY_UNKNOWN)]


def _choice(patrons=(), copies=(), nothing=OutcomeKind.NOTHING_FOUND):
    patrons, copies = list(patrons), list(copies)
    kind = OutcomeKind.CHOICE if patrons or copies else nothing
    return [Outcome(kind, patrons=patrons, copies=copies)]


_HANDLERS = {
    ScanKind.CARD: _card,
    ScanKind.COPY: _copy,
    ScanKind.ISBN: lambda _desk, scanned: _choice(
        copies=copies_by_isbn(scanned.text), nothing=OutcomeKind.ISBN_UNKNOWN
    ),
    ScanKind.SERIAL: lambda _desk, scanned: _choice(
        patrons_by_serial(scanned.text), copies_by_serial(scanned.text), OutcomeKind.SERIAL_UNKNOWN
    ),
    ScanKind.TEXT: lambda _desk, scanned: _choice(patrons_by_name(scanned.text), copies_by_title(scanned.text)),
    ScanKind.UNREADABLE: lambda _desk, _scanned: [Outcome(OutcomeKind.UNREADABLE)],
    ScanKind.TOO_LONG: lambda _desk, _scanned: [Outcome(OutcomeKind.TOO_LONG)],
}
