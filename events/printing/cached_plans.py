"""Cache of typeset plans, valid until their content changes."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from threading import Lock

from django.core.cache import caches

from .typesetting import TEMPLATE, typeset

# Typesetting takes 0.1 s of CPU time: concurrent requests for the same new plan wait for the first.
_compile_lock = Lock()


def finished_plan(content: dict, today: date) -> bytes:
    """Return the complete list with this content as a PDF; typeset it if it is not cached.

    The cache key depends on the content only: every edit by staff and every scheduled publication makes a new PDF. Its
    "Stand" is the day of typesetting.
    """
    return cached_or_made(f"plan-{digest(TEMPLATE, content)}", lambda: typeset(content, today))


def cached_or_made(key: str, make: Callable[[], bytes]) -> bytes:
    """Return the cached file of this key; create it under a lock if it is missing."""
    pdf = caches["files"].get(key)
    if pdf is None:
        with _compile_lock:
            pdf = caches["files"].get(key)
            if pdf is None:
                pdf = make()
                # No expiry: entries are evicted only for space.
                caches["files"].set(key, pdf, timeout=None)
    return pdf


def digest(template: bytes, *parts) -> str:
    """Return a digest of everything that determines the PDF: template, typst version and content as JSON."""
    hasher = blake2b(template + _typst(), digest_size=20)
    hasher.update(json.dumps(parts, sort_keys=True).encode())
    return hasher.hexdigest()


@cache
def _typst():
    return version("typst").encode()
