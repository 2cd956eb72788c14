"""Application servers on loopback, and the CPU time of a request."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "de,en;q=0.5",
    "User-Agent": "Mozilla/5.0 (bench)",
}


@dataclass
class Server:
    """A running gunicorn; `cpu()` returns the CPU seconds of its worker processes."""

    port: int
    process: subprocess.Popen

    def workers(self):
        return psutil.Process(self.process.pid).children(recursive=True)

    def cpu(self):
        return sum(_cpu_seconds(worker) for worker in self.workers())

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)


def _cpu_seconds(process):
    """Return the CPU time of a process; psutil rounds to hundredths of a second, too coarse for short rounds."""
    if sys.platform != "linux":
        return sum(process.cpu_times()[:2])
    # The CPU clock id of another process, as in the C library (clock_getcpuclockid(3), CPUCLOCK_SCHED).
    return time.clock_gettime(~process.pid << 3 | 2)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def gunicorn(application, **environment):
    """Serve a WSGI application with one threaded worker, as in production, until the block ends."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "4"),
        *("--keep-alive", "30", "--log-level", "error"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    server = Server(port, process)
    try:
        wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def wait_for(server, seconds=40):
    """Return once the server responds."""
    for _attempt in range(seconds * 10):
        if server.process.poll() is not None:
            raise RuntimeError("the server did not start")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def fetch(connection, path):
    """Send one request as a browser does; return status, headers and body."""
    connection.request("GET", path, headers=BROWSER)
    response = connection.getresponse()
    return response.status, dict(response.getheaders()), response.read()


def cost(server, path, requests, before_each=None):
    """Return the CPU milliseconds of the server per request, the mean of `requests` on a keep-alive connection."""
    connection = server.connect()
    fetch(connection, path)
    started = server.cpu()
    for _number in range(requests):
        if before_each:
            before_each()
        status, _headers, _body = fetch(connection, path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
    spent = server.cpu() - started
    connection.close()
    return spent / requests * 1000
