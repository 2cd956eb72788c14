"""Doing the jobs that wait, and taking up those that a killed process has left behind."""

import threading
from contextlib import contextmanager
from datetime import timedelta

from django.db import Error, connection, transaction
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from .. import clock
from .models import Job, Progress, Worker
from .tasks_api import TaskResultStatus

BEAT = timedelta(seconds=10)
# Long enough for a busy machine, short enough that nobody waits long for what a killed process has left.
LOST_AFTER = timedelta(seconds=60)
# Whoever has killed that many processes is not tried again by itself.
MOST_TRIES = 5
JOBS_ARE_KEPT = timedelta(days=14)
FAILED_JOBS_ARE_KEPT = timedelta(days=60)


@contextmanager
def heartbeat(key: str):
    """Say every few seconds that the process `key` lives, also while a long job keeps it busy."""
    stopped = threading.Event()

    def go_on():
        while not stopped.is_set():
            try:
                beat(key)
            except Error:
                connection.close()  # a database that restarts: the next beat asks for a new connection
            stopped.wait(BEAT.total_seconds())
        connection.close()

    thread = threading.Thread(target=go_on, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(timeout=BEAT.total_seconds())


def beat(key: str) -> None:
    """Note that the process `key` lives."""
    Worker.objects.update_or_create(key=key, defaults={"seen_at": clock.now()})


def do_waiting(key: str, is_stopped=lambda: False) -> None:
    """Do every job that is due, one after the other, until none is left or `is_stopped()`; the process is `key`."""
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
    """The next job that is due, now that of the process `key`; None if there is none."""
    ready = DBTaskResult.objects.ready()
    if not ready.exists():  # without asking for the only pen of SQLite every second
        return None
    with transaction.atomic():
        task = ready.get_locked()
        if task is not None:
            task.claim(key)
    return task


def take_up_abandoned() -> int:
    """Let jobs whose process is gone begin anew; returns how many. After MOST_TRIES they count as failed."""
    now = clock.now()
    alive = set(Worker.objects.filter(seen_at__gt=now - LOST_AFTER).values_list("key", flat=True))
    taken = 0
    for job in Job.objects.running().filter(started_at__lte=now - LOST_AFTER):
        if job.worker_ids and job.worker_ids[-1] in alive:
            continue
        taken += _give_back(job, now)
    return taken


def _give_back(job, now):
    # Of two processes that see the same abandoned job, one finds it still as it was.
    left = Job.objects.running().filter(pk=job.pk, started_at=job.started_at)
    if len(job.worker_ids) >= MOST_TRIES:
        return left.update(status=TaskResultStatus.FAILED, finished_at=now, exception_class_path="killed")
    return left.update(status=TaskResultStatus.READY, started_at=None)


@transaction.atomic
def try_again(job) -> bool:
    """Let a failed job begin anew; False if it is not one."""
    fields = {"started_at": None, "finished_at": None, "exception_class_path": "", "traceback": "", "worker_ids": []}
    return bool(Job.objects.failed().filter(pk=job.pk).update(status=TaskResultStatus.READY, **fields))


def report(job_id, done: int, total: int) -> None:
    """Tell whoever waits for a job how far it has come."""
    Progress.objects.update_or_create(job_id=job_id, defaults={"done": min(done, total), "total": total})


def forget(before) -> int:
    """Erase what is long over: jobs with their error texts, and processes that have ended."""
    old = Job.objects.successful().filter(finished_at__lt=before - JOBS_ARE_KEPT)
    failed = Job.objects.failed().filter(finished_at__lt=before - FAILED_JOBS_ARE_KEPT)
    gone = old.delete()[0] + failed.delete()[0]
    return gone + Worker.objects.filter(seen_at__lt=before - timedelta(days=1)).delete()[0]
