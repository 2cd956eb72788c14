"""The commands that keep a house running: the background process, the demo server, and saying goodbye to the demo."""

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
    """Commands set handlers for the whole process."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.django_db
def test_production_refuses_to_start_beside_demo_accounts_until_they_are_removed(settings):
    settings.IS_DEMO = settings.DEBUG = False
    accounts.write(HouseFolder(DEMO_FOLDER))
    get_user_model().objects.create_user("frau-holle")
    with pytest.raises(ImproperlyConfigured, match="beratung-demo, empfang-demo, leitung-demo, redaktion-demo"):
        refuse_demo_accounts()
    said = StringIO()
    call_command("remove_demo_accounts", stdout=said)
    assert "beratung-demo, empfang-demo, leitung-demo, redaktion-demo" in said.getvalue()
    refuse_demo_accounts()
    assert list(get_user_model().objects.values_list("username", flat=True)) == ["frau-holle"]
    call_command("remove_demo_accounts", stdout=said)
    assert "no demo accounts" in said.getvalue()


@pytest.mark.django_db
def test_the_demo_itself_may_have_them(settings):
    accounts.write(HouseFolder(DEMO_FOLDER))
    settings.IS_DEMO = True
    refuse_demo_accounts()


@pytest.mark.django_db
def test_the_day_of_the_work_is_that_of_the_house(house):
    house.time_zone = "Asia/Tokyo"
    house.save()
    with time_machine.travel(datetime(2026, 11, 24, 15, 30, tzinfo=UTC), tick=False):
        call_command("work", once=True)
    days = {key.rpartition(":")[2] for key in Job.objects.of(periodic.daily).values_list("key", flat=True)}
    assert days == {"2026-11-25"}


@pytest.mark.django_db
def test_an_empty_database_is_no_reason_to_stop_working():
    call_command("work", once=True)
    assert set(Job.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


@pytest.fixture
def process(monkeypatch, signals_as_before):
    """The background process with nothing to do."""
    monkeypatch.setattr(work, "PAUSE", 0)
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    monkeypatch.setattr(work.Command, "do_jobs", lambda command: None)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_background_process_ends_when_it_is_asked_to(number, monkeypatch, process):
    looks = []

    def look(command):
        looks.append(1)
        os.kill(os.getpid(), number)

    monkeypatch.setattr(work.Command, "look", look)
    call_command("work")
    assert looks == [1]


def test_the_background_process_ends_with_the_one_that_started_it(monkeypatch, process):
    parents = iter([17, 17, 17, 1])
    looks = []
    monkeypatch.setattr(work, "LOOK", 0)
    monkeypatch.setattr(work.os, "getppid", lambda: next(parents))
    monkeypatch.setattr(work.Command, "look", lambda command: looks.append(1))
    call_command("work", with_parent=True)
    assert len(looks) == 2


@pytest.mark.django_db
def test_a_database_that_is_away_for_a_moment_does_not_end_the_background_process(monkeypatch):
    def away(today):
        raise OperationalError("gone")

    monkeypatch.setattr(work, "schedule", away)
    said = StringIO()
    call_command("work", once=True, stderr=said)
    assert "gone" in said.getvalue()


def test_samples_are_not_served_with_other_settings(settings):
    settings.IS_DEMO = False
    with pytest.raises(CommandError, match=r"kasch_site\.settings\.demo"):
        call_command("serve_demo")


def test_a_port_in_use_is_told_in_a_sentence(settings):
    settings.IS_DEMO = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} is not free.*make run PORT={port + 1}"):
            call_command("serve_demo", port=port)


def test_a_port_that_cannot_be_is_told_too(settings):
    settings.IS_DEMO = True
    with pytest.raises(CommandError, match="Port 70000 is not free"):
        call_command("serve_demo", port=70_000)


def test_the_demo_house_has_one_address(monkeypatch):
    """The one that is printed; the background process needs it too."""
    started = []
    monkeypatch.setattr(serve_demo.subprocess, "Popen", lambda command, **options: started.append(options["env"]))
    serve_demo.start_worker(8123), serve_demo.start_server(8123)
    assert [environment["SITE_URL"] for environment in started] == ["http://127.0.0.1:8123"] * 2


def test_static_files_are_collected_only_when_one_has_changed(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = tmp_path
    calls = []
    states = iter(["one", "one", "two"])
    monkeypatch.setattr(serve_demo, "call_command", lambda name, **options: calls.append(name))
    monkeypatch.setattr(serve_demo, "static_state", lambda: next(states))
    for _time in range(3):
        serve_demo.collect_static_files()
    assert calls == ["collectstatic", "collectstatic"]


def test_the_state_of_static_files_changes_with_their_content(settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path]
    get_finder.cache_clear()
    (tmp_path / "page.js").write_text("1")
    before = serve_demo.static_state()
    assert serve_demo.static_state() == before
    (tmp_path / "page.js").write_text("22")
    assert serve_demo.static_state() != before


def test_a_child_that_does_not_want_to_end_is_ended(monkeypatch):
    monkeypatch.setattr(serve_demo, "STOP_TIMEOUT", 0.2)
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(99)"
    child = subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE)
    child.stdout.readline()
    serve_demo.stop([child])
    assert child.poll() == -signal.SIGKILL
    child.stdout.close()


@pytest.mark.sqlite  # which the demo stands on, whatever the tests do
def test_one_command_opens_the_house_and_closes_it_again(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"DJANGO_SETTINGS_MODULE": "tests.support.demo_settings", "DEMO_FOLDER": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve_demo", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = ""
    try:
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        assert f"http://127.0.0.1:{port}/" in said
        for account in accounts.accounts_of(DEMO_FOLDER):
            assert f"{account.name}, password {account.password}" in said
        assert "Leipziger Straße 39" in get(port, "/kontakt/")
    finally:
        process.terminate()
        said += process.communicate(timeout=60)[0]
    assert process.returncode == 0, said
    with pytest.raises(OSError):
        get(port, "/")


def get(port, path):
    """The text of a page, asked for without Python's proxies."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    return connection.getresponse().read().decode()


def test_data_of_another_version_are_refused_in_words(db):
    serve_demo.refuse_unknown_migrations()
    MigrationRecorder(connection).record_applied("signup", "0005_waiting_and_state")
    with pytest.raises(CommandError, match="another version"):
        serve_demo.refuse_unknown_migrations()
