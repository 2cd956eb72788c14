"""The dates of a section, and the effects of closing the house on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .entry import Entry


@dataclass(frozen=True, slots=True)
class PlanCorrection:
    """A correction to the printed plan; `when` is its position on the plan, `url` leads to the full list."""

    title: str
    url: str
    when: datetime
    text: str = ""


class CalendarProvider:
    """Has entries: dates, open consultations."""

    def entries(self, start: datetime, end: datetime, *, group: str | None = None) -> list[Entry]:
        """Return entries in [start, end), cancelled ones included, optionally of one group (its slug) only."""
        raise NotImplementedError


class ClosingProvider:
    """Is affected if the house is closed."""

    def effects_of_closing(self, first: date, last: date) -> list[Entry]:
        """Return the planned entries affected by closing the house from `first` to `last` (inclusive).

        They are cancelled and remain visible; where the effect is a different one, `difference` describes it.
        """
        raise NotImplementedError

    def close(self, first: date, last: date, reason: str) -> int:
        """Cancel the entries of `effects_of_closing`, each by its own rules; return their number."""
        raise NotImplementedError


class PlanCorrectionProvider:
    """Knows what has changed since the plan of a month was printed."""

    def plan_corrections(self, month: date) -> list[PlanCorrection]:
        """Return corrections to the printed plan of the month that begins on `month`, in the order of the plan."""
        raise NotImplementedError
