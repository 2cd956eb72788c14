"""Number, year and date of an issue, as its file and its first page say them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newspaper.intake.proposals import propose

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("name", "text", "number", "year", "day"),
    [
        ("KaSch_2009-10.pdf", "", 10, 2009, None),
        ("10-2009.pdf", "", 10, 2009, None),
        ("kasch 03_2015 web.pdf", "", 3, 2015, None),
        ("201504.pdf", "", 4, 2015, None),
        ("Zeitung neu final2.pdf", "Ausgabe 4/2020", 4, 2020, None),
        ("a.pdf", "Nr. 10 · Oktober 2009", 10, 2009, date(2009, 10, 1)),
        ("a.pdf", "Heft 3 | 2015", 3, 2015, None),
        ("a.pdf", "6/2026 Dezember 2026 / Januar 2027", 6, 2026, date(2026, 12, 1)),
        ("a.pdf", "Nummer 2, März/April 2012, kostenlos", 2, 2012, date(2012, 3, 1)),
        ("a.pdf", "erscheint am 24. März 2012", None, 2012, date(2012, 3, 24)),
        ("a.pdf", "Redaktionsschluss: 3.2.2012, Ausgabe 1/2012", 1, 2012, date(2012, 2, 3)),
        ("a.pdf", "Telefon 0371 3350520, Haus 99/2999", None, None, None),
        ("IMG_20260314.pdf", "", None, None, None),
    ],
)
def test_a_proposal_says_what_is_written(name, text, number, year, day):
    found = propose(name, text, TODAY)
    assert (found.number, found.year, found.published_on) == (number, year, day)
    assert not found.is_doubtful


def test_the_first_page_counts_more_than_the_name():
    found = propose("2012-4.pdf", "Ausgabe 5/2012", TODAY)
    assert (found.number, found.year, found.is_doubtful) == (5, 2012, True)


@given(st.text(max_size=300), st.text(max_size=2000))
def test_any_text_has_a_plausible_proposal_or_none(name, text):
    found = propose(name, text, TODAY)
    assert found.number is None or 1 <= found.number <= 60
    assert found.year is None or 1900 <= found.year <= 2027
