"""Typical searches in a library, with the expected hits."""

import pytest

from .conftest import searches, stock

SEARCHES = searches()
NOTHING = "-"


def test_the_tables_agree():
    keys = [book["key"] for book in stock()]
    assert len(set(keys)) == len(keys) > 250
    assert len(SEARCHES) > 200
    named = {key for search in SEARCHES for key in (*search.find, *search.never, *search.not_before)} - {NOTHING}
    assert named <= set(keys)
    assert all(search.within >= len(search.find) for search in SEARCHES if search.find and search.find != (NOTHING,))


@pytest.mark.parametrize("search", SEARCHES, ids=str)
def test_each_search_finds_the_expected_books(search, find):
    hits, suggestion = find(search.query)
    if search.find == (NOTHING,):
        assert hits == []
    elif search.find:
        assert set(search.find) <= set(hits[: search.within]), hits[:10]
        last = max(map(hits.index, search.find))
        assert not set(search.not_before) & set(hits[:last]), hits[:10]
    assert not set(search.never) & set(hits), hits
    if search.suggestion:
        assert suggestion == search.suggestion.removeprefix(NOTHING)
