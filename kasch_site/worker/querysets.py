"""Queries for jobs."""

from django.db import models
from django.db.models import Q

from kasch_site.common import clock


class JobQuerySet(models.QuerySet):
    """Jobs by their state, their kind and their lease."""

    def in_state(self, status):
        """Return jobs in that state of the Tasks API: "READY", "RUNNING", "FAILED" or "SUCCESSFUL"."""
        return self.filter(status=status)

    def waiting(self):
        """Return jobs not begun yet, whether due now or later."""
        return self.in_state("READY")

    def running(self):
        """Return jobs that a process has begun and not finished, whether or not it still runs."""
        return self.in_state("RUNNING")

    def failed(self):
        """Return jobs that raised an error, and those given up after too many killed processes."""
        return self.in_state("FAILED")

    def successful(self):
        """Return jobs that are done."""
        return self.in_state("SUCCESSFUL")

    def due(self, moment=None):
        """Return waiting jobs that are due by that moment (by default now)."""
        return self.waiting().filter(due_at__lte=moment or clock.now())

    def of(self, task):
        """Return jobs of one kind; `task` is the result of `jobs.job`."""
        return self.filter(task_path=task.module_path)

    def claimable(self, now):
        """Return jobs that a process may begin, first come first: due ones, and those whose lease has ended.

        A queue other than the default one is left alone while one of its jobs is running; if the process of that job
        is gone, the job itself comes first.
        """
        busy = self.model.objects.running().exclude(queue=self.model.DEFAULT_QUEUE).values("queue")
        is_due = Q(status="READY", due_at__lte=now) & ~Q(queue__in=busy)
        is_abandoned = Q(status="RUNNING", leased_until__lte=now)
        return self.filter(is_due | is_abandoned).order_by("due_at", "enqueued_at")

    def leased_to(self, job):
        """Return the row of a claimed job as long as the claim holds: after that it belongs to another process."""
        return self.running().filter(pk=job.pk, leased_by=job.leased_by, attempts=job.attempts)

    def missed(self, since):
        """Return jobs that have been due and waiting since that moment."""
        return self.due(since).filter(enqueued_at__lte=since)

    def for_staff(self):
        """Return all jobs except periodic ones that were successful, in which staff have no interest."""
        return self.exclude(queue=self.model.PERIODIC_QUEUE, status="SUCCESSFUL")
