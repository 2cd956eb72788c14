"""Documents of the site search."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A document of the site search. Must never contain a person who did not ask to be found."""

    key: str
    title: str
    text: str
    url: str
    language: str = "de"
