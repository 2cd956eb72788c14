"""The library in figures: page, CSV and PDF, without names."""

from django.contrib import admin
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.admin.lists import ReadOnlyMixin
from kasch_site.common.admin.statistics import chosen_year
from kasch_site.common.export import csv
from kasch_site.common.export.download import download
from kasch_site.common.export.rounding import NOTE
from kasch_site.common.printing.statistics_tables import StatisticsTable, statistics_pdf
from kasch_site.house.building import building
from kasch_site.visitors.staff import require
from library import statistics
from library.models import Loan
from library.statistics import YearStatistics

from .permissions import sees_statistics

# More titles than anybody withdraws on one day.
MAX_NEVER_LENT = 200


@admin.register(Loan)
class LoanAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Statistics instead of a list of loans, so that staff cannot see who has borrowed what."""

    keeps_drafts = False

    def has_module_permission(self, request):
        return sees_statistics(request.user)

    def has_view_permission(self, request, obj=None):
        return obj is None and sees_statistics(request.user)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("csv/<int:year>/", view(self.statistics_csv), name="library_statistics_csv"),
            path("pdf/<int:year>/", view(self.statistics_pdf), name="library_statistics_pdf"),
            path("nie-ausgeliehen/", view(self.never_lent), name="library_never_lent"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        """Show the statistics of a year; `?jahr=` selects it."""
        require(sees_statistics(request.user))
        all_years = statistics.years()
        year = chosen_year(request, all_years)
        figures = statistics.year_statistics(year)
        context = {
            "year": year,
            "years": all_years,
            "tables": [_for_page(key, table) for key, table in _tables(figures)],
            "facts": _facts(figures),
            "never_lent": figures.never_lent,
            "note": NOTE,
        }
        return self._page(request, _title(year), "statistics", context)

    def never_lent(self, request):
        """Show the titles that were never lent, as many as fit on a page."""
        require(sees_statistics(request.user))
        titles = list(
            statistics.never_lent(clock.today()).prefetch_related("copies", "languages")[: MAX_NEVER_LENT + 1]
        )
        context = {"titles": titles[:MAX_NEVER_LENT], "has_more": len(titles) > MAX_NEVER_LENT, "most": MAX_NEVER_LENT}
        return self._page(request, _("Nie ausgeliehen"), "never_lent", context)

    def statistics_csv(self, request, year):
        """Return the tables of a year as one CSV file, one below the other."""
        figures = self._year_statistics(request, year)
        return download(csv.csv_file(_rows(figures)), csv.CONTENT_TYPE, f"{gettext('bibliothek-zahlen')}-{year}.csv")

    def statistics_pdf(self, request, year):
        """Return the statistics as a tagged PDF."""
        figures = self._year_statistics(request, year)
        tables = [_facts_table(figures), *(table for _key, table in _tables(figures))]
        pdf = statistics_pdf(str(_title(year)), tables, str(NOTE), "", building().house, clock.today())
        return download(pdf, "application/pdf", f"{gettext('bibliothek-zahlen')}-{year}.pdf")

    def _year_statistics(self, request, year):
        require(sees_statistics(request.user))
        if year not in statistics.years():
            raise Http404
        return statistics.year_statistics(year)

    def _page(self, request, title, template, context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"admin/library/{template}.html", context)


def _title(year):
    return _("Bibliothek in Zahlen: %(year)d") % {"year": year}


def _facts(figures: YearStatistics):
    """Return the figures of a year shown beside the tables, as pairs of label and value."""
    patrons = gettext("nicht gezählt") if figures.patrons is None else figures.patrons
    hours = ngettext("%(hours)d Stunde an %(days)d Tagen", "%(hours)d Stunden an %(days)d Tagen", figures.open_hours)
    return [
        (_("Leserinnen und Leser, die da waren"), patrons),
        (_("Geöffnet, nach den heutigen Zeiten"), hours % {"hours": figures.open_hours, "days": figures.open_days}),
        (_("Titel, die seit einem Jahr da sind und nie ausgeliehen wurden"), figures.never_lent),
    ]


def _facts_table(figures):
    return StatisticsTable(gettext("Das Jahr"), [gettext("Was"), gettext("Zahl")], _facts(figures))


def _tables(figures: YearStatistics) -> list[tuple[str, StatisticsTable]]:
    """Return the tables of a year, each with its key."""
    by_one = [
        ("alter", _("Ausleihen nach Alter"), _("Für wen"), figures.by_age),
        ("sprachen", _("Ausleihen nach Sprachen"), _("Sprache"), figures.by_language),
        ("themen", _("Ausleihen nach Themen"), _("Thema"), figures.by_subject),
    ]
    return [
        ("bestand", _stock_table(figures)),
        ("monate", _month_table(figures.by_month)),
        *((key, _one_table(name, corner, table)) for key, name, corner, table in by_one),
    ]


def _stock_table(figures):
    columns = [_("Art"), _("Bestand am Jahresende"), _("dazugekommen"), _("ausgesondert"), _("Ausleihen")]
    *lines, total = [
        [kind.name, kind.stock, kind.added, kind.withdrawn, kind.loans] for kind in (*figures.kinds, figures.total)
    ]
    return StatisticsTable(gettext("Bestand und Ausleihen"), columns, lines, total)


def _month_table(table):
    columns = [_("Monat"), *table.rows, _("Summe")]
    cells = zip(*table.cells, strict=True) if table.cells else [()] * len(table.columns)
    lines = [
        [date_format(month, "F"), *line, total]
        for month, line, total in zip(table.columns, cells, table.column_totals, strict=True)
    ]
    return StatisticsTable(
        gettext("Ausleihen nach Monaten"), columns, lines, [_("Summe"), *table.row_totals, table.total]
    )


def _one_table(name, corner, table):
    lines = [[row, *cells] for row, cells, _total in table.lines()]
    return StatisticsTable(str(name), [corner, _("Ausleihen")], lines)


def _for_page(key, table):
    return {"key": key, "name": table.name, "head": table.columns, "lines": table.rows, "foot": table.total}


def _rows(figures):
    for table in (_facts_table(figures), *(table for _key, table in _tables(figures))):
        yield [table.name]
        yield table.columns
        yield from table.rows
        if table.total:
            yield table.total
        yield []
    yield [NOTE]
