"""What staff and processes ask about jobs, said once."""

from django.db.models import Q
from django_tasks_db.models import DBTaskResultQuerySet, get_date_max

from kasch_site.common import clock

from .tasks_api import TaskResultStatus


class JobQuerySet(DBTaskResultQuerySet):
    """Jobs by their state; `ready`, `running`, `failed` and `successful` come with the library."""

    def waiting(self):
        """Not begun yet, whether due now or later."""
        return self.filter(status=TaskResultStatus.READY)

    def due(self, moment=None):
        """Those nobody has begun that may begin by that moment (by default now)."""
        at_once = Q(run_after=get_date_max())  # so the library writes that no moment was named
        return self.waiting().filter(at_once | Q(run_after__lte=moment or clock.now()))

    def missed(self, since):
        """Those that might have begun before `since`, and nobody did."""
        at_once = Q(run_after=get_date_max(), enqueued_at__lte=since)
        return self.waiting().filter(at_once | Q(run_after__lte=since))

    def of(self, task):
        """Those of one kind; `task` is what `titles.job` has made."""
        return self.filter(task_path=task.module_path)

    def in_state(self, state):
        """Those in that state of the Tasks API: "READY", "RUNNING", "FAILED" or "SUCCESSFUL"."""
        return self.filter(status=state)
