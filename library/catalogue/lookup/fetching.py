"""One bounded request to another server: seconds in total, a size, no redirects, no compression.

It runs in a thread of its own, because neither the search for the server's address nor a server that sends a byte a
second ends with the time-outs of sockets.
"""

import http.client
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

MAX_AT_ONCE = 4  # a server that does not answer must not collect threads
_PIECE = 16 * 1024
_slots = threading.BoundedSemaphore(MAX_AT_ONCE)


class FetchFailed(Exception):
    """Raised if there is no usable response; `code` is "late", "unreachable", "status", "type", "size" or "busy"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass
class _Attempt:
    connection: http.client.HTTPConnection
    content: bytes = b""
    failed: str = ""

    def abort(self):
        """End the request from another thread."""
        with suppress(OSError, AttributeError):
            self.connection.sock.shutdown(socket.SHUT_RDWR)


def fetch(address: str, *, seconds: float, max_bytes: int, content_types: tuple[str, ...]) -> bytes:
    """Return the response to a GET request, at most `max_bytes`, within `seconds` in total.

    Raise `FetchFailed` for everything but a status 200 with one of these content types. Redirects are not followed, so
    that a response cannot redirect into the local network; compressed responses are refused.
    """
    parts = urlsplit(address)
    connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    attempt = _Attempt(connect(parts.hostname, parts.port, timeout=seconds))
    if not _slots.acquire(blocking=False):
        raise FetchFailed("busy")
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    thread = threading.Thread(target=_run, args=(attempt, target, max_bytes, content_types), daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        attempt.abort()
        raise FetchFailed("late")
    if attempt.failed:
        raise FetchFailed(attempt.failed)
    return attempt.content


def _run(attempt, target, max_bytes, content_types):
    try:
        attempt.content = _read(attempt.connection, target, max_bytes, content_types)
    except FetchFailed as error:
        attempt.failed = error.code
    except TimeoutError:
        attempt.failed = "late"
    except (OSError, http.client.HTTPException, ValueError):
        attempt.failed = "unreachable"
    finally:
        attempt.connection.close()
        _slots.release()


def _read(connection, target, max_bytes, content_types) -> bytes:
    connection.request("GET", target, headers={"Accept": ", ".join(content_types), "Accept-Encoding": "identity"})
    response = connection.getresponse()
    if response.status != http.client.OK:
        raise FetchFailed("status")
    if response.headers.get_content_type() not in content_types or response.headers.get("Content-Encoding", "") not in (
        "",
        "identity",
    ):
        raise FetchFailed("type")
    content = b""
    while piece := response.read1(_PIECE):
        content += piece
        if len(content) > max_bytes:
            raise FetchFailed("size")
    return content
