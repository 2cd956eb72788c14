"""Settings of the application server: threads, and no logging of visitors.

Used by `manage.py serve_demo`; on a server: gunicorn --config python:kasch_site.gunicorn_config kasch_site.wsgi
Address, number of processes and threads can be set in the environment (BIND, WEB_CONCURRENCY, WEB_THREADS). Slow
clients are left to the server in front, which hands on complete requests only (docs/operations.md).
"""

import threading
from pathlib import Path

from kasch_site.common.logs.private_log import InvalidRequestFilter, PrivateFormatter
from kasch_site.common.search.analysis.compounds import load_nouns
from kasch_site.settings import env

bind = env.text("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = env.number("WEB_CONCURRENCY", 2, at_least=1)
threads = env.number("WEB_THREADS", 16, at_least=1)  # one takes about 1 MB, and a connection to the database
keepalive = 20  # seconds; the server in front has to give up an idle connection earlier
graceful_timeout = 10  # seconds for what is being answered when the server ends
max_requests = 20_000  # a process that grows is replaced before anybody notices
max_requests_jitter = 2_000
accesslog = None
loglevel = "warning"
control_socket_disable = True
# The heartbeat file of a worker on a busy disk can make it look unresponsive.
if Path("/dev/shm").is_dir():  # noqa: S108 - memory, not a place for our files
    worker_tmp_dir = "/dev/shm"  # noqa: S108

# No client, not even on loopback, may set the path of the site by a header (SCRIPT_NAME, PATH_INFO).
forwarder_headers = ""


def when_ready(server):
    """Keep personal data and secrets out of the server's own log."""
    for handler in server.log.error_log.handlers:
        handler.setFormatter(PrivateFormatter(server.log.error_fmt, server.log.datefmt))
    server.log.error_log.addFilter(InvalidRequestFilter())


def post_worker_init(worker):
    """Load the list of nouns in a thread, so that the first page with a long word does not wait for it."""
    threading.Thread(target=load_nouns, daemon=True).start()
