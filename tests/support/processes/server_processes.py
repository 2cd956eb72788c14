"""Run the site in separate processes, as in production: application server and worker."""

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
TIMEOUT = 60  # seconds for something to begin or to end, also on a busy machine


def environment(**more):
    """Return the environment of a process that uses the database of the test."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "kasch_site.settings.test", **more}


def free_port() -> int:
    """Return an unused port on loopback."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(command, **more) -> subprocess.Popen:
    """Start Python with these arguments as leader of a process group, so that its children can be killed with it."""
    return subprocess.Popen(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=environment(**more), start_new_session=True
    )


def start_server(port: int, **more) -> subprocess.Popen:
    """Start the application server with the configuration of production, without rate limits."""
    variables = {"BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "2", "WEB_THREADS": "8", **more}
    return start(
        ["-m", "gunicorn", "--config", "python:kasch_site.gunicorn_config", "tests.support.processes.site_for_races"],
        **variables,
    )


def wait_for(port: int, process: subprocess.Popen) -> None:
    """Return once the server listens on that port."""
    wait_until(lambda: process.poll() is not None or _listens(port), "the server does not respond")
    assert process.poll() is None, "the server did not start"


def wait_until(condition, message: str) -> None:
    """Return once the condition is true; fail with the message after the timeout."""
    end = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < end, message
        time.sleep(0.005)


def wait_for_zero(count_left, message: str) -> None:
    """Return once `count_left()` is 0; fail with the message if it does not change during the timeout."""
    before = count_left()
    while before:
        wait_until(lambda before=before: count_left() != before, f"{message}: {before}")
        before = count_left()


def count_kills(number: int, has_enough) -> Iterator[int]:
    """Yield the numbers of kills, and more until `has_enough()`: a kill may come too early or too late."""
    for done in count(1):
        yield done
        if done >= number and has_enough():
            return
        assert done < number + MAX_FURTHER, "no kill interrupted the work"


@contextmanager
def server(**more):
    """Run a server; yield its port."""
    port = free_port()
    process = start_server(port, **more)
    try:
        wait_for(port, process)
        yield port
    finally:
        end(process)


def end(process: subprocess.Popen) -> int:
    """Terminate a process and return its exit code."""
    process.terminate()
    try:
        return process.wait(TIMEOUT)
    finally:
        kill(process)


def kill(*processes: subprocess.Popen) -> None:
    """Send SIGKILL to the process groups of these processes."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    for process in processes:
        process.wait(TIMEOUT)


def _listens(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
