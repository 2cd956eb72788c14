"""The yearly statistics on paper, as a tagged PDF (PDF/UA-1)."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.registration.statistics import Tally, YearTable
from kasch_site.common.printing import printable_text
from kasch_site.common.printing.compiling import compiled
from kasch_site.house.building import Building

TEMPLATE = Path(__file__).with_name("statistics.typ").read_bytes()


def numbers_pdf(table: YearTable, columns: list[str], building: Building, today: date) -> bytes:
    """Return the statistics of a year by event and by month as a PDF; "Stand" is `today`."""
    return compiled(TEMPLATE, content(table, columns, building, today), today)


def content(table: YearTable, columns: list[str], building: Building, today: date) -> dict:
    """Return the text of the PDF."""
    house = building.house
    title = _("Veranstaltungen %(year)d in Zahlen") % {"year": table.year}
    total = _line(_("Summe"), table.total)
    return {
        "language": translation.get_language().partition("-")[0],
        "title": title,
        "author": printable_text.clean(house.operator) if house else "",
        "house": printable_text.fitted(house.name) if house else "",
        "operator": printable_text.fitted(house.operator) if house else "",
        "as_of": _("Stand: %(day)s") % {"day": date_format(today, "j. F Y")},
        "sample": _("Mit Beispieldaten") if settings.IS_DEMO else "",
        "note": _(
            "Nicht gezählt: Termine, die stattfanden und bei denen niemand gezählt hat. Namen stehen hier nicht."
        ),
        "page": _("Seite %(page)s von %(pages)s").replace("%(page)s", "\0").replace("%(pages)s", "\0").split("\0"),
        "nothing": _("In diesem Jahr ist noch kein Termin vorbei."),
        "tables": [
            {
                "name": _("Nach Monaten"),
                "columns": [_("Monat"), *columns],
                "rows": [_line(date_format(month, "F"), tally) for month, tally in table.months],
                "total": total,
            },
            {
                "name": _("Nach Veranstaltungen"),
                "columns": [_("Veranstaltung"), *columns],
                "rows": [_line(title, tally) for title, tally in table.events],
                "total": total,
            },
        ],
    }


def _line(name: str, tally: Tally) -> list[str]:
    return [printable_text.fitted(name), *map(str, tally.cells)]
