"""Worker processes, and the progress of jobs."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from .jobs import title_of
from .querysets import JobQuerySet


class Worker(models.Model):
    """A worker process and its latest heartbeat."""

    key = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self):
        return self.key


class JobProgress(models.Model):
    """The progress of a job, for the person who waits for it."""

    job = models.OneToOneField(DBTaskResult, on_delete=models.CASCADE, primary_key=True, related_name="progress")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(done__lte=models.F("total")), name="progress_in_total")
        ]

    def __str__(self):
        return f"{self.done}/{self.total}"


class Job(DBTaskResult):
    """A job as shown in the admin."""

    objects = JobQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("Arbeit im Hintergrund")
        verbose_name_plural = _("Arbeiten im Hintergrund")
        ordering = ["-enqueued_at"]

    def __str__(self):
        return str(title_of(self.task_path))
