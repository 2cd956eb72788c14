"""Links with a secret word of 256 bits.

Only the word's SHA-256 is stored: whoever reads the table cannot use it. A plain hash is enough, because a random
word of that length cannot be guessed from it (OWASP, Password Storage: slow hashes are for what people think up).
"""

import hashlib
import secrets
from datetime import datetime

from .. import clock
from .models import Link

BYTES = 32


def issue(room: str, purpose: str, subject, expires_at: datetime) -> str:
    """Make a link to a record and return its secret word, which nobody can ask for again; `expires_at` is aware."""
    word = secrets.token_urlsafe(BYTES)
    Link.objects.create(
        fingerprint=fingerprint(word), room=room, purpose=purpose, subject=str(subject), expires_at=expires_at
    )
    return word


def subject_of(room: str, purpose: str, word: str) -> str | None:
    """Which record a word leads to; None for unknown, foreign and expired ones alike."""
    valid = Link.objects.valid(clock.now()).filter(fingerprint=fingerprint(word), room=room, purpose=purpose)
    return valid.values_list("subject", flat=True).first()


def withdraw(room: str, subject) -> int:
    """Let no link lead to a record any more; returns how many did."""
    return Link.objects.to(room, subject).delete()[0]


def forget(before: datetime) -> int:
    """Erase links whose time has run out."""
    return Link.objects.filter(expires_at__lt=before).delete()[0]


def fingerprint(word: str) -> str:
    """The SHA-256 of a secret word, in hexadecimal."""
    return hashlib.sha256(word.encode("utf-8", "replace")).hexdigest()
