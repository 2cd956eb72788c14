"""Plans that have been typeset, kept until something on them changes."""

import json
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
    key = _key(content, format_)
    pdf = caches["files"].get(key)
    if pdf is None:
        with _at_the_press:
            pdf = caches["files"].get(key)
            if pdf is None:
                pdf = typeset(content, format_, today)
                # For as long as there is room: it does not grow old.
                caches["files"].set(key, pdf, timeout=None)
    return pdf


def _key(content, format_):
    digest = blake2b(_press(), digest_size=20)
    digest.update(repr(format_).encode())
    digest.update(json.dumps(content, sort_keys=True).encode())
    return f"plan-{digest.hexdigest()}"


@cache
def _press():
    """What else makes a plan look as it does: the template and the version of typst."""
    return blake2b(TEMPLATE + version("typst").encode()).digest()
