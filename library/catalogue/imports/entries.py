"""The records of an imported file of any kind."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from library.catalogue.records import marc_files
from library.catalogue.records.cleaning import fit
from library.catalogue.records.isbn import InvalidISBN
from library.catalogue.records.marc_files import Entry
from library.catalogue.records.record import Record

from . import columns, headings, spreadsheets, tables
from .limits import NotReadable, refuse_too_many

_MAX_HEADING = 60
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class File:
    """The content of a file: its records, and for a table its headings with their meanings."""

    entries: list[Entry]
    headings: list[str]
    meanings: list[str]


def read(content: bytes, meanings: list[str] | None = None) -> File:
    """Return the content of a file; `meanings` override those of its columns. Raise `NotReadable`."""
    if not content.strip():
        raise NotReadable(_("Die Datei ist leer."))
    if spreadsheets.is_spreadsheet(content):
        return _table(spreadsheets.rows(content, headings.known_headings()), meanings)
    if marc_files.is_iso2709(content):
        return File(_marc(marc_files.iso2709(content)), [], [])
    if marc_files.is_xml(content):
        return File(_marc(marc_files.xml(content)), [], [])
    if _is_binary(content):
        raise NotReadable(_("Das ist keine Tabelle und kein MARC. Wir lesen CSV, Excel, MARC 21 und MARCXML."))
    return _table(tables.rows(content), meanings)


def _is_binary(content) -> bool:
    return content.lstrip().startswith((b"%PDF", b"{", b"[")) or (
        b"\0" in content[:1000] and not content.startswith(_UTF_16)
    )


def _marc(entries: Iterable[Entry]) -> list[Entry]:
    found: list[Entry] = []
    try:
        for entry in entries:
            refuse_too_many(len(found))
            found.append(_with_title(entry))
    except marc_files.NotMARC as error:
        if not found:
            raise NotReadable(str(error)) from error
        found.append(Entry(len(found) + 1, None, _("Hier bricht die Datei ab. %(why)s") % {"why": error}))
    if not found:
        raise NotReadable(_("In der Datei ist kein Satz in MARC."))
    return found


def _with_title(entry: Entry, cells: dict[str, str] | None = None) -> Entry:
    if entry.record is not None and not entry.record.title:
        return Entry(entry.line, None, _("Der Titel fehlt."), cells=cells)
    return entry


def _table(rows, meanings) -> File:
    """Return the records of a table; the first row that is not empty has the headings."""
    numbered = [(line, row) for line, row in enumerate(rows, start=1) if any(str(cell).strip() for cell in row)]
    if not numbered:
        raise NotReadable(_("Die Datei ist leer."))
    (_line, first), *rest = numbered
    names = [fit(str(name).strip(), _MAX_HEADING) for name in first]
    if not meanings or len(meanings) != len(names):
        meanings = headings.guess(names)
    return File([_entry(line, row, meanings) for line, row in rest], names, meanings)


def _entry(line, row, meanings) -> Entry:
    try:
        return _with_title(Entry(line, columns.record_of(row, meanings)), columns.known_cells(row, meanings))
    except InvalidISBN as error:
        return Entry(line, None, str(error), cells=columns.known_cells(row, meanings))


def join(entries: list[Entry]) -> list[Entry]:
    """Return the entries, merged by key: some files have a row for each author or language of a title.

    The first entry gets the authors and languages of all; the others refer to its line.
    """
    first: dict[str, int] = {}
    joined: list[Entry] = []
    for entry in entries:
        key = entry.record.key if entry.record else ""
        place = first.setdefault(key, len(joined)) if key else len(joined)
        if place == len(joined):
            joined.append(entry)
            continue
        leading = joined[place]
        joined[place] = replace(leading, record=_joined(leading.record, entry.record))
        joined.append(Entry(entry.line, None, _("Gehört zu Zeile %(line)d.") % {"line": leading.line}, is_part=True))
    return joined


def _joined(record: Record, other: Record) -> Record:
    authors = dict.fromkeys(filter(None, [*record.authors.split("; "), *other.authors.split("; ")]))
    languages = tuple(dict.fromkeys([*record.languages, *other.languages]))
    return replace(record, authors="; ".join(authors), languages=languages).fitted()
