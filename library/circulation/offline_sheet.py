"""Enter the loans and returns that were written on paper while no computer was available, with their times.

All lines are entered or none: if one contradicts the stored data, nothing is written, and each line has its error. A
sheet that is entered twice has the effect of one. Limits and queues are not checked, because the copies have been lent
already.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.text.time_words import clock_time, short_day
from library.circulation.loans import loans
from library.circulation.loans.due_dates import due_on, loan_days_of
from library.models import Card, Copy, Hold, LendingRules, Loan

from .locks import lock_all
from .refusals import CirculationRefused

# An older sheet is more likely a wrong date. Shorter than `library.retention.LOAN_RETENTION`: a loan that
# was erased since must not come back from a sheet of paper.
OLDEST = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sheet: a copy that was lent with a card at a time, or, without a card, returned."""

    at: datetime
    copy_number: str
    card_number: str = ""

    @property
    def is_out(self) -> bool:
        """Return whether the copy was lent."""
        return bool(self.card_number)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The effect of a line, or the reason why it cannot be entered."""

    row: Row
    text: str
    is_wrong: bool = False
    copy: Copy | None = None
    hold: Hold | None = None  # the copy is ready for this hold now


def preview(rows: list[Row]) -> list[Verdict]:
    """Return the effect of entering these lines, without writing anything."""
    return _run(rows, is_preview=True)


def enter(rows: list[Row]) -> list[Verdict]:
    """Enter these lines in the order of their times; return their effects. If one is wrong, nothing is written."""
    return _run(rows, is_preview=False)


def _run(rows, *, is_preview):
    with transaction.atomic():
        _lock(rows)
        order = sorted(range(len(rows)), key=lambda index: rows[index].at)
        verdicts = {index: _try(rows[index]) for index in order}
        if is_preview or any(verdict.is_wrong for verdict in verdicts.values()):
            transaction.set_rollback(True)
    return [verdicts[index] for index in range(len(rows))]


def _lock(rows):
    """Lock the patrons and titles of all lines before the first one is entered."""
    patrons = Card.objects.filter(number__in=[row.card_number for row in rows]).exclude(patron=None)
    titles = Copy.objects.filter(number__in=[row.copy_number for row in rows])
    lent_to = Loan.objects.open().filter(copy__in=titles.values("pk"))
    lock_all(
        patrons=[*patrons.values_list("patron", flat=True), *lent_to.values_list("patron", flat=True)],
        titles=titles.values_list("title", flat=True),
    )


def _try(row) -> Verdict:
    copy = Copy.objects.select_related("title__medium").filter(number=row.copy_number).first()
    try:
        with transaction.atomic():
            if copy is None:
                raise CirculationRefused(_("Dieses Buch gibt es nicht. Bitte prüfen Sie die Nummer."))
            _refuse_implausible_times(row)
            text, hold = (_lend(row, copy), None) if row.is_out else _take_back(row, copy)
    except CirculationRefused as refused:
        return Verdict(row, str(refused), is_wrong=True, copy=copy)
    return Verdict(row, text, copy=copy, hold=hold)


def _refuse_implausible_times(row):
    now = clock.now()
    if row.at > now:
        raise CirculationRefused(_("Diese Zeit liegt in der Zukunft."))
    if row.at < now - OLDEST:
        raise CirculationRefused(_("Das ist mehr als fünf Tage her. Bitte prüfen Sie den Tag."))


def _lend(row, copy):
    card = Card.objects.select_related("patron").filter(number=row.card_number, patron__isnull=False).first()
    if card is None:
        raise CirculationRefused(_("Diesen Ausweis gibt es nicht. Bitte prüfen Sie die Nummer."))
    if Loan.objects.filter(copy=copy, patron=card.patron, lent_at=row.at).exists():
        return _("schon eingetragen")
    # Loans and returns after this time contradict the paper.
    later = Loan.objects.filter(copy=copy).filter(Q(lent_at__gte=row.at) | Q(returned_at__gt=row.at))
    newer = later.order_by("lent_at").first()
    if newer is not None:
        _refuse_newer(newer)
    loan = loans.lend(copy, card.patron, overrules=True).loan
    loan.lent_at = row.at
    loan.due_on = due_on(localdate(row.at), loan_days_of(copy.title.medium, LendingRules.current()))
    loan.save(update_fields=["lent_at", "due_on"])
    return _("ausgeliehen bis %(day)s") % {"day": short_day(loan.due_on)}


def _take_back(row, copy):
    if Loan.objects.filter(copy=copy, lent_at__lte=row.at, returned_at__gte=row.at).exists():
        return _("schon zurück"), Hold.objects.ready().filter(copy=copy).first()
    newer = Loan.objects.filter(copy=copy, lent_at__gt=row.at).order_by("lent_at").first()
    if newer is not None:
        _refuse_newer(newer)
    returned = loans.take_back(copy)
    loan = returned.loan
    if loan is None:
        return _("war nicht ausgeliehen, ist wieder da"), returned.hold
    loan.returned_at = row.at
    loan.save(update_fields=["returned_at"])
    return _("zurückgegeben"), returned.hold


def _refuse_newer(loan):
    when = localtime(loan.lent_at)
    values = {"day": short_day(when.date()), "time": clock_time(when)}
    raise CirculationRefused(_("Seitdem wurde es schon ausgeliehen: %(day)s, %(time)s Uhr.") % values)
