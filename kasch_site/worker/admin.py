"""Jobs in the admin: queued and failed ones, with reasons and a retry."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kasch_site.common.admin.lists import ListOnlyMixin

from . import execution
from .jobs import title_of
from .models import Job

REFRESH = 3  # seconds between two refreshes of a running job
STATES = dict(Job.Status.choices)


class StateFilter(admin.SimpleListFilter):
    title = _("Zustand")
    parameter_name = "zustand"

    def lookups(self, request, model_admin):
        return list(STATES.items())

    def queryset(self, request, queryset):
        return queryset.in_state(self.value()) if self.value() in STATES else queryset


@admin.register(Job)
class JobAdmin(ListOnlyMixin, admin.ModelAdmin):
    keeps_drafts = False
    list_display = ("title", "state", "enqueued", "ended", "failure")
    list_filter = (StateFilter,)
    ordering = ("-enqueued_at",)
    actions = ("try_again", "dismiss")

    def get_queryset(self, request):
        return super().get_queryset(request).for_staff()

    def get_urls(self):
        view = self.admin_site.admin_view(self.progress)
        return [path("<uuid:job_id>/fortschritt/", view, name="worker_jobprogress"), *super().get_urls()]

    @admin.display(description=_("Arbeit"))
    def title(self, job):
        return title_of(job.task_path)

    @admin.display(description=_("Zustand"), ordering="status")
    def state(self, job):
        if job.status != "RUNNING":
            return STATES[job.status]
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:worker_jobprogress", args=[job.pk]), progress_text(job)
        )

    @admin.display(description=_("gewünscht"), ordering="enqueued_at")
    def enqueued(self, job):
        return job.enqueued_at

    @admin.display(description=_("beendet"), ordering="finished_at", empty_value="")
    def ended(self, job):
        return job.finished_at

    @admin.display(description=_("Was war los?"))
    def failure(self, job):
        if job.status != "FAILED":
            return ""
        if job.error == "killed":
            return _("Der Prozess ist mehrmals mitten in der Arbeit beendet worden.")
        return _("Ein Fehler im Programm: %(error)s") % {"error": job.error}

    @admin.action(description=_("Noch einmal versuchen"), permissions=["change"])
    def try_again(self, request, queryset):
        count = sum(execution.try_again(job) for job in queryset)
        text = ngettext(
            "Eine Arbeit wird noch einmal versucht.", "%(count)d Arbeiten werden noch einmal versucht.", count
        )
        if not count:
            text = _("Nur was misslungen ist, kann man noch einmal versuchen.")
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    @admin.action(description=_("Von der Liste nehmen"), permissions=["change"])
    def dismiss(self, request, queryset):
        count = sum(execution.dismiss(job) for job in queryset)
        text = ngettext(
            "Eine misslungene Arbeit ist von der Liste genommen.",
            "%(count)d misslungene Arbeiten sind von der Liste genommen.",
            count,
        )
        if not count:
            text = _("Nur was misslungen ist, kann man von der Liste nehmen.")
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    def progress(self, request, job_id):
        """Show the progress of one job; the page refreshes itself without a script.

        `?ruhig=1` turns the refresh off (WCAG 2.2, 2.2.2).
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        job = get_object_or_404(self.get_queryset(request), pk=job_id)
        is_unfinished = job.status in ("READY", "RUNNING")
        context = {
            **self.admin_site.each_context(request),
            "title": title_of(job.task_path),
            "job": job,
            "progress": job if job.total else None,
            "progress_text": progress_text(job),
            "failure": self.failure(job),
            "is_unfinished": is_unfinished,
            "is_quiet": "ruhig" in request.GET,
            "is_worker_missing": is_unfinished and execution.is_worker_missing(),
        }
        response = TemplateResponse(request, "admin/worker/progress.html", context)
        if is_unfinished and not context["is_quiet"]:
            response["Refresh"] = str(REFRESH)
        return response


def progress_text(job) -> str:
    """Return the state of a job as text: "läuft: 3 von 20"."""
    if job.status == "RUNNING" and job.total:
        return _("läuft: %(done)d von %(total)d") % {"done": job.done, "total": job.total}
    return STATES[job.status]
