"""Serve the demo house as in production: application server and background process, on this machine only."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from kasch_site.home.house_files import DEMO_FOLDER, accounts

HOST = "127.0.0.1"
STOP_TIMEOUT = 15  # seconds for the children to end before they are killed


class Command(BaseCommand):
    help = (
        "Serves the demo house at http://127.0.0.1:PORT; migrates and fills an empty database before. Ends on Ctrl-C."
    )

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port, **options):
        if not settings.IS_DEMO or settings.DEBUG:
            raise CommandError("This serves samples. Use it with DJANGO_SETTINGS_MODULE=kasch_site.settings.demo")
        refuse_taken_port(port)
        refuse_unknown_migrations()
        self.stdout.write("Preparing the demo house; the first time this takes a minute ...")
        self.stdout.flush()
        call_command("migrate", verbosity=0, interactive=False)
        collect_static_files()
        call_command("demo", if_empty=True, verbosity=0)
        connections.close_all()
        with StopRequest() as stop_request:
            children = [start_worker(port), start_server(port)]
            try:
                if wait_until_reachable(port, children, stop_request):
                    self.print_welcome(port)
                    watch(children, stop_request)
            finally:
                stop(children)
        if not stop_request.is_requested:
            raise CommandError("A part of the demo house stopped by itself, so the rest was stopped too. See above.")

    def print_welcome(self, port):
        lines = [
            "",
            f"The house is open:  {site_url(port)}/",
            f"For staff:          {site_url(port)}/admin/",
            *[
                f"   {account.name}, password {account.password} ({account.role})"
                for account in accounts.accounts_of(DEMO_FOLDER)
            ],
            f"Its mails:          {site_url(port)}/demo/post/",
            "Ctrl-C closes it.",
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


class StopRequest:
    """A context manager that records a request to stop (Ctrl-C, SIGTERM, a closed terminal) instead of exiting."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self):
        self.is_requested = False

    def __enter__(self):
        self.previous_handlers = {number: signal.signal(number, self._request) for number in self.SIGNALS}
        return self

    def __exit__(self, *_):
        for number, handler in self.previous_handlers.items():
            signal.signal(number, handler)

    def _request(self, *_):
        self.is_requested = True


def refuse_taken_port(port):
    """Raise `CommandError` if the port is in use or cannot be bound."""
    with socket.socket() as probe:
        # Like the server itself: a port whose last connections are in TIME_WAIT counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} is not free ({error}). Take another one, for example: make run PORT={port + 1}"
            ) from error


def refuse_unknown_migrations():
    """Raise `CommandError` if the database was made by another version, whose migrations are not in this tree."""
    loader = MigrationLoader(connection)
    if loader.applied_migrations.keys() - loader.disk_migrations.keys():
        raise CommandError(
            f"The data in {settings.VAR} were made by another version of this site, and this one cannot read them. "
            "Move the folder away to keep them, or remove it; the demo house is made again with: make run"
        )


def collect_static_files():
    """Collect, hash and compress the static files if one has changed since the last time."""
    marker = settings.STATIC_ROOT / ".collected"
    state = static_state()
    if marker.exists() and marker.read_text() == state:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    marker.write_text(state)


def static_state() -> str:
    """Return a digest of the names, sizes and times of the static files."""
    digest = hashlib.blake2b(digest_size=12)
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = storage.path(path)
            digest.update(f"{file} {storage.size(path)} {os.stat(file).st_mtime_ns}\n".encode())  # noqa: PTH116
    return digest.hexdigest()


def start_worker(port):
    """Start the background process; it ends by itself if this process is killed."""
    return start([sys.executable, "manage.py", "work", "--with-parent"], SITE_URL=site_url(port))


def start_server(port):
    """Start the application server as in production."""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:kasch_site.gunicorn_config", "kasch_site.wsgi"]
    return start(command, BIND=f"{HOST}:{port}", SITE_URL=site_url(port))


def site_url(port) -> str:
    """Return the base URL of the demo house."""
    return f"http://{HOST}:{port}"


def start(command, **environment):
    """Start a child in its own process group: only this process receives Ctrl-C, and stops the children in order."""
    environment = {**os.environ, **environment}
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, process_group=0)  # noqa: S603 - fixed commands


def wait_until_reachable(port, children, stop_request) -> bool:
    """Return whether the server accepts connections; False if a child has ended or a stop was requested."""
    while all(child.poll() is None for child in children) and not stop_request.is_requested:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def watch(children, stop_request):
    """Return when a stop is requested or a child has ended by itself."""
    while all(child.poll() is None for child in children) and not stop_request.is_requested:
        time.sleep(0.3)


def stop(children):
    """Terminate the children; kill those that have not ended after `STOP_TIMEOUT`."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
