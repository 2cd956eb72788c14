"""Run queued jobs, and requeue those of killed processes."""

import threading
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.db import Error, connection, transaction
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult, get_date_max

from kasch_site.common import clock

from .models import Job, JobProgress, Worker
from .tasks_api import TaskResultStatus

BEAT = timedelta(seconds=10)
# Long enough for a busy machine, short enough to recover soon from a killed process.
LOST_AFTER = timedelta(seconds=60)
# After this many killed processes a job is not retried automatically.
MOST_TRIES = 5
# If due jobs wait this long and no worker has sent a heartbeat, staff are notified.
MISSED_AFTER = timedelta(minutes=5)
JOBS_ARE_KEPT = timedelta(days=14)
FAILED_JOBS_ARE_KEPT = timedelta(days=60)


@contextmanager
def heartbeat(key: str):
    """Send a heartbeat of the process `key` every few seconds, also during a long job."""
    stopped = threading.Event()

    def go_on():
        while not stopped.wait(BEAT.total_seconds()):
            _try_to_beat(key)
        connection.close()

    _try_to_beat(key)
    thread = threading.Thread(target=go_on, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(timeout=BEAT.total_seconds())
        with suppress(Error):  # a process without heartbeats counts as dead anyway
            Worker.objects.filter(key=key).delete()


def _try_to_beat(key):
    try:
        beat(key)
    except Error:
        connection.close()  # the database may be restarting: the next heartbeat reconnects


def beat(key: str) -> None:
    """Record a heartbeat of the process `key`."""
    Worker.objects.update_or_create(key=key, defaults={"seen_at": clock.now()})


def do_waiting(key: str, is_stopped=lambda: False) -> None:
    """Run all due jobs one by one, until none is left or `is_stopped()`; `key` identifies the process."""
    runner = TaskWorker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=key,
        excluded_queue_names=[],
    )
    while not is_stopped() and (task := _claim(key)):
        runner.run_task(task)


def _claim(key):
    """Claim the next due job for the process `key`; return None if there is none."""
    ready = DBTaskResult.objects.ready()
    if not ready.exists():  # avoids taking SQLite's write lock every second
        return None
    with transaction.atomic():
        task = ready.get_locked()
        if task is not None:
            task.claim(key)
    return task


def take_up_abandoned(key: str = "") -> int:
    """Requeue jobs whose process is gone; return their number. After MOST_TRIES they are marked as failed.

    `key` is the calling process: it is between two jobs, so a job running under its name has been abandoned too.
    """
    now = clock.now()
    busy = Worker.objects.filter(seen_at__gt=now - LOST_AFTER).exclude(key=key)
    alive = set(busy.values_list("key", flat=True))
    taken = 0
    for job in Job.objects.running().filter(started_at__lte=now - LOST_AFTER):
        if job.worker_ids and job.worker_ids[-1] in alive:
            continue
        taken += _give_back(job, now)
    return taken


def _give_back(job, now):
    # If two processes see the same abandoned job, only one finds it unchanged.
    left = Job.objects.running().filter(pk=job.pk, started_at=job.started_at)
    if len(job.worker_ids) >= MOST_TRIES:
        return left.update(status=TaskResultStatus.FAILED, finished_at=now, exception_class_path="killed")
    return left.update(status=TaskResultStatus.READY, started_at=None)


def try_again(job) -> bool:
    """Requeue a failed job; return False if it has not failed."""
    fields = {"started_at": None, "finished_at": None, "exception_class_path": "", "traceback": "", "worker_ids": []}
    return bool(Job.objects.failed().filter(pk=job.pk).update(status=TaskResultStatus.READY, **fields))


def dismiss(job) -> bool:
    """Dismiss a failed job that staff have handled; return False if it has not failed."""
    return bool(Job.objects.failed().filter(pk=job.pk).delete()[0])


def finish_repeats(task) -> int:
    """Mark the due, unclaimed jobs of this kind as done, for a job that does the work of all; return their number.

    Called by the job itself before it reads its records: the causes of the other jobs are committed together with them,
    so it finds those too. Later requests come with a job of their own.
    """
    repeats = Job.objects.due().of(task)
    if not repeats.exists():  # avoids taking SQLite's write lock
        return 0
    # One statement that checks and updates: a job claimed concurrently is not affected.
    return repeats.update(status=TaskResultStatus.SUCCESSFUL, finished_at=clock.now())


def is_waiting(task) -> bool:
    """Return whether a due job of this kind is queued and stays unclaimed until the end of this transaction.

    Then that job will find what the caller writes, and no other one is needed. On SQLite there are no concurrent
    writers; on PostgreSQL a shared row lock prevents claiming, and rows being claimed are skipped. A job in which a
    process has died already is not counted: it may be given up (`MOST_TRIES`).
    """
    with connection.cursor() as cursor:
        cursor.execute(_IS_WAITING + _SHARED[connection.vendor], [task.module_path, _AT_ONCE[connection.vendor]])
        return cursor.fetchone() is not None


# A constant statement, because every registration runs it while others wait for the lock of the same date; the date is
# the library's value for "no time given".
_IS_WAITING = """SELECT id FROM django_tasks_database_dbtaskresult
WHERE status = 'READY' AND task_path = %s AND run_after = %s AND worker_ids = '[]' LIMIT 1"""
_SHARED = {"sqlite": "", "postgresql": " FOR SHARE SKIP LOCKED"}
_AT_ONCE = {"sqlite": "9999-01-01 00:00:00", "postgresql": get_date_max()}


def is_planned(task, moment) -> bool:
    """Return whether a job of this kind is scheduled to begin by that moment."""
    return Job.objects.due(moment).of(task).exists()


def report(job_id, done: int, total: int) -> None:
    """Record the progress of a job. Must be called outside a transaction to be visible in time."""
    JobProgress.objects.update_or_create(job_id=job_id, defaults={"done": min(done, total), "total": total})


def nobody_works() -> bool:
    """Return whether due jobs have been waiting for minutes without a heartbeat of any worker."""
    since = clock.now() - MISSED_AFTER
    return Job.objects.missed(since).exists() and not Worker.objects.filter(seen_at__gt=since).exists()


def forget(before) -> int:
    """Erase old jobs with their error texts, and ended processes."""
    old = Job.objects.successful().filter(finished_at__lt=before - JOBS_ARE_KEPT)
    failed = Job.objects.failed().filter(finished_at__lt=before - FAILED_JOBS_ARE_KEPT)
    gone = old.delete()[0] + failed.delete()[0]
    return gone + Worker.objects.filter(seen_at__lt=before - timedelta(days=1)).delete()[0]
