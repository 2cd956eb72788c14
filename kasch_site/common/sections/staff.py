"""Tasks, actions and chapters of a section for staff."""

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
    """A chapter of the staff handbook: its anchor, its title, and its template.

    The pages of `models` ("events.event") link to it. It is listed first for accounts that may see one of them, or have
    one of the `permissions`; with neither it is for all.
    """

    anchor: str
    title: str
    template: str
    models: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()


class StaffProvider:
    """Has work for staff; each method may be left out."""

    def todo(self, user) -> list[Todo]:
        """Return the tasks of this member of staff, limited by their permissions."""
        return []

    def quick_actions(self, user) -> list[QuickAction]:
        """Return frequent actions of this member of staff, limited by their permissions."""
        return []

    def first_page(self, user) -> str:
        """Return the URL of the page that this member of staff sees after the login; "" for the usual one."""
        return ""

    def first_steps(self) -> list[FirstStep]:
        """Return setup steps for an empty site."""
        return []
