"""German grammar of names within a sentence."""

import pytest

from kasch_site.common.text.grammar import in_accusative


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Herr Muster", "Herrn Muster"),
        ("Herrn Muster", "Herrn Muster"),
        ("Frau Herr", "Frau Herr"),
        ("Herrmann Muster", "Herrmann Muster"),
        ("Herr", "Herr"),
        ("", ""),
    ],
)
def test_only_herr_before_a_name_is_declined(name, expected):
    assert in_accusative(name) == expected
