"""What is kept of visitors without an account: fingerprints of tokens and records of answers, never a person."""

from .access_tokens import AccessToken
from .subject_access import SubjectAccessRecord

__all__ = [
    "AccessToken",
    "SubjectAccessRecord",
]
