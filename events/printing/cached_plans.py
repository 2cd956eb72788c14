"""Plans that have been typeset, kept until something on them changes."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from threading import Lock

from django.core.cache import caches

from .formats import Format
from .typesetting import TEMPLATE, typeset

# Typesetting takes a tenth of a second of a core: of two who want the same new plan the second waits for the first.
_at_the_press = Lock()


def finished(content: dict, format_: Format, today: date) -> bytes:
    """The plan with this content as a PDF, typeset only if there is none yet.

    Its "Stand" is the day on which it was typeset, so the content decides alone: whatever staff write and whatever
    the clock brings to light (an event that is to be visible from a certain hour) makes a new one, and nothing
    else does.
    """
    return kept(_key(content, format_), lambda: typeset(content, format_, today))


def kept(key: str, make: Callable[[], bytes]) -> bytes:
    """What was made under this key; made now if there is nothing, by one at a time."""
    pdf = caches["files"].get(key)
    if pdf is None:
        with _at_the_press:
            pdf = caches["files"].get(key)
            if pdf is None:
                pdf = make()
                # For as long as there is room: it does not grow old.
                caches["files"].set(key, pdf, timeout=None)
    return pdf


def _key(content, format_):
    return f"plan-{digest(TEMPLATE, repr(format_), content)}"


def digest(template: bytes, *parts) -> str:
    """All that makes a PDF look as it does: the template, the version of typst and what goes into it, as JSON."""
    found = blake2b(template + _typst(), digest_size=20)
    found.update(json.dumps(parts, sort_keys=True).encode())
    return found.hexdigest()


@cache
def _typst():
    return version("typst").encode()
