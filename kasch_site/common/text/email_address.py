"""Mail addresses: whether one can be used, and the canonical form by which two are compared."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

MAX_EMAIL_LENGTH = 254  # RFC 5321, 4.5.3.1.3


def without_format_characters(text: str) -> str:
    """Return the text in NFKC, without format characters (Unicode category Cf), with ASCII digits."""
    plain = unicodedata.normalize(
        "NFKC", "".join(character for character in text if unicodedata.category(character) != "Cf")
    )
    return "".join(str(unicodedata.decimal(character)) if character.isdecimal() else character for character in plain)


def canonical_email(typed: str) -> str:
    """Return a mail address in lower case with an ASCII domain (RFC 5891); "" if there is none.

    Invisible characters are dropped and compatibility forms such as full-width letters replaced (NFKC), as mail
    programs do. An address that is not valid is returned with these replacements only. Never longer than
    `MAX_EMAIL_LENGTH`.
    """
    folded = _folded(typed)
    validated = _validated(folded)
    return f"{validated.local_part}@{validated.ascii_domain}" if validated else folded


def is_email(typed: str) -> bool:
    """Return whether a mail can be sent to this address, judged by its form alone: no server is asked.

    False for quoted names, domains without a dot and IP addresses: our mail server would deliver some of them locally.
    """
    return _validated(_folded(typed)) is not None


def _folded(typed):
    """Return the address with its parts in lower case; "" if it is too long, before or after, or has no two parts."""
    if len(typed) > MAX_EMAIL_LENGTH:
        return ""
    local, _at, domain = without_format_characters(typed).strip().rstrip(".").rpartition("@")
    folded = f"{local.casefold()}@{domain.lower()}"
    return folded if local and domain and len(folded) <= MAX_EMAIL_LENGTH else ""


def _validated(folded):
    try:
        return validate_email(folded, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
