"""The reading list as a page, and as a printable slip with the shelves."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kasch_site.common.forms.query_params import allowed_query_params
from library.catalogue.reading_list import PARAM
from library.models import Title

from .opening import opening_today
from .rows import KeptParams, rows_of


@allowed_query_params(PARAM)
@require_safe
def reading_list(request):
    """Show the titles whose numbers are in the URL, in the order in which they were added."""
    kept = KeptParams.read(request)
    by_key = Title.objects.published().for_display().in_bulk(kept.numbers)
    titles = [by_key[number] for number in kept.numbers if number in by_key]
    rows = rows_of(titles, kept, reverse("library:reading_list"), {})
    context = {"rows": rows, "kept": kept, "missing": len(kept.numbers) - len(rows), "opening": opening_today()}
    return render(request, "library/reading_list.html", context)
