"""Refuse advertising in names of persons: mails greet a person by the name that was typed."""

import re
import unicodedata

MAX_NAME_LENGTH = 200  # longer than any field takes
_TITLES = re.compile(
    r"\b(?:prof|dr|fr|frl|hr|st|dipl|ing|med|dent|vet|phil|rer|nat|pol|oec|jur|theol|habil|mag|geb|fam|sr|jr)\.",
    re.IGNORECASE,
)
# A scheme, a path, or words joined by a full stop, which mail programs turn into links. An initial is one letter.
_WEB_ADDRESS = re.compile(r"://|\bwww\.|@|\.[a-z]{2,}/|\w{2,}\.[^\W\d_]{2,}", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\d[ ()/.-]{0,3}){5}")


def has_web_address(name: str) -> bool:
    """Return whether a name contains what a mail program would turn into a link; "Dr.de Vries" does not."""
    folded = unicodedata.normalize("NFKC", name[:MAX_NAME_LENGTH])
    return bool(_WEB_ADDRESS.search(_TITLES.sub(" ", folded)))


def has_phone_number(name: str) -> bool:
    """Return whether a name contains five digits or more in a row."""
    return bool(_NUMBER.search(unicodedata.normalize("NFKC", name[:MAX_NAME_LENGTH])))
