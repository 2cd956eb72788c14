"""The cost of a POST, compared with a bare view that inserts one row under a unique constraint."""

import secrets
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode
from uuid import uuid4

from .pages import verdict
from .site.servers import BROWSER, gunicorn

ROUNDS = 5
POSTS = 120
WARM_UP = 5
CLIENTS = 64
POSTS_EACH = 6
ALLOWED_CPU = 9.0
ALLOWED_P99 = 9.0
# The total number of requests.
TOTAL = ROUNDS * (POSTS + WARM_UP + CLIENTS * POSTS_EACH)


def compare(environment, name, make_post):
    """Measure CPU time of one POST and the 99th percentile with 64 concurrent clients, as ratios to the bare view.

    `make_post()` returns path, body and headers of a new POST, different from all previous ones.
    """
    with tempfile.TemporaryDirectory() as folder:
        bare_database = {"DATABASE_URL": f"sqlite:///{Path(folder) / 'bare.sqlite3'}"}
        with (
            gunicorn("bench.site.no_rate_limits", **environment) as ours,
            gunicorn("bench.baselines.insert", **bare_database) as bare,
        ):
            cpu, slowest = [], []
            for _round in range(ROUNDS):
                base = cost_of_posts(bare, _insert)
                cpu.append(cost_of_posts(ours, make_post) / base)
            for _round in range(ROUNDS):
                base = _p99(bare, _insert)
                slowest.append(_p99(ours, make_post) / base)
    yield verdict(f"{name}, processor time", median(cpu), ALLOWED_CPU)
    yield verdict(f"{name}, slowest hundredth with {CLIENTS} clients", median(slowest), ALLOWED_P99)


def filled_form(path, **fields):
    """Return path, body and headers of a form as a browser submits it, 30 seconds after it was rendered."""
    from kasch_site.common import clock
    from kasch_site.common.forms.guard import TOKEN, FormStamp

    secret = secrets.token_hex(16)
    form = {
        "csrfmiddlewaretoken": secret,
        TOKEN: FormStamp(uuid4(), clock.now() - timedelta(seconds=30)).sign(),
        "homepage": "",
        **fields,
    }
    return path, urlencode(form), {"Cookie": f"csrftoken={secret}"}


def _insert():
    return "/insert/", urlencode({"name": "Beispiel Anna"}), {}


def _send(connection, post, expected=(200, 302)):
    path, body, headers = post
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, body, {**BROWSER, **form, **headers})
    response = connection.getresponse()
    answer = response.read()
    if response.status not in expected:
        raise RuntimeError(f"{path} answered {response.status}: {answer[-400:].decode(errors='replace')}")


def cost_of_posts(server, make_post, **expected):
    """Return the CPU milliseconds of the server for one POST."""
    connection, posts = server.connect(), [make_post() for _number in range(POSTS + WARM_UP)]
    for post in posts[:WARM_UP]:
        _send(connection, post, **expected)
    started = server.cpu()
    for post in posts[WARM_UP:]:
        _send(connection, post, **expected)
    spent = server.cpu() - started
    connection.close()
    return spent / POSTS * 1000


def _p99(server, make_post):
    """Return the 99th percentile of the response times with 64 concurrent clients, in seconds."""
    took, errors = [], []
    start = threading.Barrier(CLIENTS)

    def ask(posts):
        connection = server.connect()
        start.wait()
        try:
            for post in posts:
                began = time.perf_counter()
                _send(connection, post)
                took.append(time.perf_counter() - began)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=ask, args=([make_post() for _number in range(POSTS_EACH)],))
        for _client in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return quantiles(took, n=100)[98]
