"""Work that waits: done once, begun anew after a crash, and silent about persons."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, connection, transaction
from django_tasks_db.models import DBTaskResult

from kasch_site.common import clock
from kasch_site.worker import execution
from kasch_site.worker.jobs import title_of
from kasch_site.worker.models import Job, JobProgress, Worker
from tests.support import toy_jobs
from tests.support.threads import at_once


@pytest.fixture(autouse=True)
def nothing_done():
    toy_jobs.done.clear()


def running(key="gone", since=timedelta(minutes=2), deaths=1):
    """A job that somebody began some time ago and has not ended."""
    toy_jobs.sweep.enqueue()
    Job.objects.update(status="RUNNING", started_at=clock.now() - since, worker_ids=[key] * deaths)
    return Job.objects.get()


@pytest.mark.django_db
def test_a_job_is_done_with_its_arguments_and_only_once():
    toy_jobs.sweep.enqueue("Keller")
    execution.do_waiting("me")
    execution.do_waiting("me")
    assert toy_jobs.done == ["Keller"]
    assert Job.objects.get().status == "SUCCESSFUL"


@pytest.mark.django_db
def test_a_job_of_a_transaction_that_is_rolled_back_is_gone():
    with pytest.raises(RuntimeError), transaction.atomic():
        toy_jobs.sweep.enqueue()
        raise RuntimeError
    execution.do_waiting("me")
    assert not Job.objects.exists()
    assert toy_jobs.done == []


@pytest.mark.django_db
def test_a_job_for_later_waits_for_its_time():
    with time_machine.travel("2026-11-24 10:00+01:00", tick=False) as now:
        toy_jobs.sweep.using(run_after=clock.now() + timedelta(minutes=5)).enqueue()
        execution.do_waiting("me")
        assert toy_jobs.done == []
        now.shift(timedelta(minutes=5))
        execution.do_waiting("me")
    assert toy_jobs.done == ["Hof"]


@pytest.mark.django_db
def test_whoever_is_asked_to_stop_begins_no_other_job():
    for what in "abc":
        toy_jobs.sweep.enqueue(what)
    execution.do_waiting("me", is_stopped=lambda: len(toy_jobs.done) == 2)
    assert len(toy_jobs.done) == 2
    assert Job.objects.waiting().count() == 1


@pytest.mark.django_db
def test_what_a_job_died_of_is_kept_and_logged_without_its_words(caplog):
    toy_jobs.stumble.enqueue()
    toy_jobs.sweep.enqueue()
    execution.do_waiting("me")
    job = Job.objects.failed().get()
    assert "ValueError in toy_jobs.py, line " in job.traceback
    kept = " ".join(str(value) for value in DBTaskResult.objects.filter(pk=job.pk).values().get().values())
    assert "toy_jobs.py" in caplog.text
    for text in (kept, caplog.text):
        assert "Erika" not in text
        assert "Ahornstraße" not in text
    assert toy_jobs.done == ["Hof"]


@pytest.mark.django_db
def test_a_job_whose_function_no_longer_exists_fails_and_the_next_is_done():
    toy_jobs.stumble.enqueue()
    Job.objects.update(task_path="tests.support.toy_jobs.was_removed")
    toy_jobs.sweep.enqueue()
    execution.do_waiting("me")
    assert Job.objects.failed().count() == 1
    assert toy_jobs.done == ["Hof"]
    assert title_of("tests.support.toy_jobs.was_removed") == "Eine Arbeit, die es nicht mehr gibt"


def test_a_process_that_only_serves_pages_knows_the_titles_too(monkeypatch):
    monkeypatch.setattr("kasch_site.worker.jobs._titles", {})
    asked = []
    monkeypatch.setattr("kasch_site.worker.jobs.import_string", asked.append)
    title_of("somewhere.far")
    assert asked == ["somewhere.far"]


@pytest.mark.django_db
def test_a_job_of_a_process_that_is_not_heard_of_begins_anew():
    running("gone")
    assert execution.take_up_abandoned("me") == 1
    execution.do_waiting("me")
    assert toy_jobs.done == ["Hof"]


@pytest.mark.django_db
def test_a_job_of_a_process_that_lives_is_left_alone_however_long_it_takes():
    running("busy", since=timedelta(hours=5))
    execution.beat("busy")
    assert execution.take_up_abandoned("me") == 0
    assert Job.objects.running().count() == 1


@pytest.mark.django_db
def test_a_process_whose_last_beat_is_old_counts_as_gone():
    running("gone", since=timedelta(hours=5))
    Worker.objects.create(key="gone", seen_at=clock.now() - execution.LOST_AFTER)
    assert execution.take_up_abandoned("me") == 1


@pytest.mark.django_db
def test_a_job_that_was_begun_just_now_is_left_alone():
    running("new", since=timedelta(seconds=30))
    assert execution.take_up_abandoned("me") == 0


@pytest.mark.django_db
def test_what_a_living_process_has_left_behind_itself_is_taken_up_too():
    """The database was away when the result was to be noted; the process went on."""
    running("me")
    execution.beat("me")
    assert execution.take_up_abandoned("me") == 1


@pytest.mark.django_db
def test_a_job_that_has_killed_five_processes_is_failed_and_a_person_may_try_it_again():
    job = running("gone", deaths=execution.MOST_TRIES - 1)
    assert execution.take_up_abandoned("me") == 1
    assert Job.objects.waiting().count() == 1
    Job.objects.update(
        status="RUNNING", started_at=clock.now() - timedelta(minutes=2), worker_ids=["gone"] * execution.MOST_TRIES
    )
    assert execution.take_up_abandoned("me") == 1
    assert Job.objects.failed().get().exception_class_path == "killed"
    assert execution.try_again(job)
    assert not execution.try_again(job)
    execution.do_waiting("me")
    assert toy_jobs.done == ["Hof"]


def test_of_four_processes_one_takes_up_an_abandoned_job(transactional_db):
    at_once(1, lambda: running("gone"))
    assert sum(at_once(4, execution.take_up_abandoned)) == 1


@pytest.mark.django_db
def test_whoever_saw_an_abandoned_job_too_late_does_not_take_it_from_who_has_taken_it_up():
    seen = running("gone")
    execution.take_up_abandoned("quick")
    execution._claim("quick")
    assert execution._give_back(seen, clock.now()) == 0
    assert Job.objects.running().get().worker_ids == ["gone", "quick"]


def test_four_processes_do_each_of_many_jobs_once(transactional_db):
    for number in range(20):
        toy_jobs.sweep.enqueue(str(number))
    at_once(4, lambda: execution.do_waiting("one of four"))
    assert sorted(toy_jobs.done, key=int) == [str(number) for number in range(20)]


def test_the_pulse_is_there_while_somebody_works_and_gone_afterwards(transactional_db, monkeypatch):
    monkeypatch.setattr(execution, "BEAT", timedelta(milliseconds=20))
    with execution.heartbeat("me"):
        first = Worker.objects.get(key="me").seen_at
        while Worker.objects.get(key="me").seen_at == first:
            pass  # the thread beats on, whatever this one does
    assert not Worker.objects.exists()


@pytest.mark.django_db
def test_a_database_that_is_away_does_not_stop_the_pulse(monkeypatch):
    def away(key):
        raise OperationalError

    monkeypatch.setattr(execution, "beat", away)
    monkeypatch.setattr(execution, "connection", type("Connection", (), {"close": staticmethod(lambda: None)}))
    with execution.heartbeat("me"):
        pass


@pytest.mark.django_db
def test_a_job_tells_how_far_it_has_come():
    toy_jobs.count.enqueue()
    execution.do_waiting("me")
    progress = JobProgress.objects.get()
    assert (progress.done, progress.total) == (3, 20)
    assert str(progress.job_id) == str(Job.objects.get().pk)
    execution.report(progress.job_id, 25, 20)
    progress.refresh_from_db()
    assert progress.done == 20


@pytest.mark.django_db
def test_the_database_refuses_more_than_all():
    toy_jobs.count.enqueue()
    with pytest.raises(IntegrityError), transaction.atomic():
        JobProgress.objects.bulk_create([JobProgress(job_id=Job.objects.get().pk, done=2, total=1)])


@pytest.mark.django_db
def test_a_job_that_does_the_work_of_all_ends_those_that_wait_for_now_and_no_others():
    for _time in range(3):
        toy_jobs.sweep.enqueue()
    toy_jobs.sweep.using(run_after=clock.now() + timedelta(hours=1)).enqueue()
    toy_jobs.count.enqueue()
    assert execution.finish_repeats(toy_jobs.sweep) == 3
    assert set(Job.objects.waiting().values_list("task_path", flat=True)) == {
        toy_jobs.sweep.module_path,
        toy_jobs.count.module_path,
    }
    assert not execution.is_planned(toy_jobs.sweep, clock.now())
    assert execution.is_planned(toy_jobs.sweep, clock.now() + timedelta(hours=2))
    assert execution.is_planned(toy_jobs.count, clock.now())


@pytest.mark.django_db
def test_work_that_nobody_begins_for_minutes_is_noticed_if_no_process_lives():
    assert not execution.nobody_works()
    with time_machine.travel("2026-11-24 10:00+01:00", tick=False) as now:
        toy_jobs.sweep.enqueue()
        toy_jobs.sweep.using(run_after=clock.now() + timedelta(days=1)).enqueue()
        now.shift(execution.MISSED_AFTER - timedelta(seconds=1))
        assert not execution.nobody_works()
        now.shift(timedelta(seconds=1))
        assert execution.nobody_works()
        execution.beat("slow")
        assert not execution.nobody_works()
        now.shift(execution.MISSED_AFTER)
        assert execution.nobody_works()
        execution.do_waiting("me")
        assert not execution.nobody_works()


@pytest.mark.django_db
def test_what_is_long_over_is_forgotten_and_what_waits_is_not():
    toy_jobs.sweep.enqueue()
    toy_jobs.stumble.enqueue()
    execution.do_waiting("me")
    toy_jobs.sweep.enqueue()
    execution.beat("me")
    now = clock.now()
    assert execution.forget(now + execution.JOBS_ARE_KEPT - timedelta(hours=1)) == 1  # the pulse of a day ago
    assert execution.forget(now + execution.JOBS_ARE_KEPT + timedelta(hours=1)) == 1
    assert Job.objects.failed().count() == 1
    execution.forget(now + execution.FAILED_JOBS_ARE_KEPT + timedelta(hours=1))
    assert [job.status for job in Job.objects.all()] == ["READY"]


def test_looking_for_work_takes_no_lock_while_there_is_none(transactional_db, django_assert_num_queries):
    connection.ensure_connection()
    with django_assert_num_queries(1):
        execution.do_waiting("me")
