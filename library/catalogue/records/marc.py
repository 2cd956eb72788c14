"""Bibliographic records in MARC 21 (Library of Congress; the profile of the Deutsche Nationalbibliothek)."""

import re

from pymarc import Field
from pymarc import Record as MarcRecord

from .cleaning import ages_in, clean, natural_name, part, unbracketed, year_in
from .language_codes import short_code
from .record import Record, valid_isbns

# Leader, position 6: the kind of record. "Book" is everything else that is printed.
_MEDIA = {"i": "audio", "j": "audio", "g": "film", "r": "game", "o": "game", "m": "file", "e": "map", "f": "map"}
_NOT_BOOKS = frozenset("zuvxyqw")  # persons and subjects; holdings; classes
_AUTHOR_ROLES = frozenset(("aut", "ill", "art", "cre", "com", "edt", "nrt", "author", "verfasser", "verfasserin"))
_MAX_AUTHORS = 6
_FULL_STOP = re.compile(r"(?<=\w{3})\.$")
_ISBN_START = re.compile(r"[\dXx\-\s]+")
_LARGE_PRINT = re.compile(r"gro(?:ß|ss)druck|large print", re.IGNORECASE)
_AGE_FIELDS = re.compile(r"\bab\s+\d|\bJahre?\b|\bKlasse\b", re.IGNORECASE)


class NotABook(ValueError):
    """Raised for a record that describes no title but a person or a subject."""


def read(record: MarcRecord) -> Record:
    """Return the data of a MARC record. Raise `NotABook` if it describes no title."""
    if str(record.leader)[6:7] in _NOT_BOOKS:
        raise NotABook
    title, subtitle = _titles(record)
    age_from, age_until = _ages(record)
    return Record(
        title=title,
        subtitle=subtitle,
        authors="; ".join(_authors(record)),
        isbns=_isbns(record),
        languages=_languages(record),
        series=part(_value(record, "490", "a")) or part(_value(record, "830", "a")),
        volume=unbracketed(_value(record, "490", "v") or _value(record, "830", "v") or _value(record, "245", "n")),
        publisher=unbracketed(_value(record, "264", "b") or _value(record, "260", "b")),
        year=year_in(_value(record, "264", "c") or _value(record, "260", "c")) or year_in(_fixed(record)[7:11]),
        age_from=age_from,
        age_until=age_until,
        is_large_print=_is_large_print(record),
        medium=_medium(record),
        key=clean(_control(record, "001"))[:60],
    ).fitted()


def _titles(record):
    """Return title and subtitle; a title in another script is followed by its transcription."""
    latin = _first(record, "245")
    if latin is None:
        return "", ""
    title, subtitle = _title_of(latin)
    original = _in_original_script(record, "245")
    if original is None:
        return title, subtitle
    own_title, own_subtitle = _title_of(original)
    return (own_title, own_subtitle or title) if own_title else (title, subtitle)


def _title_of(field: Field):
    title = part(_sub(field, "a"))
    number, name = part(_sub(field, "n")), part(_sub(field, "p"))
    named_part = ": ".join(text for text in (number, name) if text)
    title = f"{title.removesuffix('.')}. {named_part}" if title and named_part else title or named_part
    return title, part(_sub(field, "b"))


def _in_original_script(record, tag) -> Field | None:
    """Return the field 880 that repeats a field in its original script (MARC 21, appendix A)."""
    for field in record.get_fields("880"):
        if _sub(field, "6").startswith(f"{tag}-"):
            return field
    return None


def _authors(record) -> list[str]:
    names = []
    for field in record.get_fields("100", "700"):
        roles = {part(role).rstrip(".").casefold() for role in field.get_subfields("4", "e")}
        # Analytical added entries (a second work in the same book) name the author of another work.
        if (field.tag == "100" or not roles or roles & _AUTHOR_ROLES) and not _sub(field, "t"):
            names.append(_person(field))
    if not any(names):
        names = [part(_sub(field, "a")) for field in record.get_fields("110", "710")[:1]]
    return [name for name in dict.fromkeys(names) if name][:_MAX_AUTHORS]


def _person(field: Field) -> str:
    # The full stop of a card, not that of "J.".
    name = natural_name(_FULL_STOP.sub("", part(_sub(field, "a"))))
    number = part(_sub(field, "b"))
    return f"{name} {number}" if number else name


def _isbns(record) -> tuple[str, ...]:
    texts = []
    for field in record.get_fields("020"):
        for text in (*field.get_subfields("a"), *field.get_subfields("9")):
            match = _ISBN_START.match(clean(text))
            texts.append(match[0] if match else "")
    return valid_isbns(texts)


def _languages(record) -> tuple[str, ...]:
    codes = [code for field in record.get_fields("041") for code in field.get_subfields("a", "d")]
    # Old records write several codes without a separator: "engfre".
    codes = [code[start : start + 3] for code in codes for start in range(0, len(code), 3)] or [_fixed(record)[35:38]]
    return tuple(dict.fromkeys(code for code in map(short_code, codes) if code))


def _ages(record):
    """Return minimum and maximum age; the audience is in 521, DNB uses 653 ("(Zielgruppe)ab 8 Jahre")."""
    for field in record.get_fields("521", "653", "385"):
        for text in field.get_subfields("a"):
            if _AGE_FIELDS.search(clean(text)):
                return ages_in(clean(text))
    return None, None


def _is_large_print(record) -> bool:
    has_code = _fixed(record)[23:24] == "d" and str(record.leader)[6:7] == "a"
    texts = [text for field in record.get_fields("250", "340", "655") for text in field.get_subfields("a", "n")]
    return has_code or any(_LARGE_PRINT.search(text) for text in texts)


def _medium(record) -> str:
    return _MEDIA.get(str(record.leader)[6:7], "book")


def _first(record, tag) -> Field | None:
    return next(iter(record.get_fields(tag)), None)


def _sub(field: Field, code) -> str:
    return next(iter(field.get_subfields(code)), "")


def _value(record, tag, code) -> str:
    return next((text for field in record.get_fields(tag) if (text := _sub(field, code))), "")


def _control(record, tag) -> str:
    field = _first(record, tag)
    return (field.data or "") if field is not None else ""


def _fixed(record) -> str:
    return _control(record, "008").ljust(40)
