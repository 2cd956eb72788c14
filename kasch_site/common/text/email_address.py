"""Mail addresses: whether one can be used, and the canonical form by which two are compared."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

MAX_EMAIL_LENGTH = 254  # RFC 5321, 4.5.3.1.3
_ENCODED_WORD = "=?"


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
    return deliverable_email(typed).casefold() or _folded(typed)


def deliverable_email(typed: str) -> str:
    """Return the address to which mails are sent; "" if there is none, judged by its form alone: no server is asked.

    It differs from the canonical form by the case of its local part only, so that a mailbox is counted as the one that
    gets the mail: left to Django, "straße.de" would become another domain (IDNA 2003), and an encoded word in the local
    part would be decoded, which RFC 2047 (5) does not allow. Not deliverable are also quoted names, domains without a
    dot and IP addresses: our mail server would deliver some of them locally.
    """
    local, domain = _parts(typed)
    if not local or _ENCODED_WORD in local:
        return ""
    try:
        valid = validate_email(f"{local}@{domain}", check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return ""
    address = f"{valid.local_part}@{valid.ascii_domain}"
    return address if len(address) <= MAX_EMAIL_LENGTH else ""


def is_email(typed: str) -> bool:
    """Return whether a mail can be sent to this address (`deliverable_email`)."""
    return deliverable_email(typed) != ""


def _parts(typed):
    """Return local part and domain in NFKC, without format characters; "" twice if it is too long or has no two."""
    if len(typed) > MAX_EMAIL_LENGTH:
        return "", ""
    local, _at, domain = without_format_characters(typed).strip().rstrip(".").rpartition("@")
    is_short = len(local) + len(domain) < MAX_EMAIL_LENGTH
    return (local, domain.lower()) if local and domain and is_short else ("", "")


def _folded(typed):
    local, domain = _parts(typed)
    folded = f"{local.casefold()}@{domain}"
    return folded if local and len(folded) <= MAX_EMAIL_LENGTH else ""
