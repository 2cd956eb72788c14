"""Doing the jobs that wait, and taking up those that a killed process has left behind."""

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
# Long enough for a busy machine, short enough that nobody waits long for what a killed process has left.
LOST_AFTER = timedelta(seconds=60)
# Whoever has killed that many processes is not tried again by itself.
MOST_TRIES = 5
# Due work that nobody has begun for so long is told to staff, if no process was heard of either.
MISSED_AFTER = timedelta(minutes=5)
JOBS_ARE_KEPT = timedelta(days=14)
FAILED_JOBS_ARE_KEPT = timedelta(days=60)


@contextmanager
def heartbeat(key: str):
    """Say every few seconds that the process `key` lives, also while a long job keeps it busy."""
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
        with suppress(Error):  # whoever is not heard of any more counts as gone anyway
            Worker.objects.filter(key=key).delete()


def _try_to_beat(key):
    try:
        beat(key)
    except Error:
        connection.close()  # a database that restarts: the next beat asks for a new connection


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


def take_up_abandoned(key: str = "") -> int:
    """Let jobs whose process is gone begin anew; returns how many. After MOST_TRIES they count as failed.

    `key` is the process that asks: it is between two jobs, so one that runs under its name has been left behind too.
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
    # Of two processes that see the same abandoned job, one finds it still as it was.
    left = Job.objects.running().filter(pk=job.pk, started_at=job.started_at)
    if len(job.worker_ids) >= MOST_TRIES:
        return left.update(status=TaskResultStatus.FAILED, finished_at=now, exception_class_path="killed")
    return left.update(status=TaskResultStatus.READY, started_at=None)


def try_again(job) -> bool:
    """Let a failed job begin anew; False if it is not one."""
    fields = {"started_at": None, "finished_at": None, "exception_class_path": "", "traceback": "", "worker_ids": []}
    return bool(Job.objects.failed().filter(pk=job.pk).update(status=TaskResultStatus.READY, **fields))


def let_go(job) -> bool:
    """Take a failed job from the list, because somebody has seen to it; False if it is not one."""
    return bool(Job.objects.failed().filter(pk=job.pk).delete()[0])


def finish_repeats(task) -> int:
    """Note the due jobs of this kind that nobody has begun as done, for a job that does the work of all; how many.

    Called by the job itself before it looks at its records: what caused the others is committed as they are, so it
    finds that too. What is asked for later comes with a job of its own.
    """
    repeats = Job.objects.due().of(task)
    if not repeats.exists():  # without asking for the pen of SQLite
        return 0
    # One statement that asks and takes: what somebody begins at this moment stays theirs.
    return repeats.update(status=TaskResultStatus.SUCCESSFUL, finished_at=clock.now())


def is_waiting(task) -> bool:
    """Whether a job of this kind waits that may begin at once and that nobody begins before this transaction ends.

    Then what the caller writes is found by that job, and needs none of its own. On SQLite nobody else writes at the
    same time; PostgreSQL lets nobody take the job's row as long as we share it, and leaves out what somebody is taking.
    A job in which a process has died already is not relied on: it may be given up (`MOST_TRIES`).
    """
    with connection.cursor() as cursor:
        cursor.execute(_IS_WAITING + _SHARED[connection.vendor], [task.module_path, _AT_ONCE[connection.vendor]])
        return cursor.fetchone() is not None


# Of fixed text, because each sign-up asks it while others wait for the same date; the moment is how the library writes
# that none was named.
_IS_WAITING = """SELECT id FROM django_tasks_database_dbtaskresult
WHERE status = 'READY' AND task_path = %s AND run_after = %s AND worker_ids = '[]' LIMIT 1"""
_SHARED = {"sqlite": "", "postgresql": " FOR SHARE SKIP LOCKED"}
_AT_ONCE = {"sqlite": "9999-01-01 00:00:00", "postgresql": get_date_max()}


def is_planned(task, moment) -> bool:
    """Whether a job of this kind will begin by that moment."""
    return Job.objects.due(moment).of(task).exists()


def report(job_id, done: int, total: int) -> None:
    """Tell whoever waits for a job how far it has come; outside of a transaction, or nobody sees it in time."""
    JobProgress.objects.update_or_create(job_id=job_id, defaults={"done": min(done, total), "total": total})


def nobody_works() -> bool:
    """Whether due jobs have been waiting for minutes, and no process that does them was heard of."""
    since = clock.now() - MISSED_AFTER
    return Job.objects.missed(since).exists() and not Worker.objects.filter(seen_at__gt=since).exists()


def forget(before) -> int:
    """Erase what is long over: jobs with their error texts, and processes that have ended."""
    old = Job.objects.successful().filter(finished_at__lt=before - JOBS_ARE_KEPT)
    failed = Job.objects.failed().filter(finished_at__lt=before - FAILED_JOBS_ARE_KEPT)
    gone = old.delete()[0] + failed.delete()[0]
    return gone + Worker.objects.filter(seen_at__lt=before - timedelta(days=1)).delete()[0]
