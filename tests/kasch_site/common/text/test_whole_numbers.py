"""Whole numbers in query strings, forms and URLs."""

import pytest

from kasch_site.common.text.whole_numbers import MAX_NUMBER, parse_whole_number


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("12", 12), ("007", 7), (12, 12), (str(MAX_NUMBER), MAX_NUMBER)]
)
def test_ascii_digits_are_a_number(text, number):
    assert parse_whole_number(text) == number


@pytest.mark.parametrize("text", [None, "", " 1", "-1", "1.0", "1e3", "²", "٣", "x", str(MAX_NUMBER + 1), "9" * 10_000])
def test_everything_else_is_no_number(text):
    assert parse_whole_number(text) is None


def test_a_number_above_the_limit_is_refused():
    assert (parse_whole_number("30", 30), parse_whole_number("31", 30), parse_whole_number("031", 30)) == (
        30,
        None,
        None,
    )
