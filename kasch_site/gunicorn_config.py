"""How the application server runs: threads, so that a slow line blocks nobody; and no word about visitors.

Used by `manage.py serve_demo`; on a server: gunicorn --config python:kasch_site.gunicorn_config kasch_site.wsgi
Address, number of processes and threads can be set in the environment (BIND, WEB_CONCURRENCY, WEB_THREADS).
"""

import os
from pathlib import Path

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
keepalive = 20  # seconds
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
