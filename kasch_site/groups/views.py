"""Who meets here: the list and a page for each."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, render

from kasch_site.common import clock
from kasch_site.common.rooms import entries

from .models import Group


def group_list(request):
    """All published groups, projects and partners."""
    return render(request, "groups/group_list.html", {"groups": Group.objects.published()})


def group(request, slug):
    """One group with its next dates, from whatever part of the house."""
    found = get_object_or_404(Group.objects.published().select_related("picture"), slug=slug)
    now = clock.now()
    dates = entries(now, now + timedelta(days=120), group=found.slug)
    return render(request, "groups/group_detail.html", {"group": found, "dates": dates[:8]})
