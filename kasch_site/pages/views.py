"""The staff's pages in every language, and the form to report a barrier."""

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_safe

from kasch_site.common.admin.publishing.draft_preview import not_cacheable, preview_kind
from kasch_site.common.forms.guard import public_form
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.groups.models import Group
from kasch_site.house.models import Milestone
from kasch_site.visitors.web.counted import counted, refusal_status

from . import barriers
from .forms import ReportBarrierForm, local_path
from .models import Page


@require_safe
def page(request, slug):
    """Show a page in German; `?vorschau=1` shows a draft to staff."""
    return _show(request, settings.LANGUAGE_CODE, slug)


@require_safe
def foreign_page(request, language, slug):
    """Show a page in another language, with the frame around it in that language too."""
    with translation.override(language):
        return _show(request, language, slug)


def _show(request, language, slug):
    preview = preview_kind(request, Page)
    pages = Page.objects.all() if preview else Page.objects.published()
    found = get_object_or_404(pages.select_related("picture").at(language, slug))
    context = {"page": found, "preview": preview, "is_public": found.is_published(), "milestones": [], "projects": []}
    context["documents"] = found.documents.all()
    if found.role == Page.Role.ABOUT:
        context["milestones"] = Milestone.objects.all()
        context["projects"] = Group.objects.projects().select_related("picture")
    if found.picture and found.picture.file:
        context["preview_image"] = found.picture.file.url
    response = render(request, "pages/page_detail.html", context)
    return not_cacheable(response) if preview else response


@allowed_query_params("seite")
@public_form
@counted(shows_refusal=True)
def report_barrier(request):
    """Show the form to report a barrier; `?seite=` has the path of the page that the visitor came from."""
    if request.method != "POST":
        form = ReportBarrierForm(initial={"where": local_path(request.GET.get("seite", ""))})
        return render(request, "pages/report_barrier.html", {"form": form})
    form = ReportBarrierForm(request.POST)
    status = refusal_status(request, form)
    if status:
        return render(request, "pages/report_barrier.html", {"form": form}, status=status)
    barriers.report(**form.cleaned_data, message_id=form.message_id())
    return redirect("pages:barrier_reported")


@require_safe
def barrier_reported(request):
    """Thank the visitor and say what happens next."""
    return render(request, "pages/report_barrier_done.html")
