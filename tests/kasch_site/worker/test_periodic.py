"""Work of every day: once, whoever asks, and again where it failed."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from kasch_site.common.clock import today
from kasch_site.common.models import PeriodicRun
from kasch_site.common.sections import DailyWork, HourlyWork, RetentionProvider, Section, providers
from kasch_site.worker import periodic
from tests.support.threads import at_once

DAY = date(2026, 11, 24)
MORNING = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.fixture
def only_job(monkeypatch):
    """Make a function the only work of the day."""

    def use(function):
        monkeypatch.setattr(periodic, "jobs", lambda today: {"sweep": function})

    return use


@pytest.mark.django_db
def test_a_job_runs_once_a_day_and_again_the_next(only_job):
    done = []
    only_job(lambda: done.append(1))
    assert periodic.run_due(DAY) == ["sweep"]
    assert periodic.run_due(DAY) == []
    assert periodic.run_due(DAY + timedelta(days=1)) == ["sweep"]
    assert len(done) == 2


@pytest.mark.django_db
def test_while_somebody_is_at_it_another_process_keeps_out(only_job):
    inside = []

    def job():
        inside.append(periodic.run_due(DAY))

    only_job(job)
    assert periodic.run_due(DAY) == ["sweep"]
    assert inside == [[]]


@pytest.mark.django_db
def test_a_job_that_failed_is_tried_again_after_a_pause_and_its_error_is_kept(only_job):
    attempts = []

    def job():
        attempts.append(1)
        if len(attempts) == 1:
            raise ValueError("the broom is broken")

    only_job(job)
    with time_machine.travel(MORNING, tick=False) as clock:
        assert periodic.run_due(DAY) == []
        assert re.fullmatch(r"ValueError in test_periodic.py, line \d+", PeriodicRun.objects.get().error)
        clock.shift(periodic.RETRY_AFTER - timedelta(seconds=1))
        assert periodic.run_due(DAY) == []
        clock.shift(timedelta(seconds=1))
        assert periodic.run_due(DAY) == ["sweep"]
    run = PeriodicRun.objects.get()
    assert run.error == ""
    assert run.finished_at is not None


@pytest.mark.django_db
def test_a_failing_job_does_not_keep_the_others_from_running(monkeypatch):
    def fail():
        raise ValueError

    done = []
    monkeypatch.setattr(periodic, "jobs", lambda today: {"first": fail, "second": lambda: done.append(1)})
    assert periodic.run_due(DAY) == ["second"]
    assert done == [1]


@pytest.mark.django_db
def test_a_job_whose_process_died_is_taken_up_again_by_one(only_job):
    done = []
    only_job(lambda: done.append(1))
    with time_machine.travel(MORNING, tick=False) as clock:
        PeriodicRun.objects.create(job="sweep", day=DAY)
        clock.shift(periodic.GIVEN_UP_AFTER - timedelta(seconds=1))
        assert periodic.run_due(DAY) == []
        clock.shift(timedelta(seconds=1))
        assert periodic.run_due(DAY) == ["sweep"]
        assert periodic.run_due(DAY) == []
    assert done == [1]


@pytest.mark.django_db
def test_whoever_was_thought_dead_does_not_overwrite_what_the_other_notes(only_job):
    with time_machine.travel(MORNING, tick=False) as clock:

        def slow_job():
            clock.shift(periodic.GIVEN_UP_AFTER)
            # Another process takes over while this one still believes it is at it.
            PeriodicRun.objects.update(started_at=MORNING + periodic.GIVEN_UP_AFTER)
            raise ValueError("too late")

        only_job(slow_job)
        periodic.run_due(DAY)
    assert PeriodicRun.objects.get().error == ""


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_row_for_a_job_and_day():
    PeriodicRun.objects.create(job="sweep", day=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodicRun.objects.bulk_create([PeriodicRun(job="sweep", day=DAY)])


@pytest.mark.django_db
def test_every_section_does_its_daily_work_and_purges(monkeypatch):
    asked = []
    for section in providers(DailyWork):
        monkeypatch.setattr(section, "daily", lambda today, key=section.key: asked.append((key, today)))
    for section in providers(RetentionProvider):
        monkeypatch.setattr(section, "purge", lambda before, key=section.key: asked.append((key, before)))
    with time_machine.travel(MORNING, tick=False):
        periodic.run_due(DAY)
    daily = {(section.key, DAY) for section in providers(DailyWork)}
    assert set(asked) == daily | {(section.key, MORNING) for section in providers(RetentionProvider)}


@pytest.mark.django_db
def test_old_runs_are_forgotten(monkeypatch):
    monkeypatch.setattr("kasch_site.common.sections.registry.sections", lambda: ())
    PeriodicRun.objects.create(job="sweep", day=DAY - timedelta(days=61))
    PeriodicRun.objects.create(job="sweep", day=DAY - timedelta(days=60))
    periodic.run_due(DAY)
    assert list(PeriodicRun.objects.filter(job="sweep").values_list("day", flat=True)) == [DAY - timedelta(days=60)]


def test_of_four_callers_at_the_same_moment_only_one_does_the_job(transactional_db, only_job):
    done = []
    only_job(lambda: done.append(1))
    at_once(4, lambda: periodic.run_due(DAY))
    assert done == [1]


def test_of_four_callers_only_one_takes_up_what_a_dead_process_left(transactional_db, only_job):
    done = []
    only_job(lambda: done.append(1))
    with time_machine.travel(MORNING, tick=False) as clock:
        at_once(1, lambda: PeriodicRun.objects.create(job="sweep", day=DAY))
        clock.shift(periodic.GIVEN_UP_AFTER)
        at_once(4, lambda: periodic.run_due(DAY))
    assert done == [1]


@pytest.fixture
def hours(monkeypatch):
    """The hours in which a section that works every hour has done so; the only section there is."""
    done = []

    class Bell(Section, HourlyWork):
        key = "bell"

        def hourly(self, now):
            done.append(now)

    monkeypatch.setattr("kasch_site.common.sections.registry.sections", lambda: (Bell(),))
    return done


@pytest.mark.django_db
def test_what_is_done_every_hour_is_done_once_an_hour_also_when_a_day_has_25(hours):
    with time_machine.travel(datetime(2026, 10, 24, 21, 0, tzinfo=UTC), tick=False) as clock:
        for _quarter in range(4 * 30):
            periodic.run_due(today())
            clock.shift(timedelta(minutes=15))
    assert hours == [datetime(2026, 10, 24, 21, 0, tzinfo=UTC) + timedelta(hours=hour) for hour in range(30)]


def test_of_four_callers_in_the_same_hour_only_one_does_the_work_of_the_hour(transactional_db, hours):
    at_once(4, lambda: periodic.run_due(DAY))
    assert len(hours) == 1


@pytest.mark.django_db
def test_what_is_kept_and_logged_of_an_error_names_nobody(only_job, caplog):
    person = "Erika Muster"

    def fail():
        raise ValueError(person)

    only_job(fail)
    periodic.run_due(DAY)
    assert "ValueError" in caplog.text
    assert person not in caplog.text + PeriodicRun.objects.get().error
