"""Statistics for funders, and the access log: pages without names."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from counselling import permissions
from counselling.models import ConsultationCount, ScheduleRule, Topic
from counselling.statistics import YearStatistics, set_walk_ins, year_statistics, years
from kasch_site.common import clock
from kasch_site.common.admin.optimistic_locking.merging import page_context
from kasch_site.common.admin.shown_again import is_shown_again
from kasch_site.common.admin.statistics import chosen_year
from kasch_site.common.export import csv
from kasch_site.common.export.download import download
from kasch_site.common.export.rounding import NOTE
from kasch_site.house.models import Language
from kasch_site.visitors.staff import require

from .desk.forms import WalkInForm


class StatisticsMixin:
    """The statistics of a year as tables, chart and CSV; the numbers of the walk-in hours."""

    def statistics_view(self, request):
        """Show the statistics of a year; `?jahr=` selects it."""
        self._require_permission(request)
        all_years = years()
        year = chosen_year(request, all_years)
        statistics = year_statistics(year)
        context = {
            "year": year,
            "years": all_years,
            "missed_rate": statistics.missed_rate,
            "tables": _tables(statistics),
            "bars": _bars(statistics),
            "note": NOTE,
        }
        return self._page(request, _("Beratung in Zahlen: %(year)d") % {"year": year}, "statistics", context)

    def statistics_csv(self, request, year):
        """Return the tables of a year as one CSV file, one below the other."""
        self._require_permission(request)
        if year not in years():
            raise Http404
        name = f"{_gettext('beratung-zahlen')}-{year}.csv"
        return download(csv.csv_file(_rows(year_statistics(year))), csv.CONTENT_TYPE, name)

    @method_decorator(transaction.atomic)
    def walk_ins(self, request):
        """Edit the number of walk-in visitors of the previous and the current month."""
        self._require_permission(request)
        month = _month(request.GET.get("monat", ""))
        topics = list(Topic.objects.filter(schedule_rules__kind=ScheduleRule.Kind.WALK_IN).distinct())
        if request.method == "POST":
            list(
                Topic.objects.select_for_update(no_key=True)
                .filter(pk__in=[topic.pk for topic in topics])
                .order_by("pk")
            )
        saved_counts = ConsultationCount.objects.filter(month=month, outcome=ConsultationCount.Outcome.WALK_IN)
        saved_counts = dict(saved_counts.values_list("topic", "count"))
        form = WalkInForm(request.POST or None, topics=topics, month=month, saved_counts=saved_counts)
        if request.method == "POST" and form.is_valid() and not is_shown_again(request):
            for topic, count in form.counts():
                set_walk_ins(month, topic, count)
            self.message_user(request, _("Gespeichert. Danke fürs Zählen!"), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:counselling_statistics"))
        context = {"form": form, "month": month, "months": _two_months(), "has_errors": bool(form.errors)}
        context |= page_context([form])
        return self._page(request, _("Offene Sprechstunden: Wie viele waren da?"), "walk_ins", context)

    def _require_permission(self, request):
        require(request.user.has_perm(permissions.STATISTICS))


def _tables(statistics: YearStatistics):
    """Return each table with its heading and row labels."""
    outcomes = _label(ConsultationCount.Outcome)
    return [
        _table("monate", _("Beraten: nach Themen und Monaten"), _("Thema"), statistics.by_month, str, _short_month),
        _table("ergebnis", _("Nach Themen und Ergebnis"), _("Thema"), statistics.by_outcome, str, outcomes),
        _table(
            "verlauf",
            _("Nach Monaten und Ergebnis"),
            _("Monat"),
            statistics.months_and_outcomes,
            _long_month,
            outcomes,
        ),
        _table("sprachen", _("Nach Sprachen"), _("Dolmetschen"), statistics.by_language, _language_words(), outcomes),
    ]


def _table(key, name, corner, table, row_words, column_words):
    lines = [[row_words(row), *cells, total] for row, cells, total in table.lines()]
    foot = [_("Summe"), *table.column_totals, table.total]
    head = [corner, *map(column_words, table.columns), _("Summe")]
    return {"key": key, "name": name, "head": head, "lines": lines, "foot": foot}


def _bars(statistics: YearStatistics):
    """Return the chart: number of persons advised in each month, with bar lengths from 0 to 20."""
    totals = statistics.by_month.column_totals
    most = max(totals)
    return [
        (_long_month(month), total, round(20 * total / most) if most else 0)
        for month, total in zip(statistics.by_month.columns, totals, strict=True)
    ]


def _rows(statistics: YearStatistics):
    for table in _tables(statistics):
        yield [table["name"]]
        yield table["head"]
        yield from table["lines"]
        yield table["foot"]
        yield [NOTE]
        yield []


def _label(choices):
    return lambda value: choices(value).label


def _short_month(month):
    return date_format(month, "M")


def _long_month(month):
    return date_format(month, "F")


def _language_words():
    """Return a function from the code of a language to its name; German needs no interpreter, so it has no code."""
    names = dict(Language.objects.values_list("code", "name"))
    return lambda code: names.get(code, code) or _gettext("Deutsch")


def _two_months():
    current = clock.today().replace(day=1)
    return [clock.previous_month(current), current]


def _month(value):
    return next((month for month in _two_months() if month.isoformat() == value), _two_months()[1])
