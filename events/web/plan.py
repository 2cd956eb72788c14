"""The printed plan of a month."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.printing.cached_plans import finished_plan
from events.printing.content import content
from events.printing.formats import FORMATS
from kasch_site.common import clock
from kasch_site.common.export.publisher import site_of
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.not_found import PageNotFound
from kasch_site.common.sections import entries
from kasch_site.common.text.slugs import slug_of
from kasch_site.house.building import building

from .calendar import calendar_range, month_in
from .pdf import pdf_response


@allowed_query_params("format")
@require_safe
def month_plan(request, year, month):
    """Return the plan as a PDF: A4, with `?format=gross` in large print, with `?format=a3` as a poster."""
    first, format_ = month_in(calendar_range(), year, month), _format(request)
    address = reverse("events:plan", args=[year, month])
    if request.path != address:
        query = request.META.get("QUERY_STRING")
        return redirect(f"{address}?{query}" if query else address, permanent=True)
    month_entries = entries(*clock.month_bounds(year, month))
    pdf = finished_plan(content(first, month_entries, building(), site_of(request), format_), format_, clock.today())
    return pdf_response(request, pdf, _file_name(first, format_))


def _format(request):
    format_ = FORMATS.get(request.GET.get("format", "a4"))
    if format_ is None:
        raise PageNotFound(_("Den Plan gibt es in A4, in großer Schrift und als Plakat in A3."))
    return format_


def _file_name(first, format_):
    """Return a file name that sorts by month: "monatsplan-buergerzentrum-2026-12-gross.pdf"."""
    house = building().house
    name = slug_of(house.short_name, "") if house else ""
    kind = "" if format_.key == "a4" else format_.key
    return "-".join(part for part in (_("monatsplan"), name, f"{first:%Y-%m}", kind) if part) + ".pdf"
