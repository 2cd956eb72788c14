"""Log records without personal data.

Django and the application server log the path of a request, but the path of a mailed link is a secret, and its query
may be a name that staff search for: the route is logged instead ("anmeldung/<str:token>/"). They log error messages,
which may contain personal data ("Key (email)=(…) already exists"); and the application server logs the address of
clients that send invalid HTTP.
"""

import logging
import re

from .error_report import traceback_of

# Everything after the first slash of a word, except in the lines of a traceback (File "…/x.py").
_PATH = re.compile(r"(?<!\S)(?<!File )([^\s/]*)/\S+")
_INVALID_REQUEST = "Invalid request from ip="


class PrivateFormatter(logging.Formatter):
    """Format records with the route instead of paths; of an error only traceback and type, not the message."""

    def formatMessage(self, record):
        line, request = super().formatMessage(record), getattr(record, "request", None)
        if request is None:
            return without_paths(line)
        # Decoded, it may contain spaces, which end a path in `without_paths`.
        line = without_paths(line.replace(request.path, "/…"))
        return f"{line} ({request.resolver_match.route})" if request.resolver_match else line

    def formatException(self, ei):
        return "\nwhich came after\n".join(traceback_of(error) for error in _chain(ei[1]))


class InvalidRequestFilter(logging.Filter):
    """Drop gunicorn's messages about clients that send invalid HTTP, which contain their address."""

    def filter(self, record):
        return not str(record.msg).startswith(_INVALID_REQUEST)


def without_paths(text: str) -> str:
    """Return the text with an ellipsis for each path of a URL, with or without its host."""
    return _PATH.sub(r"\1/…", text)


def _chain(error):
    """Return an error and its causes, the last first."""
    errors = []
    while error is not None and error not in errors:
        errors.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return errors
