"""How the application server runs: threads, so that a slow line blocks nobody; and no word about visitors.

Used by `manage.py serve_demo`; on a server: gunicorn --config python:kasch_site.gunicorn_config kasch_site.wsgi
Address, number of processes and threads can be set in the environment (BIND, WEB_CONCURRENCY, WEB_THREADS), and how
many seconds somebody may say nothing in the middle of a request (WEB_PATIENCE).
"""

import os
import socket
import struct
from pathlib import Path

from kasch_site.common.private_log import NotOfStrangers, PrivateFormatter

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "16"))  # one takes about 1 MB, and a connection to the database
keepalive = 20  # seconds; the server in front has to give up an idle connection earlier
patience = int(os.environ.get("WEB_PATIENCE", "10"))  # seconds
graceful_timeout = 10  # seconds for what is being answered when the server ends
max_requests = 20_000  # a process that grows is replaced before anybody notices
max_requests_jitter = 2_000
accesslog = None
loglevel = "warning"
control_socket_disable = True
# The heartbeat file of a worker on a busy disk can make it look dead.
if Path("/dev/shm").is_dir():  # noqa: S108 - memory, not a place for our files
    worker_tmp_dir = "/dev/shm"  # noqa: S108

# From nobody, not even from loopback, is a header taken for the path of the site (SCRIPT_NAME, PATH_INFO).
forwarder_headers = ""


def when_ready(server):
    """End requests that stop in the middle, each of which would keep a thread for ever; and log nothing of visitors.

    gunicorn waits without limit for the rest of a header or a body. What is set at a listening socket holds for the
    connections it accepts; reading then fails with BlockingIOError, which is no error of ours and nothing to log.
    """
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", patience, 0))
    for handler in server.log.error_log.handlers:
        handler.setFormatter(PrivateFormatter(server.log.error_fmt, server.log.datefmt))
    server.log.error_log.addFilter(NotOfStrangers())
    server.log.error_log.addFilter(lambda record: not (record.exc_info and record.exc_info[0] is BlockingIOError))
