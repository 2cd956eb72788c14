"""The list of dates by day: special properties, occupancy, and buttons to change a date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from events.models import Occurrence
from events.recurrence.descriptions import short_day_of, time_in_words
from kasch_site.common import clock
from kasch_site.common.text.time_words import day_of_week_in_words

from ..filters import DifferentFilter, MonthFilter, PlaceFilter, RoomFilter, SpecialDayFilter, TimeFilter
from ..registration import search as registrations


@dataclass(frozen=True, slots=True)
class DateRow:
    """A row of the list: the date, its cells, and the form of the row if there is one."""

    date: Occurrence
    cells: list


@dataclass(frozen=True, slots=True)
class DayGroup:
    """The rows of one day below its heading, which is "" if the list is not sorted by time."""

    heading: str
    rows: list[DateRow]


class DateListMixin:
    """Mixin for the ModelAdmin of dates with the columns and filters of its list."""

    list_display = ["when", "shown_title", "where", "state"]
    list_display_links = ["when", "shown_title"]
    list_filter = [MonthFilter, TimeFilter, "status", DifferentFilter, PlaceFilter, SpecialDayFilter, RoomFilter]
    list_select_related = ["event__room", "event__registration_settings", "series", "room", "capacity"]
    empty_value_display = ""
    list_per_page = 60
    search_fields = ["title", "event__title", "reason", "place"]
    search_help_text = _("Sucht im Titel, im Grund und im Ort.")
    ordering = ["starts_at"]

    def get_queryset(self, request):
        return registrations.with_numbers(super().get_queryset(request))

    def get_list_display(self, request):
        """Return the columns; the number of registrants is a link for those who may see the names."""
        if not request.user.has_perm("events.view_registration"):
            return self.list_display
        return [*self.list_display[:-1], "state_with_names"]

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.may_change = self.has_change_permission(request)
        return changelist

    @admin.display(description=_("wann"), ordering="starts_at")
    def when(self, date):
        """Return day and time; below the heading of its day the list shows the time alone."""
        time = time_in_words(date.starts_at, date.ends_at, date.is_all_day)
        return format_html('<span class="day">{}, </span>{}', short_day_of(date), time)

    @admin.display(description=_("Titel"), ordering="event__title")
    def shown_title(self, date):
        """Return the title of the date."""
        return date.shown_title

    @admin.display(description=_("Raum oder Ort"))
    def where(self, date):
        """Return the place."""
        return date.place or date.room or date.event.place or date.event.room or _("fehlt noch")

    @admin.display(description=_("Stand"), ordering="status")
    def state(self, date):
        """Return the special properties of the date, and its occupancy."""
        return _state(date, registrations.occupancy(date))

    @admin.display(description=_("Stand"), ordering="status")
    def state_with_names(self, date):
        """Return `state` with a link to the names of the registrants."""
        words = registrations.occupancy(date)
        address = reverse("admin:registration_date", args=[date.pk])
        return _state(date, words and format_html('<a href="{}">{}</a>', address, words))


def _state(date, occupancy):
    """Return that a date is cancelled and why, or differs from its series, and its occupancy."""
    parts = [occupancy] if occupancy else []
    if date.is_cancelled:
        text = _("entfällt: %(reason)s") % {"reason": date.reason} if date.reason else _("entfällt")
        parts.insert(0, format_html('<strong class="list-missing">{}</strong>', text))
    elif date.is_different and date.series_id:
        parts.insert(0, _("weicht ab"))
    return format_html_join(mark_safe("<br>"), "{}", ([part] for part in parts))


def by_day(changelist, results: Iterable) -> list[DayGroup]:
    """Return the rows of the list in groups of one day; in one group if they are sorted by something else."""
    rows = [DateRow(date, cells) for date, cells in zip(changelist.result_list, results, strict=True)]
    if ORDER_VAR in changelist.params:
        return [DayGroup("", rows)]
    today = clock.today()
    return [DayGroup(day, list(group)) for day, group in groupby(rows, lambda row: _heading(row.date, today))]


def _heading(date, today):
    """Return the heading above a date: "Heute, Samstag, 28. November", or that it has begun before today."""
    day = timezone.localdate(date.starts_at)
    if day < today and date.ends_at > clock.now():
        return str(_("Hat schon begonnen"))
    words = day_of_week_in_words(day) if day.year == today.year else f"{day_of_week_in_words(day)} {day.year}"
    if day == today:
        return _("Heute, %(day)s") % {"day": words}
    if day == today + timedelta(days=1):
        return _("Morgen, %(day)s") % {"day": words}
    return words
