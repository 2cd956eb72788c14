"""The reading list in the address: bounded, whatever is sent."""

from hypothesis import given
from hypothesis import strategies as st

from library.catalogue.reading_list import MAX_TITLES, format_numbers, parse, toggled


@given(st.text(max_size=2000))
def test_anything_is_read_as_at_most_thirty_different_numbers(text):
    numbers = parse(text)
    assert len(numbers) <= MAX_TITLES and len(set(numbers)) == len(numbers)
    assert all(0 < number < 10**9 for number in numbers)


@given(st.lists(st.integers(1, 10**8), unique=True, max_size=MAX_TITLES))
def test_a_written_list_is_read_again(numbers):
    assert list(parse(format_numbers(numbers))) == numbers


def test_a_number_is_added_once_and_removed():
    assert toggled((1, 2), 3) == (1, 2, 3)
    assert toggled((1, 2, 3), 2) == (1, 3)


def test_nothing_is_added_to_a_full_list_but_can_be_removed():
    full = tuple(range(1, MAX_TITLES + 1))
    assert toggled(full, 99) is None
    assert len(toggled(full, 7)) == MAX_TITLES - 1
