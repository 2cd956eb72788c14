"""What may stand in a log: what went wrong and where, and nothing about whoever it happened to.

Django and the application server write the path of a request into their lines, and the path of a mailed link is a
secret; they write down the words of errors, which may name a person ("Key (email)=(…) already exists"); and the
application server names the address of whoever sends what is no HTTP.
"""

import logging
import re

from kasch_site.common.middleware.secret_addresses import without_secrets

from .error_report import trace_of

# What was asked for in an address, such as the name that staff look for.
_QUERY = re.compile(r"(/[^\s?]*)\?\S+")
_OF_STRANGERS = "Invalid request from ip="


class PrivateFormatter(logging.Formatter):
    """Lines without secret words and queries; of an error its way through the code and its kind, without its words."""

    def format(self, record):
        return without_queries(without_secrets(super().format(record)))

    def formatException(self, ei):
        return "\nwhich came after\n".join(trace_of(error) for error in _chain(ei[1]))


class NotOfStrangers(logging.Filter):
    """Leaves out what gunicorn says about those who send what is no HTTP, with their address: that is their affair."""

    def filter(self, record):
        return not str(record.msg).startswith(_OF_STRANGERS)


def without_queries(text: str) -> str:
    """A text whose paths end before their query."""
    return _QUERY.sub(r"\1?…", text)


def _chain(error):
    """An error and those it came from, the last first."""
    seen = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return seen
