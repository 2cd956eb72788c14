"""Addresses and numbers are the same however they are written, and never somebody else's."""

import pytest

from kasch_site.common.contact import mentions


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("Ada.Lovelace@Example.org", "ada.lovelace@example.org"),
        ("abends, ada@example.org.", "ada@example.org"),
        ("<ada@example.org>", "ada@example.org"),
        ("01234 567890", "01234/5678-90"),
        ("+49 (0) 1234 567890", "01234 567890"),
        ("0049 1234 567890", "+49 1234 567890"),
        ("01234 567890 oder ada@example.org", "ada@example.org"),
        ("01234 567890 oder ada@example.org", "01234567890"),
    ],
)
def test_the_same_contact_is_found(text, contact):
    assert mentions(text, contact)


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("mada@example.org", "ada@example.org"),
        ("ada@example.org.uk", "ada@example.org"),
        ("01234 5678901", "01234 567890"),
        ("+43 1234 567890", "+49 1234 567890"),
        ("", ""),
        ("bitte nicht", ""),
        ("am Platz 7", "7"),
    ],
)
def test_another_person_s_contact_is_not(text, contact):
    assert not mentions(text, contact)
