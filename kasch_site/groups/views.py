"""Public pages of groups: the list and a page for each."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kasch_site.common import clock
from kasch_site.common.admin.publishing.draft_preview import not_cacheable, preview_kind
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.not_found import PageNotFound
from kasch_site.common.sections import Entry, entries
from kasch_site.common.text.fact_words import facts_by_name
from kasch_site.house.building import section_name

from .confirmation import is_stale
from .models import Group
from .selection import Selection, UnknownSelection

DATES_AHEAD = timedelta(days=120)
DATES_SHOWN = 8
FACTS = ("cost", "signup", "access")


def common_facts(dates: list[Entry]) -> list[str]:
    """Return what the dates of a group cost, whether one registers, and access, as far as it is the same for all."""
    if not dates:
        return []
    lines = [facts_by_name(date.facts) for date in dates]
    return [lines[0][name] for name in FACTS if name in lines[0] and len({facts.get(name) for facts in lines}) == 1]


@allowed_query_params("art", "sprache")
@require_safe
def group_list(request):
    """Show published groups, projects and partners, all or filtered by links."""
    try:
        selection = Selection.of(request.GET)
    except UnknownSelection as error:
        raise PageNotFound(_("Diese Auswahl gibt es nicht. In der Liste aller Gruppen finden Sie alles.")) from error
    return render(
        request,
        "groups/group_list.html",
        {"name": _name(), "selection": selection, "sections": selection.sections()},
    )


def _name():
    """Return the name of the section, as it is in the menu."""
    return section_name("groups", _("Gruppen"))


@require_safe
def group(request, slug):
    """Show one group with its next dates from all sections; `?vorschau=1` shows a draft to staff."""
    preview = preview_kind(request, Group)
    groups = Group.objects.all() if preview else Group.objects.published()
    shown = get_object_or_404(groups.select_related("picture").prefetch_related("languages"), slug=slug)
    now = clock.now()
    dates = entries(now, now + DATES_AHEAD, group=shown.slug)[:DATES_SHOWN]
    context = {
        "group": shown,
        "name": _name(),
        "dates": dates,
        "facts": common_facts(dates),
        "is_stale": is_stale(shown),
        "preview": preview,
        "is_public": shown.is_published(),
        "preview_title": shown.name,
        "preview_text": shown.summary,
        "preview_image": shown.picture.file.url if shown.picture and shown.picture.file else "",
    }
    response = render(request, "groups/group_detail.html", context)
    return not_cacheable(response) if preview else response
