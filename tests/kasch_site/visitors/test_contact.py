"""Canonical forms of mail addresses and phone numbers are unique per person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.text.email_address import is_email
from kasch_site.visitors import contact
from kasch_site.visitors.contact import canonical, canonical_forms, emails_in, mentions

ADA = "ada.love@example.org"
CAFE = "+493713350520"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house_in_chemnitz(house):
    house.phone = "0371 33 50 500"
    house.save()


@pytest.mark.parametrize(
    "typed",
    [
        ADA,
        "Ada.Love@Example.ORG",
        " ada.love@example.org. ",
        "ada.love\u200b@example.org",
        "ada\u2060.love@exam\u00adple.org",
        "\ufeffada.love@example.org",
        "ａｄａ.ｌｏｖｅ@example.org",
        "ada.love@ｅｘａｍｐｌｅ.org",
    ],
)
def test_spellings_of_one_mailbox_are_one_address(typed):
    assert canonical(typed) == ADA
    assert is_email(typed)


@pytest.mark.parametrize("typed", ["a@müller.de", "a@MÜLLER.de", "a@mu\u0308ller.de", "a@xn--mller-kva.de"])
def test_a_domain_with_an_umlaut_has_its_ascii_form(typed):
    assert canonical(typed) == "a@xn--mller-kva.de"


def test_straße_and_strasse_are_two_domains():
    assert canonical("a@straße.de") != canonical("a@strasse.de")


@pytest.mark.parametrize(
    "typed",
    [
        "0371 33 50 520",
        "33 50 520",
        "3350520",
        "0371/33505-20",
        "+49 371 3350520",
        "+49 (0)371 33 50 520",
        "+490371 3350520",
        "0049 371 33 50 520",
        "0371\u200e 33\u201150\u2212520",
        "０３７１ ３３５０５２０",
        "٠٣٧١ ٣٣٥٠٥٢٠",
        "Tel.: 0371 33 50 520",
        "0371 33 50 520, App. 12",
        "0371 33 50 520 (Frau Weber)",
    ],
)
def test_spellings_of_one_number_are_one_number(typed):
    assert canonical(typed) == CAFE


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0171 3920001", "+491713920001"),
        ("171 3920001", "+491713920001"),
        ("0043 1 23456", "+43123456"),
        ("+41 44 668 18 00", "+41446681800"),
        ("0371 1234", "+493711234"),
    ],
)
def test_foreign_numbers_are_not_completed(typed, number):
    assert canonical(typed) == number


def test_without_a_number_of_the_house_nothing_is_completed(house):
    house.phone = ""
    house.save()
    assert canonical("33 50 520") == "+493350520"


@pytest.mark.parametrize("typed", ["", "hallo", "12", "@", "ada@", "@example.org"])
def test_an_invalid_contact_has_no_canonical_form(typed):
    assert canonical(typed) == ""


@pytest.mark.parametrize("character", ["@", ".", "(", " ", "1", "+", "-", "a", "\u200b"])
@pytest.mark.parametrize("function", [canonical, canonical_forms, is_email, contact.canonical_phone])
def test_length_is_checked_first(function, character, monkeypatch):
    seen = []
    for module in ("kasch_site.visitors.contact", "kasch_site.common.text.email_address"):
        monkeypatch.setattr(f"{module}.without_format_characters", lambda text: seen.append(len(text)) or "")
    function(character * 250_000)
    assert max(seen, default=0) <= contact.MAX_TEXT_LENGTH


def test_the_canonical_form_of_a_long_number_fits_its_column():
    typed = "1" * 40
    assert len(canonical(typed)) == contact.MAX_NUMBER_LENGTH
    assert mentions(canonical(typed), canonical(typed))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("abends, ada.love@example.org.", ADA),
        ("<ada.love@example.org>", ADA),
        ("(ada.love@example.org)", ADA),
        ("01234 567890 oder ada.love@example.org", ADA),
        ("bitte 33 50 520 anrufen", "0371 3350520"),
        ("01234 567890 oder ada@example.org", "+49 1234 567890"),
    ],
)
def test_a_contact_is_found_in_a_text(text, wanted):
    assert mentions(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("mada.love@example.org", ADA),
        ("ada.love@example.org.uk", ADA),
        ("01234 5678901", "01234 567890"),
        ("+43 1234 567890", "+49 1234 567890"),
        ("", ""),
        ("bitte nicht", ""),
        ("am Platz 7", "7"),
    ],
)
def test_another_person_s_contact_is_not_found(text, wanted):
    assert not mentions(text, wanted)


@given(st.from_regex(r"(0|\+49 ?|0049 ?)[1-9][0-9]{2,4}[ /-]?[1-9]([ -]?[0-9]){3,6}", fullmatch=True))
def test_a_canonical_number_is_its_own_canonical_form_and_is_found_in_a_text(typed):
    number = canonical(typed)
    assert canonical(number) == number
    assert canonical_forms(f"bitte {typed} anrufen") == {number}


@given(st.emails())
def test_a_canonical_address_is_its_own_canonical_form(email):
    assert canonical(canonical(email)) == canonical(email)
    assert all(canonical(email_found) == email_found for email_found in emails_in(f"von {email} an"))
