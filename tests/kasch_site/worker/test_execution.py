"""Jobs run once, start again after a crash, and store no personal data."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, connection, transaction

from kasch_site.common import clock
from kasch_site.worker import execution, purge
from kasch_site.worker.jobs import title_of
from kasch_site.worker.models import Job
from tests.support.processes.threads import run_concurrently
from tests.support.toys import toy_jobs


@pytest.fixture(autouse=True)
def empty_logs():
    for job in (toy_jobs.done, toy_jobs.at_work, toy_jobs.most_at_work):
        job.clear()


@pytest.fixture
def noon():
    with time_machine.travel("2026-11-24 12:00+01:00", tick=False) as now:
        yield now


def abandoned(job=toy_jobs.sweep, deaths=1):
    """Create a job that was started by that many processes and not finished, the last a minute ago."""
    job.enqueue()
    Job.objects.update(
        status="RUNNING", started_at=clock.now(), leased_by="gone", leased_until=clock.now(), attempts=deaths
    )
    return Job.objects.get()


@pytest.mark.django_db
def test_a_job_runs_once_with_its_arguments():
    toy_jobs.sweep.enqueue("Keller")
    execution.run_due_jobs("me")
    execution.run_due_jobs("me")
    assert toy_jobs.done == ["Keller"]
    assert Job.objects.get().status == "SUCCESSFUL"


@pytest.mark.django_db
def test_a_job_of_a_rolled_back_transaction_does_not_exist():
    with pytest.raises(RuntimeError), transaction.atomic():
        toy_jobs.sweep.enqueue()
        raise RuntimeError
    execution.run_due_jobs("me")
    assert not Job.objects.exists()
    assert toy_jobs.done == []


@pytest.mark.django_db
def test_a_scheduled_job_runs_at_its_time():
    with time_machine.travel("2026-11-24 10:00+01:00", tick=False) as now:
        toy_jobs.sweep.using(run_after=clock.now() + timedelta(minutes=5)).enqueue()
        execution.run_due_jobs("me")
        assert toy_jobs.done == []
        now.shift(timedelta(minutes=5))
        execution.run_due_jobs("me")
    assert toy_jobs.done == ["Hof"]


@pytest.mark.django_db
def test_a_worker_asked_to_stop_starts_no_other_job():
    for name in "abc":
        toy_jobs.sweep.enqueue(name)
    execution.run_due_jobs("me", is_stopped=lambda: len(toy_jobs.done) == 2)
    assert len(toy_jobs.done) == 2
    assert Job.objects.waiting().count() == 1


@pytest.mark.django_db
def test_the_error_of_a_failed_job_is_stored_and_logged_without_its_message(caplog):
    toy_jobs.failing_job.enqueue()
    toy_jobs.sweep.enqueue()
    execution.run_due_jobs("me")
    job = Job.objects.failed().get()
    assert job.error.startswith("ValueError in toy_jobs.py, line ")
    kept = " ".join(str(value) for value in Job.objects.filter(pk=job.pk).values().get().values())
    assert "toy_jobs.py" in caplog.text
    for text in (kept, caplog.text):
        assert "Erika" not in text
        assert "Ahornstraße" not in text
    assert toy_jobs.done == ["Hof"]


@pytest.mark.django_db
def test_a_job_without_a_function_fails_and_the_next_one_runs():
    toy_jobs.failing_job.enqueue()
    Job.objects.update(task_path="tests.support.toys.toy_jobs.was_removed")
    toy_jobs.sweep.enqueue()
    execution.run_due_jobs("me")
    assert Job.objects.failed().count() == 1
    assert toy_jobs.done == ["Hof"]
    assert title_of("tests.support.toys.toy_jobs.was_removed") == "Eine Arbeit, die es nicht mehr gibt"


def test_a_process_that_only_serves_pages_has_the_job_titles_too(monkeypatch):
    monkeypatch.setattr("kasch_site.worker.jobs._titles", {})
    imported = []
    monkeypatch.setattr("kasch_site.worker.jobs.import_string", imported.append)
    title_of("somewhere.far")
    assert imported == ["somewhere.far"]


@pytest.mark.django_db
def test_a_job_whose_result_cannot_be_stored_fails():
    toy_jobs.report_unknown_progress.enqueue()
    execution.run_due_jobs("me")
    assert Job.objects.failed().get().error.startswith("TypeError in ")


@pytest.mark.django_db
def test_a_job_of_a_dead_process_starts_again():
    abandoned()
    execution.run_due_jobs("me")
    assert toy_jobs.done == ["Hof"]
    assert (Job.objects.get().leased_by, Job.objects.get().attempts) == ("me", 2)


@pytest.mark.django_db
def test_a_job_of_a_live_process_is_not_taken_over(noon):
    toy_jobs.sweep.enqueue()
    job = execution.claim("busy")
    for _beat in range(100):
        noon.shift(execution.LEASE - timedelta(seconds=1))
        assert execution.claim("me") is None
        execution.extend(job)
    noon.shift(execution.LEASE)
    assert execution.claim("me").pk == job.pk


@pytest.mark.django_db
def test_a_job_abandoned_by_a_live_process_is_taken_over(noon, monkeypatch):
    """The database was not available when the result was to be stored; the process continued."""

    def fail(job, **outcome):
        raise OperationalError

    toy_jobs.sweep.enqueue()
    with monkeypatch.context() as patched, pytest.raises(OperationalError):
        patched.setattr(execution, "_finish", fail)
        execution.run_due_jobs("me")
    execution.run_due_jobs("me")
    assert Job.objects.running().count() == 1
    noon.shift(execution.LEASE)
    execution.run_due_jobs("me")
    assert Job.objects.successful().count() == 1


@pytest.mark.django_db
def test_a_job_that_killed_five_processes_fails_and_can_be_retried_manually():
    job = abandoned(deaths=execution.MAX_TRIES - 1)
    assert execution.claim("fifth").pk == job.pk
    Job.objects.update(leased_until=clock.now())
    assert execution.claim("me") is None
    assert Job.objects.failed().get().error == "killed"
    assert execution.try_again(job)
    assert not execution.try_again(job)
    execution.run_due_jobs("me")
    assert toy_jobs.done == ["Hof"]


@pytest.mark.django_db
def test_an_abandoned_job_does_not_block_others():
    abandoned(toy_jobs.sweep_alone, deaths=execution.MAX_TRIES)
    toy_jobs.sweep_alone.enqueue("Keller")
    execution.run_due_jobs("me")
    assert toy_jobs.done == ["Keller"]


def test_an_abandoned_job_is_taken_over_by_one_of_four_processes(transactional_db):
    run_concurrently(abandoned)
    assert len([job for job in run_concurrently(lambda: execution.claim("one of four"), times=4) if job]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("names", [("slow", "quick"), ("me", "me")])
def test_a_process_that_lost_its_lease_changes_nothing(noon, names):
    toy_jobs.sweep.enqueue()
    slow = execution.claim(names[0])
    noon.shift(execution.LEASE)
    quick = execution.claim(names[1])
    before = Job.objects.values().get()
    execution.extend(slow)
    execution.run(slow)
    assert Job.objects.values().get() == before
    execution.run(quick)
    assert Job.objects.successful().get().leased_by == names[1]


def test_four_processes_run_each_of_many_jobs_once(transactional_db):
    for number in range(20):
        toy_jobs.sweep.enqueue(str(number))
    run_concurrently(lambda: execution.run_due_jobs("one of four"), times=4)
    assert sorted(toy_jobs.done, key=int) == [str(number) for number in range(20)]


def test_a_serial_queue_runs_one_job_at_a_time_and_all_of_them(transactional_db):
    for number in range(12):
        toy_jobs.sweep_alone.enqueue(str(number))
    run_concurrently(lambda: execution.run_due_jobs("one of four"), times=4)
    execution.run_due_jobs("the last")
    assert sorted(toy_jobs.done, key=int) == [str(number) for number in range(12)]
    assert set(toy_jobs.most_at_work) == {1}


@pytest.mark.django_db
def test_other_queues_continue_while_a_serial_queue_waits():
    for job in (toy_jobs.sweep_alone, toy_jobs.sweep_alone, toy_jobs.sweep):
        job.enqueue()
    alone = execution.claim("first")
    assert alone.queue == "mails"
    assert execution.claim("second").queue == "default"
    assert execution.claim("third") is None
    execution.run(alone)
    assert execution.claim("third").queue == "mails"


@pytest.mark.django_db
def test_the_database_refuses_a_second_running_job_of_a_serial_queue():
    for _time in range(2):
        toy_jobs.sweep_alone.enqueue()
    execution.claim("first")
    now = clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.waiting().update(status="RUNNING", started_at=now, leased_until=now)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "nonsense"},
        {"status": "RUNNING"},
        {"status": "FAILED"},
        {"finished_at": clock.now()},
        {"done": 2, "total": 1},
    ],
)
def test_the_database_refuses_invalid_states_and_progress_above_the_total(wrong):
    toy_jobs.sweep.enqueue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.update(**wrong)


def test_the_lease_is_extended_while_the_job_runs(transactional_db, monkeypatch):
    monkeypatch.setattr(execution, "LEASE_EXTENSION_INTERVAL", timedelta(milliseconds=20))
    toy_jobs.sweep.enqueue()
    job = execution.claim("me")
    with execution._lease_of(job):
        first = Job.objects.get().leased_until
        while Job.objects.get().leased_until == first:
            pass  # the thread keeps renewing the lease, whatever this one does
    assert "lease" not in [thread.name for thread in threading.enumerate()]


@pytest.mark.django_db
def test_a_database_outage_does_not_end_the_lease_thread(monkeypatch):
    has_ended, beats = threading.Event(), []

    def fail(job):
        beats.append(job)
        if len(beats) == 2:
            has_ended.set()
        raise OperationalError

    monkeypatch.setattr(execution, "extend", fail)
    monkeypatch.setattr(execution, "LEASE_EXTENSION_INTERVAL", timedelta(milliseconds=1))
    monkeypatch.setattr(execution, "connection", type("Connection", (), {"close": staticmethod(lambda: None)}))
    execution._extend_until(None, has_ended)
    assert len(beats) == 2


@pytest.mark.django_db
def test_a_lease_is_valid_only_inside_a_job_with_enough_time_left(noon):
    assert not execution.has_lease()
    toy_jobs.sweep.enqueue()
    with execution._lease_of(execution.claim("me")):
        assert execution.has_lease()
        noon.shift(execution.LEASE - execution.MIN_REMAINING_LEASE)
        assert not execution.has_lease()
    assert not execution.has_lease()


@pytest.mark.django_db
def test_a_job_reports_its_progress():
    toy_jobs.count.enqueue()
    execution.run_due_jobs("me")
    job = Job.objects.get()
    assert (job.done, job.total) == (3, 20)
    execution.report(job.pk, 25, 20)
    job.refresh_from_db()
    assert job.done == 20


@pytest.mark.django_db
def test_a_waiting_job_is_reused_if_it_starts_in_time_and_killed_no_process():
    toy_jobs.sweep.using(run_after=clock.now() + timedelta(hours=1)).enqueue()
    toy_jobs.count.enqueue()
    assert not execution.is_waiting(toy_jobs.sweep)
    assert execution.is_waiting(toy_jobs.sweep, clock.now() + timedelta(hours=2))
    assert execution.is_waiting(toy_jobs.count)
    Job.objects.update(attempts=1)
    assert not execution.is_waiting(toy_jobs.count)


def test_a_reused_job_does_not_start_before_the_caller_commits(transactional_db):
    """On SQLite others cannot write meanwhile; on PostgreSQL the job is skipped and not reused."""
    toy_jobs.sweep.enqueue()
    claimed, relied_on = [], []

    def claim_elsewhere():
        claimed.append(execution.claim("other"))
        with transaction.atomic():
            relied_on.append(execution.is_waiting(toy_jobs.sweep))

    with transaction.atomic():
        assert execution.is_waiting(toy_jobs.sweep)
        thread = threading.Thread(target=lambda: (claim_elsewhere(), connection.close()))
        thread.start()
        if connection.vendor == "postgresql":
            thread.join(10)
            assert claimed == [None]
            assert relied_on == [False]
        else:
            thread.join(0.3)
            assert claimed == []
    thread.join()
    if connection.vendor == "postgresql":
        claimed.append(execution.claim("other"))
    assert claimed[-1].task_path == toy_jobs.sweep.module_path


def test_a_caller_does_not_reuse_a_job_that_is_being_claimed(transactional_db):
    toy_jobs.sweep.enqueue()
    is_claimed, may_commit = threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            execution.claim("slow")
            is_claimed.set()
            may_commit.wait(0.3)

    thread = threading.Thread(target=lambda: (slowly(), connection.close()))
    thread.start()
    is_claimed.wait(10)
    with transaction.atomic():
        assert not execution.is_waiting(toy_jobs.sweep)
    may_commit.set()
    thread.join()


@pytest.mark.django_db
def test_jobs_waiting_for_minutes_are_reported_if_no_worker_is_alive(noon):
    assert not execution.is_worker_missing()
    toy_jobs.sweep.enqueue()
    toy_jobs.sweep.enqueue()
    toy_jobs.sweep.using(run_after=clock.now() + timedelta(days=1)).enqueue()
    noon.shift(execution.MISSED_AFTER - timedelta(seconds=1))
    assert not execution.is_worker_missing()
    noon.shift(timedelta(seconds=1))
    assert execution.is_worker_missing()
    slow = execution.claim("slow")
    assert not execution.is_worker_missing()
    noon.shift(execution.LEASE)
    execution.extend(slow)
    noon.shift(execution.MISSED_AFTER + timedelta(seconds=1))
    assert not execution.is_worker_missing()
    noon.shift(execution.LEASE)
    assert execution.is_worker_missing()
    execution.run_due_jobs("me")
    assert not execution.is_worker_missing()


@pytest.mark.django_db
def test_old_finished_jobs_are_purged_and_waiting_ones_are_not():
    toy_jobs.sweep.enqueue()
    toy_jobs.failing_job.enqueue()
    execution.run_due_jobs("me")
    toy_jobs.sweep.enqueue()
    now = clock.now()
    assert purge.purge_jobs(now + purge.JOB_RETENTION - timedelta(hours=1)) == 0
    assert purge.purge_jobs(now + purge.JOB_RETENTION + timedelta(hours=1)) == 1
    assert Job.objects.failed().count() == 1
    purge.purge_jobs(now + purge.FAILED_JOB_RETENTION + timedelta(hours=1))
    assert [job.status for job in Job.objects.all()] == ["READY"]


def test_polling_an_empty_queue_takes_no_lock(transactional_db, django_assert_num_queries):
    connection.ensure_connection()
    with django_assert_num_queries(1):
        execution.run_due_jobs("me")
