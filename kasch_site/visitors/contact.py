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


def normal(contact: str) -> str:
    """One mail address or one phone number in the form in which it is compared, for a column with an index.

    Mail addresses are in small letters, German numbers digits with the national zero: what `addresses` and `numbers`
    find in the same words.
    """
    contact = contact.strip()
    return contact.casefold().rstrip(".") if "@" in contact else _national(contact)


def normals(text: str) -> set[str]:
    """Every mail address and phone number in a text in the form of `normal`."""
    return addresses(text) | numbers(text)


def _national(number):
    digits = re.sub(r"[^\d+]", "", number.replace("(0)", ""))
    # Some write the national zero behind the code of the country as well: +49 0371.
    german = re.sub(r"^(\+49|0049)0?", "0", digits)
    return re.sub(r"^00", "+", german)
