"""The outcome of a scan at the desk; the texts are in `library.staff.circulation.desk_notices`."""

from dataclasses import dataclass
from enum import Enum

from library.circulation.refusals import CirculationRefused
from library.models import Card, Copy, DeskLine, Loan, Patron


class OutcomeKind(Enum):
    """The action that was performed, or the reason why none was."""

    CARD_OPENED = "card_opened"
    LENT = "lent"
    RETURNED = "returned"
    SHOWN = "shown"  # a copy that was not lent has come back
    RENEWED = "renewed"
    UNDONE = "undone"
    REPEATED = "repeated"  # the same scan again
    LENT_TO_SAME = "lent_to_same"  # the person with the open card has it already
    LENT_TO_OTHER = "lent_to_other"
    REFUSED = "refused"
    CHOICE = "choice"  # of patrons or copies
    NO_CARD = "no_card"
    CARD_UNKNOWN = "card_unknown"
    CARD_BLOCKED = "card_blocked"
    CARD_BLANK = "card_blank"
    MEMBERSHIP_ENDED = "membership_ended"
    COPY_UNKNOWN = "copy_unknown"
    ISBN_UNKNOWN = "isbn_unknown"
    SERIAL_UNKNOWN = "serial_unknown"
    NOTHING_FOUND = "nothing_found"
    UNREADABLE = "unreadable"
    TOO_LONG = "too_long"


_GOOD = frozenset(
    {
        OutcomeKind.CARD_OPENED,
        OutcomeKind.LENT,
        OutcomeKind.RETURNED,
        OutcomeKind.SHOWN,
        OutcomeKind.RENEWED,
        OutcomeKind.UNDONE,
        OutcomeKind.REPEATED,
    }
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a scan or button. `line` is the stored line of the desk; the other fields are the records
    concerned.
    """

    kind: OutcomeKind
    line: DeskLine | None = None
    patron: Patron | None = None
    copy: Copy | None = None
    loan: Loan | None = None
    card: Card | None = None
    message: str = ""
    can_overrule: bool = False
    patrons: tuple[Patron, ...] | list[Patron] = ()
    copies: tuple[Copy, ...] | list[Copy] = ()

    @classmethod
    def refused(cls, refused: CirculationRefused, copy: Copy, patron: Patron | None = None, loan: Loan | None = None):
        """Return the outcome of a refusal."""
        kind, message = OutcomeKind.REFUSED, str(refused)
        return cls(kind, copy=copy, patron=patron, loan=loan, message=message, can_overrule=refused.can_overrule)

    @property
    def is_good(self) -> bool:
        """Return whether the action was performed and requires no decision."""
        return self.kind in _GOOD
