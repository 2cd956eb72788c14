"""Parsing what scanners and people enter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.circulation.desk.scans import MAX_LENGTH, Scan, ScanKind, read
from library.models.numbers import MAX_SERIAL, NumberKind, number_of

BOOK, CARD = number_of(NumberKind.COPY, 1432), number_of(NumberKind.CARD, 731)
ISBN = Scan(ScanKind.ISBN, "9783161484100")
# The prefixes and suffixes that five kinds of scanners add to a number.
SCANNERS = {
    "Enter last": "{}\n",
    "Enter first": "\n{}",
    "Enter twice": "{}\r\n\r\n",
    "never Enter": "{}",
    "AIM identifier": "]C0{}\n",
    "AIM identifier, garbled": "+C0{}\n",
    "Code 39": "*{}*\n",
    "Code 39, garbled": "({}(\n",
    "Codabar": "A{}B\n",
    "tab": "{}\t",
}
kinds = st.sampled_from([NumberKind.COPY, NumberKind.CARD])
numbers = st.builds(number_of, kinds, st.integers(1, MAX_SERIAL))


def _scan(number):
    return Scan(ScanKind.COPY if number[0] == NumberKind.COPY else ScanKind.CARD, number)


@given(number=numbers, form=st.sampled_from(sorted(SCANNERS.values())))
def test_every_scanner_is_understood(number, form):
    assert read(form.format(number)) == [_scan(number)]


@given(st.lists(st.tuples(numbers, st.sampled_from(sorted(SCANNERS.values()))), min_size=1, max_size=6))
def test_numbers_in_one_line_are_separated(entered):
    line = "".join(form.format(number) for number, form in entered)
    assert read(line) == [_scan(number) for number, _form in entered]


@given(number=numbers, position=st.integers(0, 7), other=st.integers(1, 9))
def test_one_wrong_digit_is_never_another_number(number, position, other):
    wrong = (int(number[position]) + other) % 10
    garbled = number[:position] + str(wrong) + number[position + 1 :]
    assert all(scan.kind is ScanKind.UNREADABLE for scan in read(garbled))


@given(number=numbers, position=st.integers(0, 6))
def test_swapped_neighbours_are_never_another_number(number, position):
    left, right = number[position : position + 2]
    if left != right:
        garbled = number[:position] + right + left + number[position + 2 :]
        assert all(scan.kind is ScanKind.UNREADABLE for scan in read(garbled))


@given(st.text(max_size=MAX_LENGTH))
def test_every_text_that_is_entered_is_read(entered):
    for scan in read(entered):
        assert len(scan.text) <= 4 * MAX_LENGTH


@pytest.mark.parametrize(
    "entered",
    [
        "9783161484100",
        "978-3-16-148410-0",
        "978 3 16 148410 0",
        "ISBN 978-3-16-148410-0",
        "978ß3ß16ß148410ß0",
        "316148410X",
        "3-16-148410-x",
        "9783161484100 51999",
        "978316148410012",
    ],
)
def test_an_isbn_is_always_given_with_thirteen_digits(entered):
    assert read(entered) == [ISBN]


@pytest.mark.parametrize("entered", ["Preußler", "Meier, Anna", "4 Freunde", "1984 von Orwell", "Шевченко", "Li"])
def test_names_and_titles_are_text(entered):
    assert read(entered) == [Scan(ScanKind.TEXT, entered)]


def test_a_name_typed_after_a_number_without_enter_is_separated():
    assert read(f"{BOOK}Meier") == [_scan(BOOK), Scan(ScanKind.TEXT, "Meier")]


@pytest.mark.parametrize("number", [BOOK, CARD])
@pytest.mark.parametrize("entered", ["Frau Bei", "Frau Beispiel ", "Kra", "Ж", "4 Freun", "]C0 Meier, A."])
def test_a_scan_while_a_name_is_typed_halfway_counts(entered, number):
    assert read(f"{entered}{number}") == [_scan(number)]


@pytest.mark.parametrize("entered", [f"Meier {BOOK[:-1]}", f"Meier 1{BOOK}", "Meier 20000012", f"{BOOK} Meier 7"])
def test_other_digits_behind_a_name_belong_to_it(entered):
    assert read(entered)[-1].kind is ScanKind.TEXT


def test_short_numbers_are_read_out():
    assert read("1432") == [Scan(ScanKind.SERIAL, "1432")]
    assert read("001432") == [Scan(ScanKind.SERIAL, "1432")]
    assert read("0") == [Scan(ScanKind.UNREADABLE)]


def test_a_book_code_before_the_label_is_separated():
    assert read(f"9783161484100{BOOK}{CARD}") == [ISBN, _scan(BOOK), _scan(CARD)]


@pytest.mark.parametrize("entered", ["", " ", "\n\n", "\t"])
def test_an_empty_line_is_nothing(entered):
    assert read(entered) == []


def test_length_comes_first():
    assert read("2" * (MAX_LENGTH + 1)) == [Scan(ScanKind.TOO_LONG)]
