"""ISBNs in every notation: typed, scanned and stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.catalogue.records.isbn import InvalidISBN, is_isbn, normalise

KRABAT = "9783522200875"


@pytest.mark.parametrize(
    "text",
    [
        KRABAT,
        "978-3-522-20087-5",
        "ISBN 978-3-522-20087-5",
        "ISBN-13: 978-3-522-20087-5",
        "isbn:9783522200875",
        "\u200e978\u20113\u2011522\u201120087\u20115",
        " 978 3 522 20087 5 ",
        "９７８３５２２２００８７５",
        9783522200875.0,
        "9783522200875.0",
        "3-522-20087-X",
        "ISBN 352220087x",
    ],
)
def test_every_way_to_write_an_isbn_leads_to_13_digits(text):
    assert normalise(text) == KRABAT


def test_a_number_cell_that_lost_its_first_zero_is_read():
    assert normalise(393000036.0) == normalise("393000036.0") == normalise("0-393-00003-6")


def test_nothing_is_no_isbn_and_no_error():
    assert normalise("") == normalise(None) == normalise(" \u200e ") == ""


@pytest.mark.parametrize(
    "text", ["9783522200876", "3-522-20087-2", "12345678901234", "Krabat", "978352220087", "20014326"]
)
def test_an_invalid_isbn_is_refused_with_a_sentence(text):
    with pytest.raises(InvalidISBN) as refused:
        normalise(text)
    assert "ISBN" in str(refused.value)


@given(st.text(max_size=60))
def test_any_text_is_an_isbn_or_refused(text):
    try:
        assert len(normalise(text)) in (0, 13)
    except InvalidISBN:
        assert not is_isbn(text)
