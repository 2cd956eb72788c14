"""The site in processes of its own, as on a server: the application server, the background process, and their ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count

from django.conf import settings
from django.db import connection

MAX_FURTHER = 10  # kills
PATIENCE = 60  # seconds for something to begin or to end, also on a busy machine


def environment(**more):
    """What leads a process of its own to the database of the test."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "kasch_site.settings.test", **more}


def free_port() -> int:
    """A port on loopback that nobody listens at."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(command, **more) -> subprocess.Popen:
    """Start Python with these arguments, leader of a group, so that what it starts itself can be killed with it."""
    return subprocess.Popen(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=environment(**more), start_new_session=True
    )


def start_server(port: int, **more) -> subprocess.Popen:
    """The application server with wide doors (`tests.support.no_rate_limits`), set up as it is in the house."""
    served = {"BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "2", "WEB_THREADS": "8", **more}
    return start(
        ["-m", "gunicorn", "--config", "python:kasch_site.gunicorn_config", "tests.support.no_rate_limits"], **served
    )


def wait_for(port: int, process: subprocess.Popen) -> None:
    """Return once somebody listens there."""
    wait_until(lambda: process.poll() is not None or _listens(port), "the server does not answer")
    assert process.poll() is None, "the server did not start"


def wait_until(is_so, otherwise: str) -> None:
    """Return once it is so; fail with these words if it does not become so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, otherwise
        time.sleep(0.005)


def wait_for_the_last(left, otherwise: str) -> None:
    """Return once `left()` is 0; fail with these words when it stays the same for as long as we have patience."""
    before = left()
    while before:
        wait_until(lambda known=before: left() != known, f"{otherwise}: {before}")
        before = left()


def bursts(number: int, is_enough) -> Iterator[int]:
    """Count so many kills, and more until `is_enough()`: one that came too early or too late is worth nothing."""
    for done in count(1):
        yield done
        if done >= number and is_enough():
            return
        assert done < number + MAX_FURTHER, "the kills did not come in the middle"


@contextmanager
def server(**more):
    """A running server; gives its port."""
    port = free_port()
    process = start_server(port, **more)
    try:
        wait_for(port, process)
        yield port
    finally:
        end(process)


def end(process: subprocess.Popen) -> int:
    """Ask a process to end, and return its code."""
    process.terminate()
    try:
        return process.wait(PATIENCE)
    finally:
        kill(process)


def kill(*processes: subprocess.Popen) -> None:
    """kill -9 for these and all that they have started, in one moment."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    for process in processes:
        process.wait(PATIENCE)


def _listens(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
