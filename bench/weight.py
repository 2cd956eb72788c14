"""The size of a first visit: HTML, CSS and JavaScript together, compressed."""

import re

from .site.servers import fetch, gunicorn

ALLOWED_BYTES = 14 * 1024
ALLOWED_REQUESTS = 3


def measure(environment):
    """Return bytes and requests of a first visit to the start page."""
    with gunicorn("kasch_site.wsgi", **environment) as server:
        connection = server.connect()
        _status, _headers, _body = fetch(connection, "/")
        html = page_text(connection)
        paths = re.findall(r'<(?:link rel="stylesheet" href|script[^>]+src)="([^"]+)"', html)
        sizes = {path: len(fetch(connection, path)[2]) for path in ["/", *paths]}
    total = sum(sizes.values())
    yield f"First visit: {total} bytes in {len(sizes)} requests: {sizes}"
    kept = total <= ALLOWED_BYTES and len(sizes) <= ALLOWED_REQUESTS
    yield f"First visit: allowed {ALLOWED_BYTES} bytes in {ALLOWED_REQUESTS} requests {'ok' if kept else 'TOO HEAVY'}"


def page_text(connection):
    connection.request("GET", "/")
    return connection.getresponse().read().decode()
