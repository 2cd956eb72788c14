"""Management commands: the worker, the demo server, and removing demo accounts."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finder
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from kasch_site.accounts.demo_accounts import refuse_demo_accounts
from kasch_site.home.house_files import DEMO_FOLDER, accounts
from kasch_site.home.house_files.reading.folder import HouseFolder
from kasch_site.home.management.commands import serve_demo
from kasch_site.worker import periodic
from kasch_site.worker.management.commands import work
from kasch_site.worker.models import Job


@pytest.fixture
def signals_as_before():
    """Restore the signal handlers, which commands set for the whole process."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


DEMO_NAMES = "beratung-demo, bibliothek-demo, empfang-demo, leitung-demo, redaktion-demo, zeitung-demo"


@pytest.mark.django_db
def test_production_refuses_to_start_with_demo_accounts(settings):
    settings.IS_DEMO = settings.DEBUG = False
    accounts.write(HouseFolder(DEMO_FOLDER))
    get_user_model().objects.create_user("frau-holle")
    with pytest.raises(
        ImproperlyConfigured,
        match=DEMO_NAMES,
    ):
        refuse_demo_accounts()
    output = StringIO()
    call_command("remove_demo_accounts", stdout=output)
    assert DEMO_NAMES in output.getvalue()
    refuse_demo_accounts()
    assert list(get_user_model().objects.values_list("username", flat=True)) == ["frau-holle"]
    call_command("remove_demo_accounts", stdout=output)
    assert "no demo accounts" in output.getvalue()


@pytest.mark.django_db
def test_the_demo_may_have_demo_accounts(settings):
    accounts.write(HouseFolder(DEMO_FOLDER))
    settings.IS_DEMO = True
    refuse_demo_accounts()


@pytest.mark.django_db
def test_daily_jobs_use_the_local_day(house):
    house.time_zone = "Asia/Tokyo"
    house.save()
    with time_machine.travel(datetime(2026, 11, 24, 15, 30, tzinfo=UTC), tick=False):
        call_command("work", once=True)
    days = {key.rpartition(":")[2] for key in Job.objects.of(periodic.daily).values_list("key", flat=True)}
    assert days == {"2026-11-25"}


@pytest.mark.django_db
def test_the_worker_runs_on_an_empty_database():
    call_command("work", once=True)
    assert set(Job.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


@pytest.fixture
def process(monkeypatch, signals_as_before):
    """Return a worker with nothing to do."""
    monkeypatch.setattr(work, "POLL_INTERVAL", 0)
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    monkeypatch.setattr(work.Command, "run_jobs", lambda command: None)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_ends_on_request(number, monkeypatch, process):
    schedules = []

    def end_worker(command):
        schedules.append(1)
        os.kill(os.getpid(), number)

    monkeypatch.setattr(work.Command, "schedule_periodic", end_worker)
    call_command("work")
    assert schedules == [1]


def test_the_worker_ends_with_its_parent_process(monkeypatch, process):
    parents = iter([17, 17, 17, 1])
    schedules = []
    monkeypatch.setattr(work, "SCHEDULE_INTERVAL", 0)
    monkeypatch.setattr(work.os, "getppid", lambda: next(parents))
    monkeypatch.setattr(work.Command, "schedule_periodic", lambda command: schedules.append(1))
    call_command("work", with_parent=True)
    assert len(schedules) == 2


@pytest.mark.django_db
def test_the_worker_survives_a_database_outage(monkeypatch):
    def fail(today):
        raise OperationalError("gone")

    monkeypatch.setattr(work, "schedule", fail)
    output = StringIO()
    call_command("work", once=True, stderr=output)
    assert "gone" in output.getvalue()


def test_the_demo_command_requires_demo_settings(settings):
    settings.IS_DEMO = False
    with pytest.raises(CommandError, match=r"kasch_site\.settings\.demo"):
        call_command("serve_demo")


def test_a_port_in_use_is_reported(settings):
    settings.IS_DEMO = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} is not free.*make run PORT={port + 1}"):
            call_command("serve_demo", port=port)


def test_an_invalid_port_is_reported(settings):
    settings.IS_DEMO = True
    with pytest.raises(CommandError, match="Port 70000 is not free"):
        call_command("serve_demo", port=70_000)


def test_the_demo_house_has_one_canonical_url(monkeypatch):
    """The printed address; the worker needs it too."""
    started = []
    monkeypatch.setattr(serve_demo.subprocess, "Popen", lambda command, **options: started.append(options["env"]))
    serve_demo.start_worker(8123), serve_demo.start_server(8123)
    assert [environment["SITE_URL"] for environment in started] == ["http://127.0.0.1:8123"] * 2


def test_static_files_are_collected_only_after_a_change(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = tmp_path
    calls = []
    states = iter(["one", "one", "two"])
    monkeypatch.setattr(serve_demo, "call_command", lambda name, **options: calls.append(name))
    monkeypatch.setattr(serve_demo, "static_state", lambda: next(states))
    for _time in range(3):
        serve_demo.collect_static_files()
    assert calls == ["collectstatic", "collectstatic"]


def test_the_checksum_of_static_files_depends_on_their_content(settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path]
    get_finder.cache_clear()
    (tmp_path / "page.js").write_text("1")
    before = serve_demo.static_state()
    assert serve_demo.static_state() == before
    (tmp_path / "page.js").write_text("22")
    assert serve_demo.static_state() != before


def test_a_child_process_that_does_not_end_is_killed(monkeypatch):
    monkeypatch.setattr(serve_demo, "STOP_TIMEOUT", 0.2)
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(99)"
    child = subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE)
    child.stdout.readline()
    serve_demo.stop([child])
    assert child.poll() == -signal.SIGKILL
    child.stdout.close()


@pytest.mark.sqlite  # which the demo uses, on whatever database the tests run
def test_one_command_starts_and_stops_the_site(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"DJANGO_SETTINGS_MODULE": "tests.support.processes.demo_settings", "DEMO_FOLDER": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve_demo", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output = ""
    try:
        for line in process.stdout:
            output += line
            if "Ctrl-C" in line:
                break
        assert f"http://127.0.0.1:{port}/" in output
        for account in accounts.accounts_of(DEMO_FOLDER):
            assert f"{account.name}, password {account.password}" in output
        assert "Leipziger Straße 39" in get(port, "/kontakt/")
    finally:
        process.terminate()
        output += process.communicate(timeout=60)[0]
    assert process.returncode == 0, output
    with pytest.raises(OSError):
        get(port, "/")


def get(port, path):
    """Return the text of a page, without Python's proxies."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    return connection.getresponse().read().decode()


def test_data_of_another_version_are_refused_with_a_message(db):
    serve_demo.refuse_unknown_migrations()
    MigrationRecorder(connection).record_applied("signup", "0005_waiting_and_state")
    with pytest.raises(CommandError, match="another version"):
        serve_demo.refuse_unknown_migrations()
