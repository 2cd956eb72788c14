"""Extract and normalise mail addresses and phone numbers."""

import re

_MAIL = re.compile(r"[^\s,;<>()]+@[^\s,;<>()]+")
_PHONE = re.compile(r"\+?\d(?:[ ()/.–-]*\d){4,14}")


def addresses(text: str) -> set[str]:
    """Return all mail addresses in a text, in lower case."""
    return {found.casefold().rstrip(".") for found in _MAIL.findall(text)}


def numbers(text: str) -> set[str]:
    """Return all phone numbers in a text as digits with the national prefix: "+49 123 456" equals "0123/456".

    Foreign numbers keep their "+".
    """
    return {_national(found) for found in _PHONE.findall(_MAIL.sub(" ", text))}


def mentions(text: str, contact: str) -> bool:
    """Return whether a text contains the mail address or phone number `contact` as a whole."""
    return bool(addresses(text) & addresses(contact) or numbers(text) & numbers(contact))


def normal(contact: str) -> str:
    """Return the normal form of one mail address or phone number, for an indexed column.

    Mail addresses are in lower case, German numbers are digits with the national prefix, as in `addresses` and
    `numbers`.
    """
    contact = contact.strip()
    return contact.casefold().rstrip(".") if "@" in contact else _national(contact)


def normals(text: str) -> set[str]:
    """Return all mail addresses and phone numbers in a text in the form of `normal`."""
    return addresses(text) | numbers(text)


def _national(number):
    digits = re.sub(r"[^\d+]", "", number.replace("(0)", ""))
    # Some people write the national prefix after the country code as well: +49 0123.
    german = re.sub(r"^(\+49|0049)0?", "0", digits)
    return re.sub(r"^00", "+", german)
