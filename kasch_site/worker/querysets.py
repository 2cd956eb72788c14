"""Queries for jobs."""

from django.db.models import Q
from django_tasks_db.models import DBTaskResultQuerySet, get_date_max

from kasch_site.common import clock

from .tasks_api import TaskResultStatus


class JobQuerySet(DBTaskResultQuerySet):
    """Jobs by their state; `ready`, `running`, `failed` and `successful` come with the library."""

    def waiting(self):
        """Return jobs not begun yet, whether due now or later."""
        return self.filter(status=TaskResultStatus.READY)

    def due(self, moment=None):
        """Return unclaimed jobs that are due by that moment (by default now)."""
        at_once = Q(run_after=get_date_max())  # the library's value for "no time given"
        return self.waiting().filter(at_once | Q(run_after__lte=moment or clock.now()))

    def missed(self, since):
        """Return jobs due before `since` that nobody has begun."""
        at_once = Q(run_after=get_date_max(), enqueued_at__lte=since)
        return self.waiting().filter(at_once | Q(run_after__lte=since))

    def of(self, task):
        """Return jobs of one kind; `task` is the result of `jobs.job`."""
        return self.filter(task_path=task.module_path)

    def in_state(self, state):
        """Return jobs in that state of the Tasks API: "READY", "RUNNING", "FAILED" or "SUCCESSFUL"."""
        return self.filter(status=state)
