"""Admin filters for the lists of events and dates."""

import re

from dateutil.relativedelta import relativedelta
from django.contrib import admin
from django.db.models import Q
from django.utils.dates import MONTHS_AP
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events.models import Series
from events.scheduling.generation import MONTHS_AHEAD, horizon, special_days
from kasch_site.common import clock
from kasch_site.house.models import Room, SpecialPeriod

# Past months offered in lists of past dates.
MONTHS_BACK = 12
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class OptionFilter(admin.SimpleListFilter):
    """Filter defined by a table: parameter value -> (label, function of a queryset)."""

    options = {}

    def lookups(self, request, model_admin):
        return [(word, label) for word, (label, _choose) in self.options.items()]

    def queryset(self, request, queryset):
        choice = self.options.get(self.value())
        return choice[1](queryset) if choice else queryset


class NextDateFilter(OptionFilter):
    title = _("Termine")
    parameter_name = "termine"
    options = {
        "kommen": (_("hat noch Termine"), lambda events: events.filter(next_start__isnull=False)),
        "keine": (_("hat keine mehr"), lambda events: events.filter(next_start=None)),
        "nie": (_("veröffentlicht, aber noch nie ein Termin"), lambda events: events.without_dates()),
    }


class EndingSeriesFilter(OptionFilter):
    title = _("Serie")
    parameter_name = "serie"
    options = {
        "endet": (_("endet bald"), lambda events: events.filter(pk__in=Series.objects.ending_soon().values("event")))
    }


class UndescribedPictureFilter(OptionFilter):
    title = _("Bild")
    parameter_name = "bild"
    options = {"stumm": (_("ohne Bildbeschreibung"), lambda events: events.with_undescribed_picture())}


class MonthFilter(admin.SimpleListFilter):
    """Filter by month, from this one to the last with generated dates; past months where staff list past dates.

    Displayed above the list, not among the filters, because staff use it for paging.
    """

    title = _("Monat")
    parameter_name = "monat"
    template = "admin/events/occurrence/months.html"
    stands_alone = True

    def lookups(self, request, model_admin):
        today = clock.today()
        months = [
            today.replace(day=1) + relativedelta(months=number) for number in range(-MONTHS_BACK, MONTHS_AHEAD + 1)
        ]
        time_filter = request.GET.get(TimeFilter.parameter_name)
        shown = {"vorbei": months[: MONTHS_BACK + 1], "alle": months}.get(time_filter, months[MONTHS_BACK:])
        return [(f"{month:%Y-%m}", _month_in_words(month, month == shown[0])) for month in shown]

    def queryset(self, request, queryset):
        """Filter by any valid month, also one that is not offered; an invalid month has no effect."""
        choice = _MONTH.fullmatch(self.value() or "")
        if not choice:
            return queryset
        start, end = clock.month_bounds(int(choice[1]), int(choice[2]))
        return queryset.filter(starts_at__gte=start, starts_at__lt=end)


def _month_in_words(month, is_first):
    """Return "Nov. 2026", then "Dez.", "Jan. 2027": with a visible year only where it begins."""
    css = "" if is_first or month.month == 1 else "visually-hidden"
    return format_html('{} <span class="{}">{}</span>', MONTHS_AP[month.month], css, month.year)


class TimeFilter(OptionFilter):
    """Filter that shows future dates by default."""

    title = _("Zeit")
    parameter_name = "zeit"
    shows_all = "alle"
    options = {
        "vorbei": (_("vorbei"), lambda dates: dates.exclude(ends_at__gt=clock.now())),
        "alle": (_("alle"), lambda dates: dates),
    }

    def choices(self, changelist):
        default, *others = super().choices(changelist)
        return [{**default, "display": _("was noch kommt")}, *others]

    def queryset(self, request, queryset):
        return super().queryset(request, queryset) if self.value() in self.options else queryset.upcoming()


class DifferentFilter(OptionFilter):
    title = _("von Hand")
    parameter_name = "abweichend"
    options = {"ja": (_("weicht von der Serie ab"), lambda dates: dates.different())}


class PlaceFilter(OptionFilter):
    title = _("Raum oder Ort")
    parameter_name = "ort"
    options = {"fehlt": (_("fehlt noch"), lambda dates: dates.without_place().planned())}


class RoomFilter(admin.SimpleListFilter):
    """Filter by the room of a date: its own, or else that of its event."""

    title = _("Raum")
    parameter_name = "raum"

    def lookups(self, request, model_admin):
        return list(Room.objects.values_list("pk", "name"))

    def queryset(self, request, queryset):
        chosen = {str(key): key for key, _name in self.lookup_choices}.get(self.value())
        return queryset.in_room(chosen) if chosen else queryset


class SpecialDayFilter(OptionFilter):
    """Filter for dates of series on holidays and closing days, so that staff can decide about each."""

    title = _("besondere Tage")
    parameter_name = "tag"
    options = {
        "feiertag": (_("an Feiertagen"), lambda dates: _on(dates, SpecialPeriod.Kind.PUBLIC_HOLIDAY)),
        "ferien": (_("in den Schulferien"), lambda dates: _on(dates, SpecialPeriod.Kind.SCHOOL_HOLIDAY)),
        "schliesstag": (_("an Schließtagen"), lambda dates: _on(dates, SpecialPeriod.Kind.CLOSED)),
    }


def _on(dates, kind):
    today = clock.today()
    days = Q(pk__in=[])
    for period in special_days(today, horizon(today)):
        if period.kind == kind:
            days |= Q(slot__range=(period.first_day, period.last_day))
    return dates.filter(days)
