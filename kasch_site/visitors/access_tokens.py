"""Links with a token of 256 bits.

Only the token's SHA-256 is stored, so a leaked table is useless. A plain hash suffices, because a random token of that
length cannot be guessed (OWASP, Password Storage: slow hashes are for passwords chosen by people).
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

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
    """Return the record of a token; None for unknown, misused and expired ones alike."""
    if len(token) > MAX_TOKEN_LENGTH:
        return None
    valid = AccessToken.objects.valid(clock.now()).filter(
        fingerprint=fingerprint(token), section=section, purpose=purpose
    )
    return valid.values_list("subject", flat=True).first()


def revoke(section: str, subject) -> int:
    """Revoke all links to a record; return their number."""
    return AccessToken.objects.to(section, subject).delete()[0]


def purge(before: datetime) -> int:
    """Erase expired links."""
    return AccessToken.objects.filter(expires_at__lt=before).delete()[0]


@dataclass(frozen=True, slots=True)
class MailedLink:
    """A kind of mailed link of a section: what its token permits, the page it leads to, and when it expires.

    `expires_at(record)` returns an aware datetime, normally the end of the record's retention. If a section has links
    to several models, `name` is the name of this one in subjects ("booking:12").
    """

    section: str
    purpose: str
    route: str
    expires_at: Callable
    name: str = ""

    def url_for(self, record) -> str:
        """Issue a token for the record and return the URL of its page."""
        token = issue(self.section, self.purpose, subject_name(record.pk, self.name), self.expires_at(record))
        return reverse(self.route, args=[token])

    def find(self, rows, token: str):
        """Return the row that a token leads to; None for unknown, unrelated and expired tokens alike."""
        name, _colon, number = (subject_of(self.section, self.purpose, token) or "").rpartition(":")
        return rows.filter(pk=number).first() if number and name == self.name else None


def subject_name(pk, name: str = "") -> str:
    """Return the subject that identifies a record in links and messages: "12", or "booking:12" with a name."""
    return f"{name}:{pk}" if name else str(pk)
