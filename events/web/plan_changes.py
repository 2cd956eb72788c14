"""Changes since the plan of a month was printed: as a page, and as a sheet to display beside the plan."""

from datetime import date

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.calendar.months import month_url
from events.planning.change_descriptions import by_day, lines, number_of_changes
from events.planning.printed_plans import ChangesSincePrint, since_print
from events.printing.change_sheet import content, sheet
from kasch_site.common import clock
from kasch_site.common.export.publisher import site_of
from kasch_site.common.not_found import PageNotFound
from kasch_site.common.text.time_words import month_in_words
from kasch_site.house.building import building

from .pdf import pdf_response


@require_safe
def changes(request, year, month):
    """Show added, moved, relocated and cancelled entries by day, as on the printed plan."""
    first, since = _since(year, month)
    address = reverse("planning:changes", args=[year, month])
    if request.path != address:
        return redirect(address, permanent=True)
    change_lines = lines(since)
    context = {
        "name": month_in_words(first),
        "since": since,
        "days": by_day(change_lines),
        "number_of_changes": number_of_changes(change_lines),
        "month_url": month_url(reverse("events:list"), first),
        "list_url": reverse("events:list"),
        "sheet_url": reverse("planning:sheet", args=[year, month]),
        "is_over": clock.today() >= clock.next_month(first),
    }
    return render(request, "events/planning/changes.html", context)


@require_safe
def changes_sheet(request, year, month):
    """Return the same list as a PDF."""
    first, since = _since(year, month)
    address = reverse("planning:sheet", args=[year, month])
    if request.path != address:
        return redirect(address, permanent=True)
    page = site_of(request) + reverse("planning:changes", args=[year, month])
    pdf = sheet(content(first, since, building(), page), clock.today())
    name = f"{_('monatsplan')}-{first:%Y-%m}-{_('aenderungen')}.pdf"
    return pdf_response(request, pdf, name)


def _since(year, month) -> tuple[date, ChangesSincePrint]:
    """Return the month and its changes; raise 404 with a message if there are none."""
    try:
        first = date(year, month, 1)
    except (ValueError, OverflowError):
        raise PageNotFound(_("Diesen Monat gibt es nicht.")) from None
    since = since_print(first)
    if since is None:
        text = _("Der Plan für %(month)s ist noch nicht gedruckt. Was im Kalender steht, gilt.")
        raise PageNotFound(text % {"month": month_in_words(first)})
    return first, since
