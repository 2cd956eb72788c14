"""The section of background work: failed jobs as tasks, retention."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kasch_site.accounts.roles import LEAD
from kasch_site.common.sections import RetentionProvider, Section, StaffProvider, Todo

from .execution import is_worker_missing
from .models import Job
from .purge import purge_jobs


class WorkerSection(Section, StaffProvider, RetentionProvider):
    key = "worker"
    name = _("Im Hintergrund")
    permissions = {
        LEAD: ("worker.view_job", "worker.change_job"),
    }

    def todo(self, user):
        if not user.has_perm("worker.view_job"):
            return []
        url = reverse("admin:worker_job_changelist")
        todos = []
        if is_worker_missing():
            text = _("Der Hintergrunddienst läuft nicht: E-Mails und anderes bleiben liegen.")
            todos.append(Todo(text, f"{url}?zustand=READY", urgent=True))
        return [*todos, *self._failed(Job.objects.failed().count(), f"{url}?zustand=FAILED")]

    def _failed(self, failed, url):
        if not failed:
            return []
        text = ngettext(
            "Eine Arbeit im Hintergrund ist misslungen.", "%(count)d Arbeiten im Hintergrund sind misslungen.", failed
        ) % {"count": failed}
        return [Todo(text, url, urgent=True, count=failed)]

    purge = staticmethod(purge_jobs)


section = WorkerSection()
