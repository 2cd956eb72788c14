"""Links with a secret word of 256 bits.

Only the word's SHA-256 is stored: whoever reads the table cannot use it. A plain hash is enough, because a random
word of that length cannot be guessed from it (OWASP, Password Storage: slow hashes are for what people think up).
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import connection

from kasch_site.common import clock
from kasch_site.common.fingerprints import fingerprint

from .models import AccessToken

BYTES = 32
LONGEST_WORD = 100  # characters; ours have 43
# Of fixed text, because each sign-up and each letter asks for it while others wait.
_ISSUE = (
    "INSERT INTO visitors_accesstoken (fingerprint, room, purpose, subject, expires_at) VALUES (%s, %s, %s, %s, %s)"
)


def issue(room: str, purpose: str, subject, expires_at: datetime) -> str:
    """Make a link to a record and return its secret word, which nobody can ask for again; `expires_at` is aware."""
    word = secrets.token_urlsafe(BYTES)
    moment = connection.ops.adapt_datetimefield_value(expires_at)
    with connection.cursor() as cursor:
        cursor.execute(_ISSUE, [fingerprint(word), room, purpose, str(subject), moment])
    return word


def lasting_word(room: str, purpose: str, subject) -> str:
    """The secret word of a link that stands in many mails to the same person, the same each time: 256 bits of HMAC.

    It leads somewhere once `keep_lasting` has noted it. `subject` must be something that nobody can guess and that is
    never used again, such as a random UUID: then the word cannot be made without the key of the site.
    """
    words = f"{room}:{purpose}:{subject}".encode()
    digest = hmac.new(f"lasting link {settings.SECRET_KEY}".encode(), words, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def keep_lasting(room: str, purpose: str, subjects: Iterable, expires_at: datetime) -> None:
    """Let the lasting words of these records lead to them until `expires_at` (aware)."""
    rows = [
        AccessToken(
            fingerprint=fingerprint(lasting_word(room, purpose, subject)),
            room=room,
            purpose=purpose,
            subject=str(subject),
            expires_at=expires_at,
        )
        for subject in subjects
    ]
    AccessToken.objects.bulk_create(
        rows,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["fingerprint"],
        update_fields=["expires_at"],
    )


def subject_of(room: str, purpose: str, word: str) -> str | None:
    """Which record a word leads to; None for unknown, foreign and expired ones alike."""
    if len(word) > LONGEST_WORD:
        return None
    valid = AccessToken.objects.valid(clock.now()).filter(fingerprint=fingerprint(word), room=room, purpose=purpose)
    return valid.values_list("subject", flat=True).first()


def withdraw(room: str, subject) -> int:
    """Let no link lead to a record any more; returns how many did."""
    return AccessToken.objects.to(room, subject).delete()[0]


def forget(before: datetime) -> int:
    """Erase links whose time has run out."""
    return AccessToken.objects.filter(expires_at__lt=before).delete()[0]
