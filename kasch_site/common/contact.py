"""Mail addresses and phone numbers as people write them, compared as what they mean."""

import re

_MAIL = re.compile(r"[^\s,;<>()]+@[^\s,;<>()]+")
_PHONE = re.compile(r"\+?\d(?:[ ()/.–-]*\d){4,14}")


def addresses(text: str) -> set[str]:
    """Every mail address in a text, in small letters."""
    return {found.casefold().rstrip(".") for found in _MAIL.findall(text)}


def numbers(text: str) -> set[str]:
    """Every phone number in a text as digits with the national zero: "+49 371 123" and "0371/123" are the same.

    Numbers of other countries keep their "+".
    """
    return {_national(found) for found in _PHONE.findall(_MAIL.sub(" ", text))}


def mentions(text: str, contact: str) -> bool:
    """Whether a text names the mail address or phone number `contact`, whole and not as a part of a longer one."""
    return bool(addresses(text) & addresses(contact) or numbers(text) & numbers(contact))


def _national(number):
    digits = re.sub(r"[^\d+]", "", number.replace("(0)", ""))
    return re.sub(r"^(\+49|0049)", "0", digits)
