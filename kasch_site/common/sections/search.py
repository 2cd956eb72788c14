"""The records of a section that can be searched."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True, slots=True)
class SearchText:
    """The texts by which a record is found and shown in a list of hits. They are public: no data of visitors.

    `names` are those of persons: as "Erich Kästner" or "Kästner, Erich". They are neither stemmed nor split.
    `numbers` are found as a whole, such as an ISBN, in any of its spellings. `order` sorts hits that are equally good;
    without it they are sorted by series and volume, then by title.
    """

    title: str
    url: str
    subtitle: str = ""
    names: tuple[str, ...] = ()
    series: str = ""
    volume: str = ""
    subjects: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    text: str = ""
    summary: str = ""  # shown below the title, and found like the text
    language: str = "de"
    order: str = ""


class SearchKind:
    """A model whose records can be found; see `SearchProvider`.

    `follows` names models whose changes change what a record is found by, each with the lookup from the record to it:
    `{"counselling.Situation": "situations"}`. Relations of the model itself to many others need no entry.
    """

    model: str  # "pages.Page"
    name: str  # heading of a group of hits, "Seiten"
    follows: dict[str, str] = {}

    def records(self) -> models.QuerySet:
        """Return all records, public or not, with all that `search_text` reads."""
        raise NotImplementedError

    def public(self) -> models.QuerySet:
        """Return the records that residents may find at this moment."""
        raise NotImplementedError

    def search_text(self, record: models.Model) -> SearchText:
        """Return what a record is found by."""
        raise NotImplementedError


class SearchProvider:
    """Has records that residents search for."""

    search_kinds: tuple[SearchKind, ...] = ()
