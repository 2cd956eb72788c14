"""The month as a calendar for all staff: all entries, drafts and cancelled dates included."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from events.models import Event, Occurrence
from events.staff.preview import all_entries
from kasch_site.common import clock
from kasch_site.common.sections import Entry
from kasch_site.common.text.time_words import month_in_words


@dataclass(frozen=True, slots=True)
class Line:
    """An entry on one of its days, with the address of its page, in the administration if staff may open that."""

    entry: Entry
    url: str
    is_draft: bool


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the calendar, also of the months before and after."""

    day: date
    lines: list[Line]
    is_in_month: bool
    is_today: bool


class CalendarMixin:
    """Mixin of the admin of months with the page of the calendar."""

    def calendar(self, request, year, month):
        """Show a month as a calendar; anybody may see it who may enter the administration."""
        if not clock.FIRST_DAY.year <= year <= clock.LAST_DAY.year or not 1 <= month <= 12:
            raise Http404
        first = date(year, month, 1)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Kalender: %(month)s") % {"month": month_in_words(first)},
            "weeks": weeks(first, may_open=request.user.has_perm("events.view_occurrence")),
            "earlier": _neighbour(clock.previous_month(first)),
            "following": _neighbour(clock.next_month(first)),
            "this_month": calendar_url(clock.today()),
        }
        return TemplateResponse(request, "admin/events/month/calendar.html", context)


def calendar_url(day: date) -> str:
    """Return the address of the calendar of the month of a day."""
    return reverse("admin:month_calendar", args=[day.year, day.month])


def weeks(first: date, *, may_open: bool) -> list[list[CalendarDay]]:
    """Return the weeks of the month that begins on `first`; with `may_open`, dates link to the administration."""
    days = Calendar().monthdatescalendar(first.year, first.month)
    start, end = clock.day_bounds(days[0][0])[0], clock.day_bounds(days[-1][-1])[1]
    lines, today = _lines_by_day(start, end, may_open), clock.today()
    return [
        [CalendarDay(day, lines.get(day, []), day.month == first.month, day == today) for day in week] for week in days
    ]


def _lines_by_day(start, end, may_open) -> dict[date, list[Line]]:
    rows = Occurrence.objects.between(start, end).values_list("pk", "uid", "event")
    dates = {f"events:{uid.hex}": (pk, event) for pk, uid, event in rows}
    drafts = set(Event.objects.exclude(pk__in=Event.objects.published()).values_list("pk", flat=True))
    zone, by_day = get_current_timezone(), {}
    for entry in all_entries(start, end):
        pk, event = dates.get(entry.key, (None, None))
        is_own = pk is not None and may_open
        url = reverse("admin:events_occurrence_change", args=[pk]) if is_own else entry.url
        line = Line(entry, url, event in drafts)
        first, last = entry.days(zone)
        for ordinal in range(max(first, start.date()).toordinal(), min(last, end.date()).toordinal() + 1):
            by_day.setdefault(date.fromordinal(ordinal), []).append(line)
    return by_day


def _neighbour(first):
    is_offered = clock.FIRST_DAY <= first <= clock.LAST_DAY
    return {"name": month_in_words(first), "url": calendar_url(first)} if is_offered else None
