"""Calendar pages: a list from today, a month, a day."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.calendar.corrections import correction
from events.calendar.filters import FILTERS, SUBSCRIBED, Filters, NoSuchFilter, panel
from events.calendar.markers import category_markers
from events.calendar.months import CalendarRange, day_url, monday_of, month_grid, month_url, weekday_names
from events.calendar.notes import notes_on
from events.calendar.programme import DAYS, hits_in_words, matching, programme
from events.calendar.weeks import by_week
from events.models import Occurrence
from events.printing.plan_by_mail import MonthPlan
from events.scheduling.generation import horizon
from kasch_site.common import clock
from kasch_site.common.caching.versions import per_version
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.not_found import PageNotFound
from kasch_site.common.sections import entries, plan_corrections
from kasch_site.common.text.time_words import month_in_words
from kasch_site.house.building import building

MAX_LETTERS = 80  # of a search


@allowed_query_params("ab", "q", *FILTERS)
@require_safe
def event_list(request):
    """Show the entries from today or from the day in `?ab=`; `?q=` searches all future days."""
    today, calendar = clock.today(), calendar_range()
    first = _first_day(request.GET.get("ab"), today, calendar)
    query = request.GET.get("q", "").strip()[:MAX_LETTERS]
    last = calendar.last if query else min(first + timedelta(days=DAYS - 1), calendar.last)
    all_entries = entries(clock.local(first), clock.local(last + timedelta(days=1)))
    filters = _filters(request, all_entries)
    filtered = filters.apply(all_entries)
    shown = matching(filtered, query)
    markers = category_markers()
    page = programme(
        shown,
        first,
        last,
        building().periods,
        today=today,
        address=request.path,
        markers=markers,
        may_end_with_week=not (filters or query),
    )
    since = "" if first == today else first.isoformat()
    context = {
        "page": page,
        "weeks": by_week(page.days, today),
        "hits": hits_in_words(page.entries),
        "words": query,
        **_correction("" if shown else query, filtered, request.path, filters, since),
        "since": since,
        "filters": filters,
        "panel": panel(filters, all_entries, request.path, markers, ab=since, q=query),
        "without_search": request.path + filters.query(ab=since),
        "month_url": month_url(request.path, first),
        "plan_url": f"{month_url(request.path, first)}plan.pdf",
        "subscribe_url": _subscribe_url(filters),
        "is_indexed": not (filters or query or since),
        "next_week": _next_week(page, today, request.path),
        **_further(calendar.day_after(page.last), request.path, filters, query),
    }
    return render(request, "events/event_list.html", context)


def _next_week(page, today, path):
    """Return the link to the next week, if the list begins today and ends before it."""
    monday = monday_of(today) + timedelta(days=7)
    return f"{path}?ab={monday.isoformat()}" if page.first == today and page.last < monday else ""


def _correction(query, entries, path, filters, since):
    """Return a correction of the words of a search without hits, and the link to it."""
    corrected = correction(query, entries)
    return {"correction": corrected, "correction_url": path + filters.query(ab=since, q=corrected)}


def _further(day, path, filters, query):
    """Return the link to the next page of the list; it preserves filters and search."""
    return {"next": day, "next_url": day and path + filters.query(ab=day.isoformat(), q=query)}


@allowed_query_params(*FILTERS)
@require_safe
def month(request, year, month):
    """Show the month as a grid of weeks."""
    calendar, address, today = calendar_range(), reverse("events:list"), clock.today()
    first = month_in(calendar, year, month)
    if request.path != month_url(address, first):
        return _redirect_to_canonical(request, month_url(address, first))
    all_entries = entries(*clock.month_bounds(year, month))
    filters = _filters(request, all_entries)
    shown, zone = filters.apply(all_entries), timezone.get_current_timezone()
    news, markers = plan_corrections(first), category_markers()
    grid = {"today": today, "zone": zone, "address": address, "markers": markers}
    context = {
        "name": month_in_words(first),
        "span": _("im %(month)s") % {"month": month_in_words(first)},
        "hits": hits_in_words(shown),
        "is_empty": not shown,
        "weekdays": weekday_names(),
        "weeks": month_grid(first, shown, building().periods, **grid),
        "filters": filters,
        "panel": panel(filters, all_entries, request.path, markers),
        "plan_url": f"{request.path}plan.pdf",
        "plan_corrections": news,
        # The same change on several days of the month counts once.
        "number_of_changes": len({(change.title, change.text) for change in news}),
        "subscribe_url": _subscribe_url(filters),
        "mail_url": MonthPlan().subscribe_url(),
        **_links_to_other_months(calendar, first, today, address, filters),
    }
    return render(request, "events/event_month.html", context)


def _links_to_other_months(calendar, first, today, address, filters):
    """Return links to adjacent months; they preserve the filters."""
    this_month, query = today.replace(day=1), filters.query()
    return {
        "earlier": _month_link(calendar.month_before(first), first, address, query),
        "later": _month_link(calendar.month_after(first), first, address, query),
        "today_url": f"{'' if first == this_month else month_url(address, today) + query}#heute",
        "list_url": address + filters.query(ab="" if first <= today else first.isoformat()),
    }


@require_safe
def day(request, year, month, day):
    """Show one day. Its URL is printed on plans, so it also works for a day without entries."""
    calendar = calendar_range()
    date_ = _day_in(calendar, year, month, day)
    address = reverse("events:list")
    if request.path != day_url(address, date_):
        return _redirect_to_canonical(request, day_url(address, date_))
    today, periods = clock.today(), building().periods
    page = programme(
        entries(*clock.day_bounds(date_)),
        date_,
        date_,
        periods,
        today=today,
        address=address,
        markers=category_markers(),
    )
    context = {
        "date": date_,
        "page": page,
        "notes": page.days[0].notes if page.days else notes_on(date_, periods),
        "earlier": _day_link(calendar.day_before(date_), address),
        "later": _day_link(calendar.day_after(date_), address),
        "month_url": month_url(address, date_),
        "month_name": month_in_words(date_),
    }
    return render(request, "events/event_day.html", context)


def calendar_range() -> CalendarRange:
    """Return the range of the calendar: from the first date to the last month with generated dates."""
    today = clock.today()
    return CalendarRange.of(min(timezone.localdate(_first_start() or clock.now()), today), horizon(today))


@per_version("events")
def _first_start():
    return Occurrence.objects.first_start()


def month_in(calendar, year, month) -> date:
    """Return the first day of the month; raise 404 with a message if it is invalid or out of range."""
    return _day_in(calendar, year, month, 1, _("Diesen Monat gibt es nicht."))


def _day_in(calendar, year, month, day, sentence="") -> date:
    """Return the day; raise 404 with a message if it is invalid or out of range."""
    try:
        result = date(year, month, day)
    except (ValueError, OverflowError):
        raise PageNotFound(sentence or _("Diesen Tag gibt es nicht.")) from None
    if result not in calendar:
        raise _outside_range(calendar)
    return result


def _first_day(requested, today, calendar):
    if not requested:
        return today
    first = clock.parse_day(requested)
    if first is None:
        raise PageNotFound(_("Diesen Tag gibt es nicht. Ein Tag in der Adresse sieht so aus: 2026-12-24"))
    if first not in calendar:
        raise _outside_range(calendar)
    return first


def _outside_range(calendar):
    months = {"first": month_in_words(calendar.first), "last": month_in_words(calendar.last)}
    return PageNotFound(_("Unser Kalender reicht von %(first)s bis %(last)s.") % months)


def _filters(request, entries):
    try:
        return Filters.read(request.GET, entries)
    except NoSuchFilter as error:
        raise PageNotFound(str(error)) from None


def _subscribe_url(filters):
    """Return the URL of the subscription page, with the current selection at the top."""
    chosen = {name: value for name, value in filters.as_dict().items() if name in SUBSCRIBED}
    return reverse("events:subscribe") + (f"?{urlencode(chosen)}" if len(chosen) == 1 else "")


def _redirect_to_canonical(request, url):
    """Redirect other spellings of a month or day (2026/1/) to the canonical URL."""
    query = request.META.get("QUERY_STRING")
    return redirect(f"{url}?{query}" if query else url, permanent=True)


def _month_link(month, shown, address, query):
    """Return the link to an adjacent month, with the year if it differs."""
    if month is None:
        return None
    name = str(MONTHS[month.month]) if month.year == shown.year else month_in_words(month)
    return {"name": name, "url": month_url(address, month) + query}


def _day_link(day, address):
    return day and {"name": date_format(day, _("D, j. F")), "url": day_url(address, day)}
