"""Visitors of the running server, who use HTTP only."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from queue import Empty, SimpleQueue
from urllib.parse import urlencode
from uuid import uuid4

from kasch_site.common import clock
from kasch_site.common.forms.guard import HONEYPOT, TOKEN, FormStamp

TIMEOUT = 120  # seconds to wait for a response


@dataclass(frozen=True)
class Form:
    """A filled-in form as a browser submits it, half a minute after it was shown."""

    path: str
    values: dict
    stamp: str = field(default_factory=lambda: FormStamp(uuid4(), clock.now() - timedelta(seconds=30)).sign())

    def send(self, connection) -> tuple[int, str]:
        """Return status and Location of the response. Raise `OSError` or HTTPException if there is none."""
        secret = secrets.token_hex(16)
        body = urlencode({**self.values, "csrfmiddlewaretoken": secret, TOKEN: self.stamp, HONEYPOT: ""})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={secret}"}
        connection.request("POST", self.path, body, headers)
        response = connection.getresponse()
        response.read()
        return response.status, response.headers.get("Location", "")


def send_all(port: int, forms: list[Form], clients: int, answered: Callable[[Form, int, str], None]) -> None:
    """Send the forms by that many concurrent clients; each reports its responses and stops after a failed request."""
    waiting = SimpleQueue()
    for form in forms:
        waiting.put(form)
    barrier = threading.Barrier(clients)

    def client():
        connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        barrier.wait()
        try:
            while True:
                form = waiting.get_nowait()
                answered(form, *form.send(connection))
        except (Empty, OSError, HTTPException):
            connection.close()

    threads = [threading.Thread(target=client) for _number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
