"""Native names of languages, "Українська", "العربية", and whether a text is in Latin letters."""

import unicodedata

from django.utils.translation import get_language_info


def native_name(code: str, own_name: str = "") -> str:
    """Return the native name of a language: `own_name` if staff have entered it, otherwise Django's for the ISO 639-1
    code; "" if neither is known.
    """
    if own_name:
        return own_name
    try:
        name = unicodedata.normalize("NFC", get_language_info(code)["name_local"])
    except KeyError:
        return ""
    return name[:1].upper() + name[1:]


def is_latin(text: str) -> bool:
    """Return whether all letters of a text are Latin (the names of characters in Unicode); True if it has none."""
    return all(unicodedata.name(character, "").startswith("LATIN ") for character in text if character.isalpha())
