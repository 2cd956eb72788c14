"""Attendance entry and yearly statistics for funders: as page, as CSV, as PDF."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.printing.statistics_pdf import statistics_pdf
from events.registration.statistics.attendance import (
    count,
    lock_head_counts,
    others_to_count,
    recently_counted,
    to_count,
)
from events.registration.statistics.statistics import YearTable, year_table, years
from kasch_site.common import clock
from kasch_site.common.admin.optimistic_locking.merging import page_context
from kasch_site.common.admin.shown_again import is_shown_again
from kasch_site.common.admin.statistics import chosen_year
from kasch_site.common.export import csv
from kasch_site.common.export.download import download
from kasch_site.house.building import building
from kasch_site.visitors.staff import require

from .forms import CountForm
from .pages import RegistrationPagesMixin

COLUMNS = [_("Termine"), _("Entfallen"), _("Waren da"), _("Angemeldet"), _("Nicht gezählt")]


class StatisticsMixin(RegistrationPagesMixin):
    """Pages without personal data."""

    @method_decorator(transaction.atomic)
    def count(self, request):
        """Show and save the attendance of recent dates on one page; empty fields remain open."""
        require(request.user.has_perm("events.change_headcount"))
        data = request.POST if request.method == "POST" else None
        if data is not None:
            lock_head_counts()
        parts = {
            "forms": [CountForm(data, occurrence=date) for date in to_count()],
            "others": [CountForm(data, occurrence=date) for date in others_to_count()],
            "lately": [CountForm(data, occurrence=date, came=date.head_count.came) for date in recently_counted()],
        }
        forms = [form for part in parts.values() for form in part]
        # Validate all forms, so that all errors are shown at once.
        are_valid = [form.is_valid() for form in forms]
        if data is not None and all(are_valid) and not is_shown_again(request):
            return self._save_counts(request, forms)
        context = {
            **parts,
            **page_context(forms),
            "all_forms": forms,
            "has_errors": any(form.errors for form in forms),
        }
        return self.render_page(request, _("Wie viele waren da?"), "count", context)

    def _save_counts(self, request, forms):
        changed = [form for form in forms if form.has_changed()]
        for form in changed:
            count(form.occurrence, form.cleaned_data["came"])
        text = ngettext("Eine Zahl ist gespeichert.", "%(count)d Zahlen sind gespeichert.", len(changed))
        text = text if changed else _("Sie haben nichts eingetragen.")
        self.message_user(request, text % {"count": len(changed)}, messages.SUCCESS if changed else messages.INFO)
        return HttpResponseRedirect(reverse("admin:registration_count"))

    def statistics_view(self, request):
        """Show the statistics of a year; `?jahr=` selects another."""
        self._require_permission(request)
        all_years = years()
        year = chosen_year(request, all_years)
        context = {
            "tables": _tables(year_table(year)),
            "year": year,
            "years": all_years,
            "is_current_year": year == clock.today().year,
        }
        return self.render_page(request, _("Zahlen für Förderer: %(year)d") % {"year": year}, "statistics", context)

    def statistics_csv(self, request, year):
        """Return each event in each month as CSV."""
        table = self._table(request, year)
        return download(csv.csv_file(_rows(table)), csv.CONTENT_TYPE, f"{_('zahlen')}-{year}.csv")

    def statistics_pdf(self, request, year):
        """Return the statistics as a tagged PDF."""
        table = self._table(request, year)
        pdf = statistics_pdf(table, [str(column) for column in COLUMNS], building(), clock.today())
        return download(pdf, "application/pdf", f"{_('zahlen')}-{year}.pdf")

    def _table(self, request, year) -> YearTable:
        self._require_permission(request)
        if year not in years():
            raise Http404
        return year_table(year)

    def _require_permission(self, request):
        require(request.user.has_perm("events.view_headcount"))


def _tables(table):
    """Return the tables of the page; none if no date of the year is over."""
    months = [(date_format(month, "F"), tally) for month, tally in table.months]
    by_name = [
        ("months", _("Nach Monaten"), _("Monat"), months),
        ("events", _("Nach Veranstaltungen"), _("Veranstaltung"), table.events),
    ]
    return [_table(*each, table.total) for each in by_name if months]


def _table(key, name, corner, rows, total):
    lines = [[label, *tally.cells] for label, tally in rows]
    return {"key": key, "name": name, "head": [corner, *COLUMNS], "lines": lines, "foot": [_("Summe"), *total.cells]}


def _rows(table):
    yield [_("Veranstaltung"), _("Monat"), *COLUMNS]
    for title, month, tally in table.rows:
        yield [title, date_format(month, "F Y"), *tally.cells]
    yield [_("Summe"), str(table.year), *table.total.cells]
