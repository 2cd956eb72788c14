"""The contact page, and the stylesheet with the colours of the sections."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from kasch_site.common import clock
from kasch_site.common.export.jsonld import script_safe
from kasch_site.common.export.publisher import site_of
from kasch_site.house.models import ContactPerson, Room
from kasch_site.house.opening.week import full_week, next_week_plan, section_weeks, special_days
from kasch_site.house.organisation import organisation

from . import colours as section_colours


@require_safe
def contact(request):
    """Show contact people, opening hours and directions."""
    today = clock.today()
    structured_data = organisation(site_of(request), today)
    context = {
        "people": ContactPerson.objects.select_related("picture"),
        "rooms": Room.objects.select_related("picture"),
        "week": full_week(today),
        "change": next_week_plan(today),
        "section_weeks": section_weeks(today),
        "special_days": special_days(today),
        "organisation": SafeString(script_safe(structured_data)) if structured_data else "",
    }
    return render(request, "house/contact.html", context)


@require_safe
def colours(request, digest):
    """Return the section colours as custom properties; the URL changes with the content, and old ones redirect."""
    current = section_colours.digest()
    if digest != current:
        if not current:
            raise Http404
        return redirect("house:colours", current)
    response = HttpResponse(section_colours.stylesheet(), content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response
