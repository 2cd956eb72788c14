"""What a section has for the printed newspaper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PressNote:
    """A heading with lines below it, such as the new books: "Astrid Lindgren: Ronja Räubertochter"."""

    heading: str
    lines: tuple[str, ...]


class PressProvider:
    """Has something for the printed newspaper, in addition to its entries."""

    def press_notes(self, month: date) -> list[PressNote]:
        """Return what an issue of the month that begins on `month` can print; no data of visitors."""
        raise NotImplementedError
