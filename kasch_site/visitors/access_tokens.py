"""Links with a token of 256 bits.

Only the token's SHA-256 is stored, so a leaked table is useless. A plain hash suffices, because a random token of that
length cannot be guessed (OWASP, Password Storage: slow hashes are for passwords chosen by people).
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from kasch_site.common import clock
from kasch_site.common.fingerprints import fingerprint

from .models import AccessToken

BYTES = 32
MAX_TOKEN_LENGTH = 100  # characters; ours have 43


def issue(section: str, purpose: str, subject, expires_at: datetime) -> str:
    """Create a link to a record and return its token, which cannot be retrieved again; `expires_at` is aware."""
    token = secrets.token_urlsafe(BYTES)
    AccessToken.objects.create(
        fingerprint=fingerprint(token), section=section, purpose=purpose, subject=str(subject), expires_at=expires_at
    )
    return token


def lasting_token(section: str, purpose: str, subject) -> str:
    """Return the token of a link that is sent many times, the same each time: 256 bits of HMAC.

    It becomes valid once `store_lasting` has stored it. `subject` must be unguessable and never reused, such as a
    random UUID: then the token cannot be computed without the key of the site.
    """
    message = f"{section}:{purpose}:{subject}".encode()
    digest = hmac.new(f"lasting link {settings.SECRET_KEY}".encode(), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def store_lasting(section: str, purpose: str, subjects: Iterable, expires_at: datetime) -> None:
    """Make the lasting tokens of these records valid until `expires_at` (aware)."""
    rows = [
        AccessToken(
            fingerprint=fingerprint(lasting_token(section, purpose, subject)),
            section=section,
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


def subject_of(section: str, purpose: str, token: str) -> str | None:
    """Return the record of a token; None for unknown, foreign and expired ones alike."""
    if len(token) > MAX_TOKEN_LENGTH:
        return None
    valid = AccessToken.objects.valid(clock.now()).filter(
        fingerprint=fingerprint(token), section=section, purpose=purpose
    )
    return valid.values_list("subject", flat=True).first()


def withdraw(section: str, subject) -> int:
    """Revoke all links to a record; return their number."""
    return AccessToken.objects.to(section, subject).delete()[0]


def purge(before: datetime) -> int:
    """Erase expired links."""
    return AccessToken.objects.filter(expires_at__lt=before).delete()[0]
