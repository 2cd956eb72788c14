"""The content of the desk page: the last outcome, the lines of the day, and the patron of the open card."""

from dataclasses import dataclass
from datetime import timedelta

from kasch_site.common import clock
from library.circulation.desk.outcomes import Outcome, OutcomeKind
from library.models import Card, Desk, DeskLine, Hold, Loan, Patron

from .desk_notices import KIND_OF_LINE, DeskNotice, notice_of

MAX_LINES = 30
MAX_LISTED = 8  # loans of the person whose card is open


def lines_of(desk: Desk | None, now) -> list[DeskLine]:
    """Return the lines of the desk of today, latest first."""
    if desk is None:
        return []
    rows = desk.lines.filter(at__gte=now - timedelta(days=1)).newest()
    return list(rows.select_related("loan__patron", "hold").with_titles()[:MAX_LINES])


def last_event(desk: Desk | None, lines: list[DeskLine], patron: Patron | None) -> list[DeskNotice]:
    """Return the notices of the last event at the desk: its lines, what was undone, or the opened card."""
    if desk is None:
        return []
    # The desk stores the time first, then the lines.
    at_once = [line for line in reversed(lines) if line.at >= desk.used_at and line.undone_at is None]
    undone = [line for line in lines if line.undone_at and line.undone_at >= desk.used_at]
    outcomes = [Outcome(KIND_OF_LINE[line.kind], line=line) for line in at_once]
    outcomes += [Outcome(OutcomeKind.UNDONE, line=line) for line in undone]
    if not outcomes and patron:
        outcomes = [Outcome(OutcomeKind.CARD_OPENED, patron=patron)]
    return [notice_of(outcome) for outcome in outcomes]


@dataclass(frozen=True, slots=True)
class PatronPanel:
    """The right column: loans, overdue loans, and holds of the patron."""

    patron: Patron
    card: Card | None  # the valid one
    loans: list[Loan]
    new: int
    overdue: list[Loan]
    holds: list[Hold]
    ready: list[Hold]

    @classmethod
    def of(cls, patron: Patron, card: Card | None) -> "PatronPanel":
        """Return the panel of a patron with their valid card; makes two queries."""
        today = clock.today()
        start = clock.local(today)
        loans = list(Loan.objects.open().of(patron).with_titles())
        holds = list(Hold.objects.open().filter(patron=patron).with_titles().with_place())
        return cls(
            patron=patron,
            card=card,
            loans=loans,
            new=sum(loan.lent_at >= start for loan in loans),
            overdue=[loan for loan in loans if loan.due_on < today],
            holds=[hold for hold in holds if hold.state == Hold.State.WAITING],
            ready=[hold for hold in holds if hold.state == Hold.State.READY],
        )

    @property
    def older(self) -> int:
        """Return the number of loans from earlier days."""
        return len(self.loans) - self.new

    @property
    def not_overdue(self) -> list[Loan]:
        """Return the loans that are due today or later, ordered by due date."""
        return [loan for loan in self.loans if loan not in self.overdue]

    @property
    def most(self) -> int:
        """Return the number of listed loans; the page of the patron lists all."""
        return MAX_LISTED

    @property
    def unlisted(self) -> int:
        """Return the number of loans that are not listed."""
        return max(0, len(self.not_overdue) - MAX_LISTED)
