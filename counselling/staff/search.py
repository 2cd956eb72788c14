"""Search bookings on the phone: by name, code, mail address or number."""

import re

from counselling.models import Booking
from kasch_site.common import clock
from kasch_site.visitors import reference_codes
from kasch_site.visitors.contact import canonical_forms

MAX_FOUND = 40
MIN_LETTERS = 2
# Minimum number of digits; fewer would match too many numbers. Callers usually omit their local area code.
MIN_DIGITS = 5


def search(words: str, among=None) -> list[Booking]:
    """Return matching bookings, future ones first.

    Compares in Python: the database does not match "Mueller" with "Müller", or phone numbers in different notations.
    """
    typed = words.strip()
    spelled = reference_codes.spellings(typed) - {""}
    if len(typed) < MIN_LETTERS or not spelled:
        return []
    every = Booking.objects.all() if among is None else among
    rows = every.order_by().values_list("pk", "name", "code", "email_key", "phone_key")
    contacts = canonical_forms(typed)
    keys = [pk for pk, *row in rows.iterator() if _is_meant(typed, spelled, contacts, *row)]
    now = clock.now()
    found = Booking.objects.filter(pk__in=keys[: MAX_FOUND * 5]).select_related("slot__counsellor", "slot__room")
    ordered = sorted(found, key=lambda row: (row.slot.ends_at <= now, not row.is_active, row.slot.starts_at))
    return ordered[:MAX_FOUND]


def _is_meant(typed, spelled, contacts, name, code, email_key, phone_key):
    if any(part in own for part in spelled for own in reference_codes.spellings(name)):
        return True
    if reference_codes.read(typed) == code:
        return True
    if not contacts.isdisjoint({email_key, phone_key}):
        return True
    digits = re.sub(r"[\s/()-]", "", typed)
    return digits.isdecimal() and len(digits) >= MIN_DIGITS and phone_key.endswith(digits.removeprefix("0"))
