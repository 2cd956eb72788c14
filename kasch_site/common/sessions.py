"""Database sessions that accept only keys in Django's own format (`settings.SESSION_ENGINE`).

The session cookie is looked up in the database as it was sent, and PostgreSQL raises an error on a NUL. The server in
front cannot help: in the cookie the NUL is written "\\000", which Python's cookie parser resolves.
"""

import re

from django.contrib.sessions.backends import db

_KEY = re.compile("[0-9a-z]{8,40}")


class SessionStore(db.SessionStore):
    """A session whose key consists of lower-case letters and digits; any other key is treated as missing."""

    def __init__(self, session_key=None):
        super().__init__(session_key if _KEY.fullmatch(session_key or "") else None)
