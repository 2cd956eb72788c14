"""Sessions in the database, under the keys that Django gives out and no others (`settings.SESSION_ENGINE`).

Whatever a stranger writes into the cookie is looked up in the database, and PostgreSQL breaks on a NUL.
"""

import re

from django.contrib.sessions.backends import db

_KEY = re.compile("[0-9a-z]{8,40}")


class SessionStore(db.SessionStore):
    """A session whose key is small letters and digits; under any other there is none."""

    def __init__(self, session_key=None):
        super().__init__(session_key if _KEY.fullmatch(session_key or "") else None)
