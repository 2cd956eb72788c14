"""Typeset the plan of a month in any of its forms from entries, without a database."""

from datetime import date

from events.printing import content as list_content
from events.printing.formats import LIST_KEY
from events.printing.sheet import content as sheet_content
from events.printing.sheet.typesetting import typeset_sheet
from events.printing.typesetting import typeset
from kasch_site.common.sections import Entry
from kasch_site.house.building import Building

SITE = "https://haus.example"


def typeset_plan(form: str, month: date, entries: list[Entry], building: Building, day: date, **highlight) -> bytes:
    """Return the plan in this form as a PDF dated `day`; `highlight` are the arguments about its highlight.

    Callers in tests without a database set the providers of notes to none: `without_notes`.
    """
    if form == LIST_KEY:
        return typeset(list_content.content(month, entries, building, SITE), day)
    return typeset_sheet(sheet_content.sheet_content(month, entries, building, SITE, **highlight), form, day)


def without_notes(monkeypatch) -> None:
    """Let no section add notes, opening hours or a name of its own: they are read from the database."""
    monkeypatch.setattr(sheet_content, "providers", lambda _kind: ())
    monkeypatch.setattr(sheet_content, "week", lambda _day: [])
    monkeypatch.setattr(sheet_content, "section_name", lambda key, default: default)
