"""The numbers of a year on paper, as a tagged PDF (PDF/UA-1). Uses no request and no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import printable_text
from .compiling import compile_pdf

TEMPLATE = Path(__file__).with_name("statistics_tables.typ").read_bytes()


@dataclass(frozen=True, slots=True)
class StatisticsTable:
    """A table on paper: its name, its head, its lines, each with a name first, and its total, or nothing."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence]
    total: Sequence = ()


def statistics_pdf(title: str, tables: Iterable[StatisticsTable], note: str, nothing: str, house, today: date) -> bytes:
    """Return the tables as a PDF; "Stand" is `today`.

    `house` has a `name` and an `operator`, or is None. `nothing` is printed if the first table has no lines.
    """
    return compile_pdf(TEMPLATE, content(title, tables, note, nothing, house, today), today)


def content(title: str, tables: Iterable[StatisticsTable], note: str, nothing: str, house, today: date) -> dict:
    """Return the text of the PDF."""
    return {
        "language": translation.get_language().partition("-")[0],
        "title": title,
        "author": printable_text.clean(house.operator) if house else "",
        "house": printable_text.fitted(house.name) if house else "",
        "operator": printable_text.fitted(house.operator) if house else "",
        "as_of": _("Stand: %(day)s") % {"day": date_format(today, "j. F Y")},
        "sample": _("Mit Beispieldaten") if settings.IS_DEMO else "",
        "note": note,
        "page": _("Seite %(page)s von %(pages)s").replace("%(page)s", "\0").replace("%(pages)s", "\0").split("\0"),
        "nothing": nothing,
        "tables": [
            {
                "name": table.name,
                "columns": [str(column) for column in table.columns],
                "rows": [_line(row) for row in table.rows],
                "total": _line(table.total) if table.total else [],
            }
            for table in tables
        ],
    }


def _line(row):
    name, *cells = row
    return [printable_text.fitted(str(name)), *map(str, cells)]
