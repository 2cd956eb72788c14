"""Claim jobs, run them under a lease, and begin again what a killed process has left.

A process that claims a job holds its lease for `LEASE`, and a thread extends it every
`LEASE_EXTENSION_INTERVAL` until the job ends, however long it takes. A process that is killed extends nothing: when the
lease ends, the next process that looks for work claims the job like any other. Requests, mails and periodic work are
claimed here and nowhere else.
"""

import json
import logging
import threading
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.db import Error, IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils.module_loading import import_string

from kasch_site.common import clock
from kasch_site.common.logs.error_report import location_of, traceback_of

from .backend import result_of
from .models import Job
from .tasks_api import TaskContext

logger = logging.getLogger(__name__)

LEASE_EXTENSION_INTERVAL = timedelta(seconds=10)
# Long enough for a busy machine, short enough to recover soon from a killed process.
LEASE = timedelta(seconds=60)
# Work that two processes must not do at the same time is not begun with less than this left of the lease.
MIN_REMAINING_LEASE = timedelta(seconds=30)
# After this many killed processes a job is not retried automatically.
MAX_TRIES = 5
# If due jobs wait this long and no process holds a lease, staff are notified.
MISSED_AFTER = timedelta(minutes=5)

_current_job: ContextVar[Job | None] = ContextVar("current_job", default=None)


def run_due_jobs(worker: str, is_stopped=lambda: False) -> None:
    """Run all due jobs one by one, until none is left or `is_stopped()`; `worker` names the process."""
    while not is_stopped() and (job := claim(worker)):
        run(job)


def claim(worker: str) -> Job | None:
    """Claim the next job that is due or abandoned; return None if there is none.

    An abandoned job that has been tried `MAX_TRIES` times is marked as failed instead, with the error "killed".
    """
    while Job.objects.claimable(clock.now()).exists():  # avoids taking SQLite's write lock every second
        try:
            with transaction.atomic():
                job = Job.objects.claimable(clock.now()).select_for_update(skip_locked=True).first()
                if job is None:
                    return None
                if job.attempts < MAX_TRIES:
                    return _begin(job, worker)
                _finish(job, status="FAILED", error="killed")
        except IntegrityError:
            return None  # another process has just begun a job of the same queue, of which one runs at a time
    return None


def _begin(job, worker):
    now = clock.now()
    job.status, job.started_at, job.attempts = "RUNNING", now, job.attempts + 1
    job.leased_by, job.leased_until = worker, now + LEASE
    job.save(update_fields=["status", "started_at", "attempts", "leased_by", "leased_until"])
    return job


def run(job: Job) -> None:
    """Run a claimed job and record its result; an error is recorded and logged without its message.

    If the claim has been lost meanwhile, the result is that of another process and nothing is recorded. Raise
    `OperationalError` and `InterfaceError` if the database cannot be reached: the job begins again when its lease
    has ended.
    """
    with _lease_of(job):
        try:
            outcome = {"status": "SUCCESSFUL", "result": _call(job), "error": ""}
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            logger.error("%s failed:\n%s", job.task_path, traceback_of(error))
            outcome = {"status": "FAILED", "error": location_of(error)}
        _finish(job, **outcome)


def _call(job):
    task = import_string(job.task_path)
    context = [TaskContext(task_result=result_of(job))] if task.takes_context else []
    result = task.call(*context, *job.args, **job.kwargs)
    json.dumps(result)  # a result that cannot be stored is an error of the job
    return result


def _finish(job, **outcome):
    Job.objects.leased_to(job).update(**outcome, finished_at=clock.now())


@contextmanager
def _lease_of(job):
    """Extend the lease of a job while it runs."""
    has_ended = threading.Event()
    thread = threading.Thread(target=_extend_until, args=[job, has_ended], name="lease", daemon=True)
    token = _current_job.set(job)
    thread.start()
    try:
        yield
    finally:
        _current_job.reset(token)
        has_ended.set()
        thread.join(timeout=LEASE_EXTENSION_INTERVAL.total_seconds())


def _extend_until(job, has_ended):
    while not has_ended.wait(LEASE_EXTENSION_INTERVAL.total_seconds()):
        try:
            extend(job)
        except Error:
            connection.close()  # the database may be restarting: the next extension reconnects
    connection.close()


def extend(job: Job) -> None:
    """Extend the lease of a claimed job, unless it has been lost."""
    until = clock.now() + LEASE
    if Job.objects.leased_to(job).update(leased_until=until):
        job.leased_until = until


def has_lease() -> bool:
    """Return whether the caller is a job whose lease holds for `MIN_REMAINING_LEASE` longer.

    In a queue of its own that means: no other process does the same work.
    """
    job = _current_job.get()
    return job is not None and clock.now() < job.leased_until - MIN_REMAINING_LEASE


def is_waiting(task, moment=None) -> bool:
    """Return whether a job of this kind is due by that moment (by default now), unclaimed until this transaction ends.

    Then that job will find what the caller writes, and no other one is needed. On SQLite there are no concurrent
    writers; on PostgreSQL the row is locked, which prevents claiming, and rows that are locked already are skipped. A
    job in which a process has died is not counted: it may be given up (`MAX_TRIES`).

    A unique key with "insert or ignore" would not do: a job may be claimed after the caller was refused a second one
    and before the caller commits, and would not find what the caller writes.
    """
    waiting = Job.objects.due(moment).of(task).filter(attempts=0).select_for_update(skip_locked=True, no_key=True)
    return bool(waiting.values_list("pk")[:1])


def report(job_id, done: int, total: int) -> None:
    """Record the progress of a job. Must be called outside a transaction to be visible in time."""
    Job.objects.filter(pk=job_id).update(done=min(done, total), total=total)


def try_again(job) -> bool:
    """Requeue a failed job; return False if it has not failed."""
    fields = {"started_at": None, "finished_at": None, "error": "", "attempts": 0, "done": 0, "total": 0}
    return bool(Job.objects.failed().filter(pk=job.pk).update(status="READY", due_at=clock.now(), **fields))


def dismiss(job) -> bool:
    """Dismiss a failed job that staff have handled; return False if it has not failed."""
    return bool(Job.objects.failed().filter(pk=job.pk).delete()[0])


def is_worker_missing() -> bool:
    """Return whether due jobs have been waiting for minutes and no process has extended a lease since."""
    since = clock.now() - MISSED_AFTER
    return Job.objects.missed(since).exists() and not Job.objects.filter(leased_until__gt=since).exists()
