"""Texts of a section for print: the newspaper and the sheet of the month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PressNote:
    """A heading with lines below it, such as the new books: "Astrid Lindgren: Ronja Räubertochter"."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanNote:
    """A line of a section on the sheet of the month: "Neu im Regal", "Krabat · Momo"."""

    label: str
    text: str


class PlanProvider:
    """Has something for the sheet of the month, in addition to its entries."""

    def plan_notes(self, month: date) -> list[PlanNote]:
        """Return lines about the section for the sheet of the month that begins on `month`; no data of visitors."""
        raise NotImplementedError


class PressProvider:
    """Has something for the printed newspaper, in addition to its entries."""

    def press_notes(self, month: date) -> list[PressNote]:
        """Return what an issue of the month that begins on `month` can print; no data of visitors."""
        raise NotImplementedError
