"""Jobs: one table for everything that is done in the background."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock

from .jobs import title_of
from .querysets import JobQuerySet


class Job(models.Model):
    """A job, written in the transaction that causes it: what to call, when, and what has become of it.

    A process that runs it holds a lease and extends it while it works. `leased_by` and `attempts` name the claim. Where
    the lease ends before the job does, the process is gone and another one begins the job again.
    """

    class Status(models.TextChoices):
        READY = "READY", _("wartet")
        RUNNING = "RUNNING", _("läuft")
        FAILED = "FAILED", _("misslungen")
        SUCCESSFUL = "SUCCESSFUL", _("erledigt")

    # Jobs of the default queue run in any number of processes at once; of every other queue one runs at a time.
    DEFAULT_QUEUE = "default"
    PERIODIC_QUEUE = "periodic"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001 - NULL: any number; else it exists once
    queue = models.CharField(max_length=32, default=DEFAULT_QUEUE)
    task_path = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.READY)
    enqueued_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=64, blank=True)
    leased_until = models.DateTimeField(null=True)  # after the end of the job: the last sign of life of its process
    attempts = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(null=True)
    error = models.CharField(max_length=200, blank=True)  # its type and location, without its message
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("Arbeit im Hintergrund")
        verbose_name_plural = _("Arbeiten im Hintergrund")
        ordering = ["-enqueued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["queue"],
                condition=Q(status="RUNNING") & ~Q(queue="default"),
                name="job_runs_alone_in_its_queue",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["READY", "RUNNING"], finished_at=None)
                | Q(status__in=["FAILED", "SUCCESSFUL"], finished_at__isnull=False),
                name="job_finished_or_not",
            ),
            models.CheckConstraint(
                condition=~Q(status="RUNNING") | Q(leased_until__isnull=False, started_at__isnull=False),
                name="job_running_is_leased",
            ),
            models.CheckConstraint(condition=Q(done__lte=models.F("total")), name="job_progress_in_total"),
        ]
        indexes = [
            models.Index(fields=["due_at", "enqueued_at"], condition=Q(status="READY"), name="job_to_do"),
            models.Index(fields=["leased_until"], name="job_lease"),
        ]

    def __str__(self):
        return str(title_of(self.task_path))
