"""SHA-256 fingerprints, stored in place of secrets; a random token of 256 bits cannot be recovered from one."""

import hashlib


def fingerprint(token: str) -> str:
    """Return the SHA-256 of a secret in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
