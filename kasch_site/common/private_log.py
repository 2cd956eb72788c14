"""Log records without personal data.

Django and the application server log the path of a request, and the path of a mailed link is a secret; they log error
messages, which may contain personal data ("Key (email)=(…) already exists"); and the application server logs the
address of clients that send invalid HTTP.
"""

import logging
import re

from kasch_site.common.middleware.secret_addresses import without_secrets

from .error_report import trace_of

# The query string, such as a name that staff search for.
_QUERY = re.compile(r"(/[^\s?]*)\?\S+")
_OF_STRANGERS = "Invalid request from ip="


class PrivateFormatter(logging.Formatter):
    """Format records without secrets and query strings; of an error only traceback and type, not the message."""

    def format(self, record):
        return without_queries(without_secrets(super().format(record)))

    def formatException(self, ei):
        return "\nwhich came after\n".join(trace_of(error) for error in _chain(ei[1]))


class NotOfStrangers(logging.Filter):
    """Drop gunicorn's messages about clients that send invalid HTTP, which contain their address."""

    def filter(self, record):
        return not str(record.msg).startswith(_OF_STRANGERS)


def without_queries(text: str) -> str:
    """Return the text with query strings removed from its paths."""
    return _QUERY.sub(r"\1?…", text)


def _chain(error):
    """Return an error and its causes, the last first."""
    seen = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return seen
