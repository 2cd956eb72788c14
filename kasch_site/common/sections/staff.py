"""What a section shows to staff."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Todo:
    """A task for staff, on the index page of the admin; `urgent` ones come first."""

    text: str
    url: str
    urgent: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A setup step for an empty site, in order; done when the records exist."""

    text: str
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class QuickAction:
    """A button on the index page of the admin: "Neue Veranstaltung", "Aushang schreiben", "Plan drucken"."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the staff handbook: its anchor, its title, and its template."""

    anchor: str
    title: str
    template: str
