"""The printed plan of a month."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.printing.formats import FORMATS
from events.printing.plans import plan_pdf
from kasch_site.common.export.publisher import site_of
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.not_found import PageNotFound
from kasch_site.common.text.slugs import slug_of
from kasch_site.house.building import building

from .calendar import calendar_range, month_in
from .pdf import pdf_response


@allowed_query_params("format")
@require_safe
def month_plan(request, year, month):
    """Return the plan as a PDF: one sheet A4; `?format=` names another form: `gross`, `a3`, `liste`."""
    first, form = month_in(calendar_range(), year, month), _format(request)
    address = reverse("events:plan", args=[year, month])
    if request.path != address:
        query = request.META.get("QUERY_STRING")
        return redirect(f"{address}?{query}" if query else address, permanent=True)
    return pdf_response(request, plan_pdf(first, form, site_of(request)), _file_name(first, form))


def _format(request):
    form = request.GET.get("format", "a4")
    if form not in FORMATS:
        raise PageNotFound(_("Den Plan gibt es als Blatt in A4, in großer Schrift, als Plakat in A3 und als Liste."))
    return form


def _file_name(first, form):
    """Return a file name that sorts by month: "monatsplan-buergerzentrum-2026-12-gross.pdf"."""
    house = building().house
    name = slug_of(house.short_name, "") if house else ""
    kind = "" if form == "a4" else form
    return "-".join(part for part in (_("monatsplan"), name, f"{first:%Y-%m}", kind) if part) + ".pdf"
