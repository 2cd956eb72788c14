"""Slugs made from German titles."""

from collections.abc import Callable
from itertools import count

from django.core.validators import slug_re
from django.utils.text import slugify

MAX_LENGTH = 60
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"})


def slug_of(title: str, fallback: str) -> str:
    """Return a slug: "Nähcafé für Große" becomes "naehcafe-fuer-grosse". Without Latin letters return `fallback`."""
    slug = slugify(title.translate(_GERMAN))[:MAX_LENGTH].strip("-_")
    if not slug:
        return fallback
    return f"{fallback}-{slug}"[:MAX_LENGTH] if slug.isdigit() else slug


def is_slug(text: str) -> bool:
    """Return whether the text can be a slug; the length is checked first."""
    return len(text) <= MAX_LENGTH and bool(slug_re.match(text))


def free_slug(title: str, fallback: str, is_taken: Callable[[str], bool]) -> str:
    """Return an unused slug of the title: "chor", else "chor-2", "chor-3", …"""
    slug = slug_of(title, fallback)
    if not is_taken(slug):
        return slug
    for number in count(2):
        ending = f"-{number}"
        numbered = slug[: MAX_LENGTH - len(ending)] + ending
        if not is_taken(numbered):
            return numbered
    raise AssertionError("unreachable")
