"""Mail addresses are validated by their form, and the canonical form fits its column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.text.email_address import MAX_EMAIL_LENGTH, canonical_email, is_email

EXPANDS = "\ufdfa"  # one sign that becomes eighteen in NFKC


@pytest.mark.parametrize(
    "typed", ["a@b", "a@localhost", '"a b"@example.org', "a@[127.0.0.1]", "ä@example.org", "a@@b.de"]
)
def test_undeliverable_addresses_are_refused(typed):
    assert not is_email(typed)


@pytest.mark.parametrize("typed", [f"a@{EXPANDS * 60}.de", f"a@{EXPANDS * 3}.de", f"{EXPANDS * 60}@example.org"])
def test_characters_that_expand_do_not_exceed_the_length_limit(typed):
    assert not is_email(typed)
    assert len(canonical_email(typed)) <= MAX_EMAIL_LENGTH


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_canonical_form_is_never_longer_than_its_column(local, domain):
    assert len(canonical_email(f"{local}@{domain}")) <= MAX_EMAIL_LENGTH
