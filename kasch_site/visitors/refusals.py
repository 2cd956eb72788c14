"""Refused requests of visitors."""

from collections.abc import Callable


class RequestRefused(Exception):
    """A request or a change is not possible; the message says why and is addressed to the person."""


def refusal_of(verb: Callable, *args, **kwargs) -> str:
    """Call a verb of a section; return why it was refused, or "" if it was not."""
    try:
        verb(*args, **kwargs)
    except RequestRefused as refused:
        return str(refused)
    return ""
