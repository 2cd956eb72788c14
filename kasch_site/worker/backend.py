"""The backend of Django's Tasks API: a task that is enqueued is a row of `Job`, in the caller's transaction."""

from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from kasch_site.common import clock

from .models import Job
from .tasks_api import BaseTaskBackend, TaskError, TaskResult, TaskResultDoesNotExist, TaskResultStatus


class JobBackend(BaseTaskBackend):
    """Keep tasks as jobs; `manage.py work` runs them."""

    supports_defer = True
    supports_get_result = True

    def enqueue(self, task, args, kwargs):
        """Write the job of a task and return its result, which is "READY"; raise an error if the task is not valid."""
        self.validate_task(task)
        now = clock.now()
        job = Job(
            task_path=task.module_path,
            queue=task.queue_name,
            args=list(args),
            kwargs=kwargs,
            enqueued_at=now,
            due_at=task.run_after or now,
        )
        job.save(force_insert=True)
        return result_of(job)

    def get_result(self, result_id):
        """Return the result of the job with that id. Raise `TaskResultDoesNotExist`."""
        try:
            return result_of(Job.objects.get(pk=result_id))
        except (Job.DoesNotExist, ValidationError) as error:
            raise TaskResultDoesNotExist(result_id) from error


def result_of(job: Job) -> TaskResult:
    """Return a job as a result of the Tasks API. Raise `ImportError` if its function no longer exists."""
    task = import_string(job.task_path)
    result = TaskResult(
        task=task,
        id=str(job.pk),
        status=TaskResultStatus[job.status],
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.args,
        kwargs=job.kwargs,
        backend=task.backend,
        errors=[TaskError(exception_class_path="", traceback=job.error)] if job.error else [],
        worker_ids=[job.leased_by] * job.attempts,
    )
    # The base class has no public way to give a result its value; Django's own backends do the same.
    object.__setattr__(result, "_return_value", job.result)
    return result
