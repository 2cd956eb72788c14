"""The canonical form of a mail address or phone number, by which contacts are compared, limited, found and erased.

What a person typed is stored beside it for display. Each function limits the length of its input before anything else.
"""

import re

import phonenumbers

from kasch_site.common.text.email_address import canonical_email, without_format_characters
from kasch_site.common.text.phone import REGION
from kasch_site.house.building import building

MAX_PHONE_LENGTH = 60  # as typed
MAX_NUMBER_LENGTH = 20  # of a canonical form; numbers have at most 15 digits
MAX_TEXT_LENGTH = 20_000  # of texts in which contacts are searched
_BETWEEN_CONTACTS = re.compile(r"[\s,;<>()\"]+")
_PHONE = re.compile(r"\+?\d(?:[ ()/.‐‑‒–−-]{0,4}\d){4,17}")


def canonical(contact: str) -> str:
    """Return the canonical form of one mail address or phone number; "" if it is neither."""
    return canonical_email(contact) if "@" in contact else canonical_phone(contact)


def canonical_phone(typed: str) -> str:
    """Return a phone number with its country code ("+49123456789", ITU-T E.164); "" if there is none.

    A number without an area code is completed with that of the house. An extension after letters ("App. 12") is not
    part of the number.
    """
    if len(typed) > MAX_PHONE_LENGTH:
        return ""
    number = _first_number(typed)
    if sum(character.isdigit() for character in number) < 3:
        return ""
    if number.startswith(("+", "0")):
        return _e164(number)
    # Some people leave out the zero of a mobile number. Numbers inside an area are shorter.
    return _e164(f"0{number}" if _is_mobile(f"0{number}") else f"0{house_area_code()}{number}")


def house_area_code() -> str:
    """Return the area code of the phone number of the house, without the leading zero: "123"; "" if unknown."""
    house = building().house
    if house is None or not house.phone:
        return ""
    try:
        number = phonenumbers.parse(house.phone, REGION)
    except phonenumbers.NumberParseException:
        return ""
    length = phonenumbers.length_of_geographical_area_code(number)
    return phonenumbers.national_significant_number(number)[:length]


def canonical_forms(text: str) -> set[str]:
    """Return the canonical forms of all mail addresses and phone numbers in a text."""
    return emails_in(text) | phones_in(text)


def emails_in(text: str) -> set[str]:
    """Return the canonical forms of all mail addresses in a text."""
    parts = _BETWEEN_CONTACTS.split(without_format_characters(text[:MAX_TEXT_LENGTH]))
    emails = (canonical_email(part.strip(".:'")) for part in parts if "@" in part.strip("@"))
    return {email for email in emails if email}


def phones_in(text: str) -> set[str]:
    """Return the canonical forms of all phone numbers in a text."""
    parts = re.split(r"(\S*@\S*)", without_format_characters(text[:MAX_TEXT_LENGTH]))[::2]
    return {canonical_phone(number) for number in _PHONE.findall(" ".join(parts))} - {""}


def mentions(text: str, contact: str) -> bool:
    """Return whether a text contains this mail address or phone number as a whole, in any spelling."""
    return not canonical_forms(text).isdisjoint(canonical_forms(contact))


def _first_number(typed):
    """Return the digits from the first digit or "+" up to the first letter, with a leading "+"."""
    text = without_format_characters(typed)
    start = next((index for index, character in enumerate(text) if character == "+" or character.isdigit()), len(text))
    end = next((index for index, character in enumerate(text) if index > start and character.isalpha()), len(text))
    number = text[start:end].replace("(0)", "")
    number = number[:1] + "".join(character for character in number[1:] if character.isdigit())
    return f"+{number[2:]}" if number.startswith("00") else number


def _e164(number):
    """Return the number with its country code; digits that no number can have are returned as they are."""
    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return ("+" + number.lstrip("+"))[:MAX_NUMBER_LENGTH]
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _is_mobile(number):
    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
