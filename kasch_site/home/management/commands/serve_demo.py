"""The demo house as it would run: application server and background process, on this machine alone."""

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
PATIENCE = 15  # seconds for the children to end before they are killed


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
        with Ending() as ending:
            children = [start_worker(port), start_server(port)]
            try:
                if wait_until_it_answers(port, children, ending):
                    self.welcome(port)
                    watch(children, ending)
            finally:
                end(children)
        if not ending.is_asked:
            raise CommandError("A part of the demo house stopped by itself, so the rest was stopped too. See above.")

    def welcome(self, port):
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


class Ending:
    """Remembers that somebody asked for the end (Ctrl-C, SIGTERM, a closed terminal) instead of dying of it."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self):
        self.is_asked = False

    def __enter__(self):
        self.before = {number: signal.signal(number, self._ask) for number in self.SIGNALS}
        return self

    def __exit__(self, *_):
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _ask(self, *_):
        self.is_asked = True


def refuse_taken_port(port):
    """Say so in a sentence if somebody else listens there, or if the port cannot be had at all."""
    with socket.socket() as probe:
        # As the server itself does: a port whose last connections are still fading away counts as free.
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
            "Move the folder away to keep them, or remove it; the demo house is made anew with: make run"
        )


def collect_static_files():
    """Collect, hash and compress the static files, if one has changed since the last time."""
    mark = settings.STATIC_ROOT / ".collected"
    state = static_state()
    if mark.exists() and mark.read_text() == state:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    mark.write_text(state)


def static_state() -> str:
    """A word that changes with names, sizes and times of the static files."""
    digest = hashlib.blake2b(digest_size=12)
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = storage.path(path)
            digest.update(f"{file} {storage.size(path)} {os.stat(file).st_mtime_ns}\n".encode())  # noqa: PTH116
    return digest.hexdigest()


def start_worker(port):
    """The background process; it ends by itself should this one be killed."""
    return start([sys.executable, "manage.py", "work", "--with-parent"], SITE_URL=site_url(port))


def start_server(port):
    """The application server as in production."""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:kasch_site.gunicorn_config", "kasch_site.wsgi"]
    return start(command, BIND=f"{HOST}:{port}", SITE_URL=site_url(port))


def site_url(port) -> str:
    """The one address of the demo house, whatever name of this machine somebody types."""
    return f"http://{HOST}:{port}"


def start(command, **environment):
    """A child in a process group of its own: Ctrl-C comes to this process alone, which ends the children in order."""
    environment = {**os.environ, **environment}
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, process_group=0)  # noqa: S603 - our words


def wait_until_it_answers(port, children, ending) -> bool:
    """Return whether the server has come up; False if a child ended before, or the end was asked for."""
    while all(child.poll() is None for child in children) and not ending.is_asked:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def watch(children, ending):
    """Return when the end is asked for, or when a child has ended by itself."""
    while all(child.poll() is None for child in children) and not ending.is_asked:
        time.sleep(0.3)


def end(children):
    """Ask the children to end, and make sure that they did."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
