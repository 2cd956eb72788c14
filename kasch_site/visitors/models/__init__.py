"""A person without an account, fingerprints of tokens, and records of subject access requests without personal data."""

from .access_tokens import AccessToken
from .subject_access import SubjectAccessRecord
from .visitor import Visitor, VisitorQuerySet

__all__ = [
    "AccessToken",
    "SubjectAccessRecord",
    "Visitor",
    "VisitorQuerySet",
]
