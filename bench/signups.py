"""What it costs to confirm a sign-up, beside a bare view that inserts one row under a unique constraint."""

import itertools
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
from .servers import BROWSER, gunicorn

ROUNDS = 5
POSTS = 120
CLIENTS = 64
POSTS_EACH = 6
ALLOWED_CPU = 4.0
ALLOWED_P99 = 4.0
_names = itertools.count()


def measure(environment):
    """Processor time of one sign-up, and the slowest hundredth with 64 clients at once, as ratios to the bare view."""
    path = _open_date()
    with tempfile.TemporaryDirectory() as folder:
        bare_database = {"DATABASE_URL": f"sqlite:///{Path(folder) / 'bare.sqlite3'}"}
        with (
            gunicorn("bench.open_doors", **environment) as ours,
            gunicorn("bench.bare_insert", **bare_database) as bare,
        ):
            cpu, slowest = [], []
            for _round in range(ROUNDS):
                base = _cost(bare, lambda: _insert("/insert/"))
                cpu.append(_cost(ours, lambda: _sign_up(path)) / base)
            for _round in range(ROUNDS):
                base = _p99(bare, lambda: _insert("/insert/"))
                slowest.append(_p99(ours, lambda: _sign_up(path)) / base)
    yield verdict("Sign-up, processor time", median(cpu), ALLOWED_CPU)
    yield verdict(f"Sign-up, slowest hundredth with {CLIENTS} clients", median(slowest), ALLOWED_P99)


def _open_date():
    """A date without end of places; the address of its form."""
    from events.models import Event
    from events.signup.models import Terms
    from events.timetable import add_date
    from kasch_site.common import clock

    event = Event.objects.create(title="Messung", status=Event.Status.PUBLISHED)
    Terms.objects.create(event=event, places=None)
    start = clock.now() + timedelta(days=20)
    return f"{add_date(event, start, start + timedelta(hours=1)).get_absolute_url()}anmelden/"


def _sign_up(path):
    """One form as a browser sends it, read for a while before."""
    from kasch_site.common import clock
    from kasch_site.common.form_guard import TOKEN, FormStamp

    secret = secrets.token_hex(16)
    words = {
        "csrfmiddlewaretoken": secret,
        TOKEN: FormStamp(uuid4(), clock.now() - timedelta(seconds=30)).sign(),
        "homepage": "",
        "name": "Beispiel Anna",
        "people": "1",
        "reach": f"beispiel{next(_names)}@example.org",
    }
    return path, urlencode(words), {"Cookie": f"csrftoken={secret}"}


def _insert(path):
    return path, urlencode({"name": "Beispiel Anna"}), {}


def _send(connection, post):
    path, body, headers = post
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, body, {**BROWSER, **form, **headers})
    response = connection.getresponse()
    answer = response.read()
    if response.status not in (200, 302):
        raise RuntimeError(f"{path} answered {response.status}: {answer[-400:].decode(errors='replace')}")


def _cost(server, make_post):
    """Processor milliseconds of the server for one POST."""
    connection, posts = server.connect(), [make_post() for _number in range(POSTS + 5)]
    for post in posts[:5]:
        _send(connection, post)
    started = server.cpu()
    for post in posts[5:]:
        _send(connection, post)
    spent = server.cpu() - started
    connection.close()
    return spent / POSTS * 1000


def _p99(server, make_post):
    """The slowest hundredth of the answers to 64 clients that ask all at once, in seconds."""
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
