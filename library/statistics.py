"""Statistics without persons: loans by month, subject, age and language, titles never lent, and yearly tables.

They add up existing loans and the counts of erased ones (`LoanCount`), so that no history of loans is needed. Loans and
patrons are rounded (`rounding`), because a small number could identify somebody; titles and copies are exact.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, DateField, Exists, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.export import rounding
from kasch_site.house.building import building
from library.circulation.loans.due_dates import SECTION

from .models import ActivePatronCount, Copy, Loan, LoanCount, MediumKind, Title

# A title that is newer has had no chance yet.
NEVER_LENT_AFTER = timedelta(days=365)
GERMAN = _("Deutsch")
WITHOUT_SUBJECT = _("ohne Thema")
# For whom titles are, by the age they begin at; the age of a patron is not stored.
_AGES = ((_("Kinder bis 6 Jahre"), 6), (_("Kinder von 7 bis 12 Jahren"), 12), (_("Jugendliche"), 18))
ADULTS = _("Erwachsene")


@dataclass(frozen=True, slots=True)
class MediumStatistics:
    """The figures of one kind of medium in a year: exact numbers of copies, rounded numbers of loans."""

    name: str
    stock: int
    added: int
    withdrawn: int
    loans: int


@dataclass(frozen=True, slots=True)
class YearStatistics:
    """The statistics of a year. `patrons` is None for years without a count."""

    year: int
    by_month: rounding.Table
    by_subject: rounding.Table
    by_age: rounding.Table
    by_language: rounding.Table
    kinds: tuple[MediumStatistics, ...]
    total: MediumStatistics
    patrons: int | None
    open_hours: int
    open_days: int
    never_lent: int


def year_statistics(year: int) -> YearStatistics:
    """Return the statistics of a year; its number of queries does not depend on the stock."""
    kinds = list(MediumKind.objects.values_list("name", flat=True))
    months = [date(year, month, 1) for month in range(1, 13)]
    counts = _by_kind_and_month(year)
    hours = _open_hours(year)
    of_kinds = _kinds(year, kinds, counts)
    return YearStatistics(
        year,
        by_month=rounding.table(kinds, months, [[counts.get((kind, month), 0) for month in months] for kind in kinds]),
        by_subject=_by_property(year, lambda title: Coalesce(f"{title}__subjects__name", Value(str(WITHOUT_SUBJECT)))),
        by_age=_by_property(year, _age_group, [*(name for name, _last in _AGES), ADULTS]),
        by_language=_by_property(year, lambda title: Coalesce(f"{title}__languages__name", Value(str(GERMAN)))),
        kinds=of_kinds,
        total=_total(of_kinds, sum(counts.values())),
        patrons=_patrons(year),
        open_hours=round(sum(hours)),
        open_days=len(hours),
        never_lent=never_lent(clock.today()).count(),
    )


def years() -> list[int]:
    """Return the years from the first loan to the current one, newest first."""
    current = clock.today().year
    loan = Loan.objects.order_by("lent_at").values_list("lent_at", flat=True).first()
    month = LoanCount.objects.order_by("month").values_list("month", flat=True).first()
    first = min([current, *(moment.year for moment in (loan, month) if moment)])
    return list(range(current, first - 1, -1))


def never_lent(today: date) -> QuerySet[Title]:
    """Return the titles that have been in stock for at least a year and were never lent."""
    is_lent = Exists(Loan.objects.filter(copy__title=OuterRef("pk")))
    was_lent = Exists(LoanCount.objects.filter(title=OuterRef("pk")))
    stock = Title.objects.filter(Exists(Copy.objects.in_stock().filter(title=OuterRef("pk"))))
    return stock.filter(~is_lent, ~was_lent, added_on__lt=today - NEVER_LENT_AFTER).in_german_order()


def _loans_of(year):
    start, end = clock.local(date(year, 1, 1)), clock.local(date(year + 1, 1, 1))
    return Loan.objects.filter(lent_at__gte=start, lent_at__lt=end).order_by()


def _counts_of(year):
    return LoanCount.objects.filter(month__year=year).order_by()


def _by_kind_and_month(year) -> dict[tuple[str, date], int]:
    month = TruncMonth("lent_at", output_field=DateField())
    loans = _loans_of(year).annotate(begun=month).values_list("copy__title__medium__name", "begun")
    counts = _counts_of(year).values_list("title__medium__name", "month")
    return _summed(loans, counts)


def _summed(loans, counts) -> dict:
    """Return the number of loans of each group, existing and erased ones together, in one query."""
    total: Counter = Counter()
    loans, counts = loans.annotate(loans=Count("pk")), counts.annotate(loans=Sum("number"))
    for *group, number in loans.union(counts, all=True):
        total[tuple(group) if len(group) > 1 else group[0]] += number
    return total


def _by_property(year, expression, order=None) -> rounding.Table:
    """Return the loans of a year by a property of the title, the most frequent first, or in the `order` of names.

    `expression(title)` returns the expression of the property; `title` is the lookup of the title.
    """
    loans = _loans_of(year).annotate(group=expression("copy__title")).values_list("group")
    counts = _summed(loans, _counts_of(year).annotate(group=expression("title")).values_list("group"))
    names = [str(name) for name in order] if order else sorted(counts, key=lambda key: (-counts[key], key))
    return rounding.table(names, [_("Ausleihen")], [[counts.get(name, 0)] for name in names])


def _age_group(title):
    groups = [When(**{f"{title}__age_from__lte": last}, then=Value(str(name))) for name, last in _AGES]
    return Case(*groups, default=Value(str(ADULTS)))


def _kinds(year, kinds, loans):
    first, last = date(year, 1, 1), date(year, 12, 31)
    here = Q(added_on__lte=last) & (Q(withdrawn_on=None) | Q(withdrawn_on__gt=last))
    copies = (
        Copy.objects.order_by()
        .values_list("title__medium__name")
        .annotate(
            stock=Count("pk", filter=here),
            added=Count("pk", filter=Q(added_on__range=(first, last))),
            withdrawn=Count("pk", filter=Q(withdrawn_on__range=(first, last))),
        )
    )
    counts = {kind: numbers for kind, *numbers in copies}
    lent = {kind: sum(number for (name, _month), number in loans.items() if name == kind) for kind in kinds}
    return tuple(MediumStatistics(kind, *counts.get(kind, (0, 0, 0)), rounding.rounded(lent[kind])) for kind in kinds)


def _total(kinds, loans):
    copies = [sum(getattr(kind, key) for kind in kinds) for key in ("stock", "added", "withdrawn")]
    return MediumStatistics(str(_("Summe")), *copies, rounding.rounded(loans))


def _patrons(year):
    count = ActivePatronCount.objects.filter(year=year).values_list("count", flat=True).first()
    return None if count is None else rounding.rounded(count)


def _open_hours(year):
    """Return the opening hours of each open day of the library, as recorded now."""
    here, day, hours = building(), date(year, 1, 1), []
    while day.year == year:
        spans = here.section_hours_on(SECTION, day)
        if spans:
            hours.append(sum(_minutes(closes) - _minutes(opens) for opens, closes in spans) / 60)
        day += timedelta(days=1)
    return hours


def _minutes(at):
    return at.hour * 60 + at.minute
