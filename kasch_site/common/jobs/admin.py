"""The staff's view of the background work: what waits, what failed and why, and another try."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult

from . import working
from .models import Job
from .titles import title_of

# The library's own page speaks to programmers.
admin.site.unregister(DBTaskResult)


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    list_display = ("what", "state", "asked_for", "ended", "trouble")
    list_filter = ("status",)
    list_display_links = None
    ordering = ("-enqueued_at",)
    actions = ("try_again",)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("progress").defer("traceback")

    @admin.display(description=_("Arbeit"))
    def what(self, job):
        return title_of(job.task_path)

    @admin.display(description=_("Zustand"), ordering="status")
    def state(self, job):
        words = {
            "READY": _("wartet"),
            "RUNNING": _("läuft"),
            "FAILED": _("misslungen"),
            "SUCCESSFUL": _("erledigt"),
        }[job.status]
        progress = getattr(job, "progress", None)
        if job.status == "RUNNING" and progress:
            return _("läuft: %(done)d von %(total)d") % {"done": progress.done, "total": progress.total}
        return words

    @admin.display(description=_("gewünscht"), ordering="enqueued_at")
    def asked_for(self, job):
        return job.enqueued_at

    @admin.display(description=_("beendet"), ordering="finished_at")
    def ended(self, job):
        return job.finished_at

    @admin.display(description=_("Was war los?"))
    def trouble(self, job):
        if job.status != "FAILED":
            return ""
        if job.exception_class_path == "killed":
            return _("Der Prozess ist mehrmals mitten in der Arbeit beendet worden.")
        last_line = job.traceback.strip().rpartition("\n")[2]
        return _("Ein Fehler im Programm: %(error)s") % {"error": last_line.rpartition("JobFailed: ")[2][:120]}

    @admin.action(description=_("Noch einmal versuchen"), permissions=["change"])
    def try_again(self, request, queryset):
        count = sum(working.try_again(job) for job in queryset)
        text = ngettext(
            "Eine Arbeit wird noch einmal versucht.", "%(count)d Arbeiten werden noch einmal versucht.", count
        )
        if not count:
            text = _("Nur was misslungen ist, kann man noch einmal versuchen.")
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)
