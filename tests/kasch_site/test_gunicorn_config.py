"""The application server does not log malformed requests."""

import os
import socket
import subprocess
import sys
import time
from contextlib import closing

import pytest

TIMEOUT = 25  # seconds


def application(environ, start_response):
    """Read the request as Django does, and respond with "ok"."""
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


@pytest.fixture
def server(tmp_path):
    """Run a server with one process and one thread; yield its port and a function that stops it and returns its log."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "1", "WEB_THREADS": "1"}
    command = [sys.executable, "-m", "gunicorn", "--config", "python:kasch_site.gunicorn_config"]
    log = tmp_path / "log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [*command, "tests.kasch_site.test_gunicorn_config:application"],
            env={**os.environ, **settings},
            stderr=stream,
        )

    def end():
        process.terminate()
        process.wait(20)
        return log.read_text()

    try:
        wait_for(port)
        yield port, end
    finally:
        end()


def wait_for(port):
    for _attempt in range(300):
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def test_a_malformed_http_request_is_not_logged(server):
    port, end = server
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as connection:
        connection.sendall(b"GET /anmeldung/geheim HTTP/1.1 und mehr\r\n\r\n")
        assert b" 400 " in connection.recv(1000)
    log = end()
    assert "geheim" not in log
    assert "127.0.0.1:" not in log
    assert "ip=" not in log
