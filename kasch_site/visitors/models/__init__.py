"""Fingerprints of tokens, and records of subject access requests without personal data."""

from .access_tokens import AccessToken
from .subject_access import SubjectAccessRecord

__all__ = [
    "AccessToken",
    "SubjectAccessRecord",
]
