"""Mail addresses are validated by their form, and the canonical form fits its column."""

import pytest
from django.core.mail.message import sanitize_address
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.text.email_address import MAX_EMAIL_LENGTH, canonical_email, deliverable_email, is_email

EXPANDS = "\ufdfa"  # one character that becomes eighteen in NFKC


@pytest.mark.parametrize(
    "typed",
    [
        "a@b",
        "a@localhost",
        '"a b"@example.org',
        "a@[127.0.0.1]",
        "ä@example.org",
        "a@@b.de",
        "straße@example.org",
        "=?utf-8?q?anna?=@example.org",
        "=?utf-8?b?YW5uYQ==?=@example.org",
        "a@b.de,c@d.de",
    ],
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


def mailbox_of(typed):
    """Return the mailbox to which Django hands over a mail, in its canonical form."""
    return canonical_email(sanitize_address(deliverable_email(typed), "utf-8"))


@pytest.mark.parametrize(
    ("typed", "mailbox"),
    [
        ("Anna@Straße.de", "Anna@xn--strae-oqa.de"),
        ("anna@\u03b2\u03cc\u03bb\u03bf\u03c2.com", "anna@xn--nxasmm1c.com"),
        ("\uff41nna@x\u3002de", "anna@x.de"),
        ("an\u00adna@x.de.", "anna@x.de"),
        ("a%b@x.de", "a%b@x.de"),
    ],
)
def test_a_mail_goes_to_the_domain_that_was_typed(typed, mailbox):
    assert deliverable_email(typed) == sanitize_address(deliverable_email(typed), "utf-8") == mailbox
    assert canonical_email(typed) == mailbox.lower()


LOCAL = st.text(st.sampled_from("aA.=?_-+!%&'*/^`{|}~#$ßſK\u200b\u00ad１"), min_size=1, max_size=12)
ENCODED = st.sampled_from(["=?utf-8?q?anna?=", "=?utf-8?b?YW5uYQ==?=", "=?x?q?=61?=", "=?UTF-8?Q?a=40b?=", "anna"])
DOMAIN = st.text(st.sampled_from("aZ-.ßςσ\u200d\u3002ｄ７äİ"), min_size=1, max_size=12).map("{}.de".format)


@given(st.one_of(LOCAL, ENCODED), DOMAIN)
def test_a_mailbox_is_counted_as_the_one_that_gets_the_mail(local, domain):
    typed = f"{local}@{domain}"
    assert not is_email(typed) or mailbox_of(typed) == canonical_email(typed)
