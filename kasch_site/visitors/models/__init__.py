"""A person without an account, fingerprints of tokens, and records of subject access requests without personal data."""

from .access_tokens import AccessToken
from .subject_access import SubjectAccessRecord
from .visitor import CodedRequest, Visitor, VisitorQuerySet, VisitorRequest

__all__ = [
    "AccessToken",
    "CodedRequest",
    "SubjectAccessRecord",
    "Visitor",
    "VisitorQuerySet",
    "VisitorRequest",
]
