"""Cards, windows and highlights of a section on the start page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock

from .base import Section
from .entry import Entry, first_of_each_title
from .pages import MenuEntry


@dataclass(frozen=True, slots=True)
class Window:
    """A window of the facade on the start page: an offer, lit while something related is running."""

    name: str
    url: str
    app: str
    is_lit: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A section on the start page: a heading in its colour and `content`, rendered by its own template."""

    app: str
    name: str
    url: str
    more: str
    template: str
    content: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Highlight:
    """The date that leads a month: its entry, a sentence about it, and a `common.Picture` or None."""

    entry: Entry
    text: str
    picture: models.Model | None


class StartPageProvider:
    """Shows something on the start page; each method may be left out."""

    def windows(self, now: datetime, entries: list[Entry]) -> list[Window]:
        """Return windows of the facade, most important first.

        `entries` are those of all sections, for today and the next weeks, so that a window needs no query of its own.
        """
        return []

    def card(self, now: datetime, entries: list[Entry]) -> Card | None:
        """Return the card, or None."""
        return None

    def highlight(self, now: datetime) -> Highlight | None:
        """Return the next date that leads its month, or None."""
        return None

    def primary_actions(self, now: datetime) -> list[MenuEntry]:
        """Return buttons for the top; the first one of all sections becomes the primary action."""
        return []


def agenda_card(section: Section, now: datetime, entries: list[Entry]) -> Card | None:
    """Return a card with the next entries of a section after today, each title once; None if there are none."""
    tomorrow = clock.day_bounds(timezone.localdate(now))[1]
    own = (entry for entry in entries if entry.app == section.key and not entry.is_cancelled)
    upcoming = first_of_each_title(entry for entry in own if entry.starts_at >= tomorrow)
    if not upcoming:
        return None
    name, url = str(section.name), f"/{section.url_prefix}"
    return Card(section.key, name, url, _("Alle ansehen"), "components/card_agenda.html", {"upcoming": upcoming[:5]})
