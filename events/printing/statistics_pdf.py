"""The yearly statistics of events on paper, as a tagged PDF (PDF/UA-1)."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.registration.statistics.statistics import Totals, YearTable
from kasch_site.common.printing import statistics_tables
from kasch_site.common.printing.statistics_tables import StatisticsTable
from kasch_site.house.building import Building


def statistics_pdf(table: YearTable, columns: list[str], building: Building, today: date) -> bytes:
    """Return the statistics of a year by event and by month as a PDF; "Stand" is `today`."""
    return statistics_tables.statistics_pdf(*_parts(table, columns), building.house, today)


def content(table: YearTable, columns: list[str], building: Building, today: date) -> dict:
    """Return the text of the PDF."""
    return statistics_tables.content(*_parts(table, columns), building.house, today)


def _parts(table, columns):
    """Return title, tables, note, and the text for a year without past dates."""
    total = _line(_("Summe"), table.total)
    months = [_line(date_format(month, "F"), tally) for month, tally in table.months]
    events = [_line(title, tally) for title, tally in table.events]
    return (
        _("Veranstaltungen %(year)d in Zahlen") % {"year": table.year},
        [
            StatisticsTable(_("Nach Monaten"), [_("Monat"), *columns], months, total),
            StatisticsTable(_("Nach Veranstaltungen"), [_("Veranstaltung"), *columns], events, total),
        ],
        _("Nicht gezählt: Termine, die stattfanden und bei denen niemand gezählt hat. Namen stehen hier nicht."),
        _("In diesem Jahr ist noch kein Termin vorbei."),
    )


def _line(name: str, tally: Totals) -> list[str]:
    return [name, *map(str, tally.cells)]
