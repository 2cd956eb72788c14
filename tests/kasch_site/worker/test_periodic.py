"""Daily jobs run once a day, and again after a failure."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from kasch_site.common.clock import today
from kasch_site.common.sections import DailyWork, HourlyWork, RetentionProvider, Section, providers
from kasch_site.worker import execution, periodic
from kasch_site.worker.admin import JobAdmin
from kasch_site.worker.models import Job
from tests.support.processes.threads import run_concurrently

DAY = date(2026, 11, 24)
MORNING = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def work(day=DAY):
    """Run the periodic jobs as `manage.py work` does."""
    periodic.schedule(day)
    execution.run_due_jobs("me")


def jobs(task=periodic.daily):
    return Job.objects.of(task)


@pytest.fixture
def only_job(monkeypatch):
    """Make a function the only daily job."""

    def use(function, *others):
        made = []
        for number, other in enumerate([function, *others]):
            made.append(
                type(
                    "ToySection",
                    (Section, DailyWork),
                    {"key": f"toys{number}", "daily": lambda _self, _day, f=other: f()},
                )()
            )
        monkeypatch.setattr("kasch_site.common.sections.registry.sections", lambda: tuple(made))

    return use


@pytest.mark.django_db
def test_a_daily_job_runs_once_a_day(only_job):
    done = []
    only_job(lambda: done.append(1))
    for day in (DAY, DAY, DAY + timedelta(days=1)):
        work(day)
    assert len(done) == 2
    assert list(jobs().values_list("key", flat=True).order_by("key")) == [
        "daily:toys0:2026-11-24",
        "daily:toys0:2026-11-25",
    ]


@pytest.mark.django_db
def test_a_running_job_is_not_started_by_another_process(only_job):
    done = []

    def job():
        done.append(1)
        work()

    only_job(job)
    work()
    assert done == [1]


@pytest.mark.django_db
def test_a_failed_job_is_retried_after_a_pause_and_its_error_is_stored(only_job):
    attempts = []

    def job():
        attempts.append(1)
        if len(attempts) == 1:
            raise ValueError("the device is broken")

    only_job(job)
    with time_machine.travel(MORNING, tick=False) as clock:
        work()
        assert re.fullmatch(r"ValueError in test_periodic.py, line \d+", jobs().failed().get().error)
        clock.shift(periodic.RETRY_AFTER - timedelta(seconds=1))
        work()
        assert attempts == [1]
        clock.shift(timedelta(seconds=1))
        work()
    run = jobs().successful().get()
    assert run.error == ""
    assert run.finished_at is not None


@pytest.mark.django_db
def test_a_job_that_failed_all_day_is_left_to_the_next_day(only_job):
    def fail():
        raise ValueError

    only_job(fail)
    work()
    work(DAY + timedelta(days=1))
    assert jobs().get().key == "daily:toys0:2026-11-25"


@pytest.mark.django_db
def test_a_failing_job_does_not_block_others(only_job):
    def fail():
        raise ValueError

    done = []
    only_job(lambda: done.append("last"), fail, lambda: done.append("first"))
    work()
    assert done == ["first", "last"]  # the sections that others depend on come first


@pytest.mark.django_db
def test_a_job_of_a_dead_process_is_taken_over_by_one_process(only_job):
    done = []
    only_job(lambda: done.append(1))
    with time_machine.travel(MORNING, tick=False) as clock:
        periodic.schedule(DAY)
        assert execution.claim("dead").task_path == periodic.daily.module_path
        clock.shift(execution.LEASE - timedelta(seconds=1))
        work()
        assert done == []
        clock.shift(timedelta(seconds=1))
        work()
        work()
    assert done == [1]


@pytest.mark.django_db
def test_a_process_that_lost_its_lease_does_not_overwrite_the_result(only_job):
    with time_machine.travel(MORNING, tick=False) as clock:
        tries = []

        def slow_job():
            tries.append(1)
            if len(tries) == 1:
                clock.shift(execution.LEASE)
                work()  # another process takes over while this one still runs
                raise ValueError("too late")

        only_job(slow_job)
        work()
    assert len(tries) == 2
    assert jobs().successful().get().error == ""


@pytest.mark.django_db
def test_the_database_refuses_a_second_row_for_a_job_and_day():
    periodic.schedule(DAY)
    again = next(iter(periodic.jobs_of(DAY).values()))
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.bulk_create([again])


@pytest.mark.django_db
def test_every_section_runs_its_daily_jobs_and_purges(monkeypatch):
    called = []
    for section in providers(DailyWork):
        monkeypatch.setattr(section, "daily", lambda today, key=section.key: called.append((key, today)))
    for section in providers(RetentionProvider):
        monkeypatch.setattr(section, "purge", lambda before, key=section.key: called.append((key, before)))
    with time_machine.travel(MORNING, tick=False):
        work()
    daily = {(section.key, DAY) for section in providers(DailyWork)}
    assert set(called) == daily | {(section.key, MORNING) for section in providers(RetentionProvider)}


@pytest.mark.django_db
def test_staff_see_failures_and_no_routine_results(rf, admin_user):
    def fail():
        raise ValueError

    class ToySection(Section, DailyWork):
        key = "toys"

        def daily(self, today):
            fail()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("kasch_site.common.sections.registry.sections", lambda: (ToySection(),))
        work()
    request = rf.get("/")
    request.user = admin_user
    from django.contrib import admin

    shown = JobAdmin(Job, admin.site).get_queryset(request)
    assert [str(job) for job in shown] == ["Tägliche Arbeit"]
    assert Job.objects.count() > 1


def test_one_of_four_concurrent_callers_runs_the_job(transactional_db, only_job):
    done = []
    only_job(lambda: done.append(1))
    run_concurrently(work, times=4)
    work()
    assert done == [1]


def test_one_of_four_callers_takes_over_the_job_of_a_dead_process(transactional_db, only_job):
    done = []
    only_job(lambda: done.append(1))
    with time_machine.travel(MORNING, tick=False) as clock:
        periodic.schedule(DAY)
        run_concurrently(lambda: execution.claim("dead"))
        clock.shift(execution.LEASE)
        run_concurrently(work, times=4)
        work()
    assert done == [1]


@pytest.fixture
def hourly_runs(monkeypatch):
    """Record the hours of an hourly job of the only section."""
    done = []

    class HourlySection(Section, HourlyWork):
        key = "hourly"

        def hourly(self, now):
            done.append(now)

    monkeypatch.setattr("kasch_site.common.sections.registry.sections", lambda: (HourlySection(),))
    return done


@pytest.mark.django_db
def test_an_hourly_job_runs_once_an_hour_on_a_day_with_25_hours(hourly_runs):
    with time_machine.travel(datetime(2026, 10, 24, 21, 0, tzinfo=UTC), tick=False) as clock:
        for _quarter in range(4 * 30):
            work(today())
            clock.shift(timedelta(minutes=15))
    assert hourly_runs == [datetime(2026, 10, 24, 21, 0, tzinfo=UTC) + timedelta(hours=hour) for hour in range(30)]


def test_one_of_four_callers_runs_the_hourly_job(transactional_db, hourly_runs):
    run_concurrently(work, times=4)
    work()
    assert len(hourly_runs) == 1


@pytest.mark.django_db
def test_stored_and_logged_errors_contain_no_names(only_job, caplog):
    person = "Erika Muster"

    def fail():
        raise ValueError(person)

    only_job(fail)
    work()
    assert "ValueError" in caplog.text
    assert person not in caplog.text + jobs().failed().get().error
