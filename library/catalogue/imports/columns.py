"""Map a row of a table to a record, by the meanings of its columns (`headings`)."""

import re

from library.catalogue.records.cleaning import ages_in, clean, natural_name, part, unbracketed, year_in
from library.catalogue.records.isbn import InvalidISBN, OtherGoods, normalise
from library.catalogue.records.language_codes import short_code
from library.catalogue.records.record import MAX_COPIES, Record
from library.models.numbers import NumberKind, is_number

from .headings import folded

_LIST = re.compile(r"[;|\n]|,(?!\S)|\s/\s")
_NAMES = re.compile(r"[;|\n]|\s/\s")
_LANGUAGE_NAMES = {
    "deutsch": "de", "german": "de", "englisch": "en", "english": "en", "russisch": "ru", "ukrainisch": "uk",
    "arabisch": "ar", "vietnamesisch": "vi", "turkisch": "tr", "polnisch": "pl", "franzosisch": "fr",
    "spanisch": "es", "italienisch": "it", "persisch": "fa", "farsi": "fa", "kurdisch": "ku", "tschechisch": "cs",
    "rumanisch": "ro", "bulgarisch": "bg", "chinesisch": "zh", "portugiesisch": "pt", "ungarisch": "hu",
}  # fmt: skip
_MAX_SUBJECTS = 20
_MAX_CELL = 4000
_MAX_KEPT = 200


def record_of(row: list[str], meanings: list[str]) -> Record:
    """Return the record of a row. Raise `InvalidISBN` for an invalid ISBN."""
    cells = _cells(row, meanings)
    texts = {name: part(cells.get(name)) for name in ("subtitle", "series", "volume", "description", "parts", "medium")}
    age_from, age_until = _ages(cells)
    number = clean(cells.get("number", ""))
    isbn, note = _isbn(cells.get("isbn", ""))
    return Record(
        # "?" and "null" are titles of books.
        title=part(cells.get("title")) or clean(cells.get("title")),
        **texts,
        authors="; ".join(_authors(cells)),
        isbns=(isbn,) if isbn else (),
        languages=_languages(cells.get("languages", "")),
        subjects=tuple(filter(None, map(part, _LIST.split(cells.get("subjects", "")))))[:_MAX_SUBJECTS],
        publisher=unbracketed(cells.get("publisher")),
        year=year_in(cells.get("year")),
        age_from=age_from,
        age_until=age_until,
        shelf=part(cells.get("shelf"))[:60],
        copies=_copies(cells.get("copies", "")),
        number=number if is_number(number, NumberKind.COPY) else "",
        key=clean(cells.get("key", ""))[:60],
        notes=(note,) if note else (),
    ).fitted()


def _cells(row, meanings) -> dict[str, str]:
    cells: dict[str, str] = {}
    for meaning, value in zip(meanings, row, strict=False):
        if meaning and str(value).strip():
            cells.setdefault(meaning, str(value)[:_MAX_CELL])
    return cells


def _ages(cells) -> tuple[int | None, int | None]:
    age_from, age_until = ages_in(cells.get("age_from"))
    if age_until is None and age_from is not None:
        until = ages_in(cells.get("age_until"))[0]
        age_until = until if until is not None and until >= age_from else None
    return age_from, age_until


def known_cells(row: list[str], meanings: list[str]) -> dict[str, str]:
    """Return the cells of a row by the meanings of their columns, so that an invalid row can be corrected.

    Columns without a meaning are omitted: they can contain names of borrowers.
    """
    return {meaning: cell[:_MAX_KEPT] for meaning, cell in _cells(row, meanings).items() if meaning and cell}


def _isbn(text) -> tuple[str, str]:
    """Return the first valid ISBN, and a note if there is a bar code of other goods instead.

    Raise `InvalidISBN` if none is valid.
    """
    failed = None
    for each in filter(None, (part(each) for each in re.split(r"[;,|]", text[:200]))):
        try:
            return normalise(each), ""
        except InvalidISBN as error:
            failed = failed or error
    if isinstance(failed, OtherGoods):
        return "", str(failed)
    if failed:
        raise failed
    return "", ""


def _authors(cells) -> list[str]:
    if "authors" in cells:
        names = [natural_name(part(each)) for each in _NAMES.split(cells["authors"])]
    else:
        names = [" ".join(filter(None, [part(cells.get("first_name")), part(cells.get("last_name"))]))]
    return [name for name in dict.fromkeys(names) if name]


def _languages(text) -> tuple[str, ...]:
    words = re.split(r"[;,|/\s]+", text[:200])
    codes = [_LANGUAGE_NAMES.get(folded(each)) or short_code(part(each)) for each in words]
    return tuple(dict.fromkeys(code for code in codes if code))


def _copies(text) -> int:
    match = re.fullmatch(r"(\d{1,3})(?:\.0)?", text.strip())
    return min(int(match[1]), MAX_COPIES) if match else 1
