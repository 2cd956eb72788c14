"""What is stored in place of a secret: its SHA-256, from which nobody finds a random token of 256 bits."""

import hashlib


def fingerprint(word: str) -> str:
    """The SHA-256 of a secret word, in hexadecimal."""
    return hashlib.sha256(word.encode("utf-8", "replace")).hexdigest()
