"""What a section shows on the start page and in the menu."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


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
class NewsItem:
    """A news line for the start page and mails."""

    title: str
    url: str
    when: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A link in the main menu."""

    name: str
    url: str
