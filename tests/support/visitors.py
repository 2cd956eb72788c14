"""People in front of the running server, who have nothing but HTTP."""

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

PATIENCE = 120  # seconds for an answer


@dataclass(frozen=True)
class Form:
    """A filled-in form as a browser sends it, after somebody has read it for a while."""

    path: str
    words: dict
    stamp: str = field(default_factory=lambda: FormStamp(uuid4(), clock.now() - timedelta(seconds=30)).sign())

    def send(self, connection) -> tuple[int, str]:
        """The status of the answer, and where it leads. Raises OSError or HTTPException if there is none."""
        secret = secrets.token_hex(16)
        body = urlencode({**self.words, "csrfmiddlewaretoken": secret, TOKEN: self.stamp, HONEYPOT: ""})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={secret}"}
        connection.request("POST", self.path, body, headers)
        response = connection.getresponse()
        response.read()
        return response.status, response.headers.get("Location", "")


def send_all(port: int, forms: list[Form], clients: int, answered: Callable[[Form, int, str], None]) -> None:
    """Send the forms by so many clients that begin at once; each says what it is answered, and stops without answer."""
    waiting = SimpleQueue()
    for form in forms:
        waiting.put(form)
    together = threading.Barrier(clients)

    def client():
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        together.wait()
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
