"""A person without an account, fingerprints of tokens, and records of subject access requests without personal data."""

from .access_tokens import AccessToken
from .subject_access import SubjectAccessRecord
from .visitor import (
    CodedRequest,
    Visitor,
    VisitorQuerySet,
    VisitorRequest,
    VisitorRequestQuerySet,
    any_contact,
    one_contact,
    only_in_state,
)

__all__ = [
    "AccessToken",
    "CodedRequest",
    "SubjectAccessRecord",
    "Visitor",
    "VisitorQuerySet",
    "VisitorRequest",
    "VisitorRequestQuerySet",
    "any_contact",
    "one_contact",
    "only_in_state",
]
