"""Public pages of a section, as other pages link to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A link in the main menu."""

    name: str
    url: str


class PageProvider:
    """Has public pages; each method may be left out."""

    def menu(self) -> list[MenuEntry]:
        """Return links for the main menu."""
        return []

    def forms(self) -> list[MenuEntry]:
        """Return public forms for contacting the house, shown on the contact page and in the footer."""
        return []

    def sitemap(self) -> Iterable[tuple[str, datetime | None]]:
        """Return URLs for the sitemap with the time of their last change."""
        return []
