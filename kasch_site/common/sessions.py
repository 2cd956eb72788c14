"""Database sessions (`settings.SESSION_ENGINE`) with a limit of idle time of their own, and with keys only in Django's
format.

The session cookie is looked up in the database as it was sent, and PostgreSQL raises an error on a NUL. The server in
front cannot help: in the cookie the NUL is written "\\000", which Python's cookie parser resolves.
"""

import re
from datetime import timedelta

from django.contrib.sessions.backends import db

from kasch_site.common import clock

IDLE_LIMIT = "idle_limit"  # in the session: seconds
_KEY = re.compile("[0-9a-z]{8,40}")


class SessionStore(db.SessionStore):
    """A session whose key consists of lower-case letters and digits; any other key is treated as missing."""

    def __init__(self, session_key=None):
        super().__init__(session_key if _KEY.fullmatch(session_key or "") else None)

    def get_session_cookie_age(self):
        """Return for how many seconds the session is valid after it was saved."""
        return self.get(IDLE_LIMIT) or super().get_session_cookie_age()


def idle_limit_of_ended(session_key: str) -> timedelta | None:
    """Return the idle limit of a session that has ended; None if it has not, or if it has been erased since."""
    if not _KEY.fullmatch(session_key or ""):
        return None
    row = SessionStore.get_model_class().objects.filter(pk=session_key, expire_date__lte=clock.now()).first()
    seconds = row.get_decoded().get(IDLE_LIMIT) if row else None
    return timedelta(seconds=seconds) if seconds else None
