"""Addresses and numbers are the same however they are written, and never somebody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.visitors.contact import mentions, normal, normals


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


@pytest.mark.parametrize(
    ("written", "normal_form"),
    [
        (" Ada@Example.org ", "ada@example.org"),
        ("0371 123 45", "037112345"),
        ("0371/123-45", "037112345"),
        ("+49 371 12345", "037112345"),
        ("0049 (0)371 12345", "037112345"),
        ("+49 0371 12345", "037112345"),
        ("0043 1 23456", "+43123456"),
        ("+43 1 23456", "+43123456"),
    ],
)
def test_a_contact_has_one_form_and_is_found_by_it_in_a_text(written, normal_form):
    assert normal(written) == normal_form
    assert normals(f"bitte {written} anrufen") == {normal_form}


@given(st.text("0123456789 /-().", min_size=5, max_size=20))
def test_what_is_found_in_a_text_is_in_the_form_for_comparing(text):
    assert all(normal(found) == found for found in normals(text))
