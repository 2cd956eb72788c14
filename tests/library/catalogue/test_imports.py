"""Importing titles: files of other programs are read, previewed and imported; imports are stopped and resumed."""

import json
import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.house.models import Language
from kasch_site.worker.models import Job
from library.catalogue import titles
from library.catalogue.imports import (
    entries,
    headings,
    importing,
    reading,
    spreadsheets,
    tables,
)
from library.catalogue.imports.limits import NotReadable
from library.catalogue.records import cleaning
from library.models import CatalogueImport, Copy, ImportFile, ImportRow, Title
from tests.support.processes.process_timeout import run_with_timeout

MATERIAL = Path("/work/shared/material/imports")
TABLE = "Titel;Autor;ISBN;Jahr;Sprache\nDie Möwe;Jansson, Tove;978-3-522-20087-5;2013;ger\nÜber’s Meer;;;;\n"


def sheet(*rows) -> bytes:
    """Return an Excel file with these rows; numbers are numbers."""
    cells = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    return workbook(f"<sheetData>{cells}</sheetData>")


def _cell(value):
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def workbook(inside, filler=b"", shared="") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Buch" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>{shared}</t></si></sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{inside}</worksheet>',
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        if filler:
            archive.writestr("xl/media/filler.bin", filler)
    return buffer.getvalue()


def records(content):
    return [entry.record for entry in entries.read(content).entries]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator_is_detected(encoding, separator):
    text = TABLE.replace("Jansson, Tove", "Tove Jansson").replace(";", separator)
    first, second = records(text.encode(encoding))
    assert (first.title, first.authors, first.isbn, first.year) == ("Die Möwe", "Tove Jansson", "9783522200875", 2013)
    assert (second.title, first.languages) == ("Über’s Meer", ("de",))


def test_latin_1_with_marks_for_sorting_is_detected():
    first, _second = records("Titel;Autor\n\x98Die\x9c Möwe;X\nÜber;Y\n".encode("latin-1"))
    assert first.title == "Die Möwe"


def test_headings_in_english_and_in_another_order_are_understood():
    content = b"publisher,Author,Title,Year of purchase,ISBN-13\nArena,Katja Alves,Muffin-Club,2020,9783522200875\n"
    (record,) = records(content)
    assert (record.title, record.authors, record.publisher, record.isbn) == (
        "Muffin-Club", "Katja Alves", "Arena", "9783522200875",
    )  # fmt: skip


def test_author_names_in_two_columns_are_distinguished_from_names_of_borrowers():
    assert headings.guess(["Titel", "Nachname", "Vorname"]) == ["title", "last_name", "first_name"]
    assert headings.guess(["Titel", "Autor", "Nachname", "Ausgeliehen von"]) == ["title", "authors", "", ""]


def test_an_isbn_is_a_number_in_a_spreadsheet():
    content = sheet(["Titel", "ISBN", "Min Alter"], ["Krabat", 9783522200875, "ab 3. Klasse"], ["Ohne", "", 8])
    first, second = records(content)
    assert (first.isbn, first.age_from, second.isbn, second.age_from) == ("9783522200875", 8, "", 8)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n ",
        b"%PDF-1.7 ...",
        b'[{"title": "Krabat"}]',
        b"PK\x03\x04kaputt",
        b"\x89PNG\r\n\0\0\0",
        b'<!DOCTYPE x [<!ENTITY a "b">]><collection>&a;</collection>',
        b"<html><body>Titel</body></html>",
        b'Titel;Autor\n"Krabat' + b"x" * 200_000,
    ],
)
def test_a_file_without_titles_is_refused_with_a_reason(content):
    with pytest.raises(NotReadable) as refused:
        entries.read(content)
    assert str(refused.value)


def test_a_spreadsheet_that_unpacks_to_gigabytes_is_refused(monkeypatch):
    monkeypatch.setattr(spreadsheets, "_MAX_UNPACKED", 1_000_000)
    with pytest.raises(NotReadable):
        entries.read(workbook("<sheetData/>", filler=b"\0" * 2_000_000))


def test_a_cell_in_the_last_row_and_column_does_not_fill_the_memory():
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(NotReadable):
        entries.read(workbook(f"<sheetData>{cells}</sheetData>"))


def test_a_small_spreadsheet_whose_rows_become_gigabytes_is_refused():
    row = f"<row>{_cell('Ä' * 2_000) * 100}</row>"
    content = workbook(f"<sheetData>{row * 120}</sheetData>")
    assert len(content) < 1_000_000
    with pytest.raises(NotReadable):
        entries.read(content)


def test_what_a_spreadsheet_says_within_the_limit_is_read():
    assert spreadsheets.rows(sheet(["Titel"], ["x" * 30_000]), {"titel"}) == [["Titel"], ["x" * 30_000]]


@pytest.mark.parametrize("mark", [":", "/", " /", "=;", "(", "¬", "@ ", "&#", "1", "[", "- "])
def test_a_cell_of_one_repeated_mark_is_cleaned_in_linear_time(mark):
    cells = [mark * (19_000 // len(mark)) + "x"] * 50
    assert len(run_with_timeout(60, _cleaned, cells)) == len(cells)


def _cleaned(cells):
    return [(cleaning.unbracketed(each), cleaning.ages_in(each), cleaning.year_in(each)) for each in cells]


def test_the_punctuation_of_cards_behind_a_part_is_dropped():
    parts = ["Krabat /", "Krabat : ", "Krabat;", "Krabat", "Wer? :", "/"]
    assert [cleaning.part(each) for each in parts] == ["Krabat", "Krabat", "Krabat", "Krabat", "Wer?", ""]


def with_shared_text(text, times) -> bytes:
    """Return an Excel file that stores a text once and refers to it in this many cells."""
    cells = '<row><c t="inlineStr"><is><t>Titel</t></is></c></row>' + '<row><c t="s"><v>0</v></c></row>' * times
    return workbook(f"<sheetData>{cells}</sheetData>", shared=text)


def test_a_long_text_in_thousands_of_cells_is_refused_before_it_is_in_memory():
    content = with_shared_text("x" * 30_000, 6_000)
    assert len(content) < 100_000
    tracemalloc.start()
    try:
        with pytest.raises(NotReadable, match="zu viel Text"):
            entries.read(content)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_text_in_a_few_cells_is_read():
    first, _second = records(with_shared_text("Immer dasselbe", 2))
    assert first.title == "Immer dasselbe"


@pytest.mark.parametrize("limit", ["MAX_CELLS", "MAX_CHARACTERS"])
@pytest.mark.parametrize(
    "content", [b"Titel;Autor\n" + b"Wort;Name\n" * 20, sheet(["Titel", "Autor"], *[["Wort", "Name"]] * 20)]
)
def test_a_table_has_a_limited_number_of_cells_and_characters(monkeypatch, limit, content):
    assert len(records(content)) == 20
    monkeypatch.setattr(f"library.catalogue.imports.limits.{limit}", 30)
    with pytest.raises(NotReadable, match="zu viel Text"):
        entries.read(content)


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("library.catalogue.imports.limits.MAX_ROWS", 3)
    with pytest.raises(NotReadable):
        entries.read(b"Titel;Autor\n" + b"x;y\n" * 5)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    try:
        assert entries.read(content).entries is not None
    except NotReadable as refused:
        assert str(refused)


@given(st.text(max_size=200))
def test_any_text_has_a_separator(text):
    assert tables.separator(text) in (";", ",", "\t", "|")


def test_rows_of_one_title_are_joined():
    content = b"idn;Titel;Autor;Sprache\n1;Amok;Stefan Zweig;ger\n1;Amok;Anna Muster;fre\n2;Angst;Stefan Zweig;ger\n"
    first, second, third = entries.join(entries.read(content).entries)
    assert (first.record.authors, first.record.languages) == ("Stefan Zweig; Anna Muster", ("de", "fr"))
    assert (second.record, second.is_part, third.record.title) == (None, True, "Angst")


@pytest.fixture
def batch_of(book_medium):
    """Return a function that reads a file and returns the import."""

    def start(content, name="liste.csv"):
        batch = reading.start(name, content if isinstance(content, bytes) else content.encode())
        reading.read.call(batch.pk)
        batch.refresh_from_db()
        return batch

    return start


def verdicts(batch):
    return [(row.line, row.verdict) for row in batch.rows.order_by("line")]


def test_the_preview_classifies_records_as_new_existing_or_wrong(batch_of, make_title):
    make_title("Schon da", isbn="9783522200875")
    make_title("Auch da", authors="Erika Beispiel")
    batch = batch_of(
        "Titel;Autor;ISBN\nNeu;X;\nAnders geschrieben;;3-522-20087-X\nauch DA;Beispiel, Erika;\n;Y;\n"
        "Falsch;;9783522200876\nNeu;X;\n"
    )
    assert verdicts(batch) == [(2, "new"), (3, "here"), (4, "here"), (5, "wrong"), (6, "wrong"), (7, "here")]
    reasons = {row.line: row.reason for row in batch.rows.all()}
    assert "Titel fehlt" in reasons[5]
    assert "eine Ziffer falsch" in reasons[6]
    assert "Zeile 2" in reasons[7]
    assert Title.objects.count() == 2


def test_a_bar_code_of_other_goods_does_not_cost_the_book(batch_of):
    batch = batch_of("Titel;ISBN\nEinfach magisch;406-1-458-19141-8\n")
    row = batch.rows.get()
    assert (row.verdict, row.fields.get("isbns")) == ("new", None)
    assert "keine ISBN" in row.reason


def test_no_column_that_is_not_imported_is_stored(batch_of):
    batch = batch_of("Titel;Ausgeliehen von\nKrabat;Frau Geheim\n")
    assert "Geheim" not in json.dumps([row.fields for row in batch.rows.all()])


def test_corrected_columns_are_read_again(batch_of):
    batch = batch_of("Werk;Von\nKrabat;Otfried Preußler\n")
    assert verdicts(batch) == [(2, "wrong")]
    assert reading.correct(batch, ["title", "authors"])
    reading.read.call(batch.pk)
    row = batch.rows.get()
    assert (row.verdict, row.fields["title"], row.fields["authors"]) == ("new", "Krabat", "Otfried Preußler")


def test_titles_are_imported_with_copies_and_the_file_is_deleted(batch_of, book_medium, run_jobs):
    Language.objects.create(code="de", name="Deutsch")
    batch = batch_of(TABLE)
    assert importing.begin(batch, book_medium, adds_copies=False)
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, batch.rows_total) == ("done", 2, 2)
    assert [(title.title, title.copies.count()) for title in Title.objects.order_by("pk")] == [
        ("Die Möwe", 1), ("Über’s Meer", 1),
    ]  # fmt: skip
    assert [language.code for language in Title.objects.first().languages.all()] == ["de"]
    assert ImportFile.objects.count() == 0


def test_existing_titles_get_a_copy_if_that_is_selected(batch_of, book_medium, run_jobs, make_copy, make_title):
    make_copy(make_title("Krabat", isbn="9783522200875"))
    batch = batch_of("Titel;ISBN;Exemplare\nKrabat;9783522200875;2\nNeu;;3\n")
    importing.begin(batch, book_medium, adds_copies=True)
    run_jobs()
    assert {title.title: title.copies.count() for title in Title.objects.all()} == {"Krabat": 3, "Neu": 3}


def numbered(count):
    return "Titel;Autor\n" + "".join(f"Buch {number};Niemand\n" for number in range(count))


def test_it_stops_and_continues_where_it_was(batch_of, book_medium, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 4)
    batch = batch_of(numbered(10))
    importing.begin(batch, book_medium, adds_copies=False)
    vocabulary = titles.Vocabulary.of_the_house()
    assert importing._import_chunk(batch.pk, vocabulary)
    assert importing.stop(batch)
    assert not importing._import_chunk(batch.pk, vocabulary)
    assert Title.objects.count() == 4
    assert importing.resume(batch)
    importing.import_rows.call(batch.pk)
    assert (Title.objects.count(), Copy.objects.count()) == (10, 10)


def test_a_process_killed_in_the_middle_leaves_no_double_and_no_gap(batch_of, book_medium, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 4)
    batch = batch_of(numbered(10))
    importing.begin(batch, book_medium, adds_copies=False)
    add, added = titles.add, []

    def killed(record, *arguments):
        if len(added) == 6:
            raise KeyboardInterrupt
        added.append(record.title)
        return add(record, *arguments)

    monkeypatch.setattr(titles, "add", killed)
    with pytest.raises(KeyboardInterrupt):
        importing.import_rows.call(batch.pk)
    assert Title.objects.count() == 4
    monkeypatch.setattr(titles, "add", add)
    for _again in range(2):
        importing.import_rows.call(batch.pk)
    batch.refresh_from_db()
    assert sorted(title.title for title in Title.objects.all()) == sorted(f"Buch {number}" for number in range(10))
    assert (batch.state, batch.rows_done) == ("done", 10)


def test_a_process_killed_while_reading_begins_again(batch_of, book_medium, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 2)
    batch = reading.start("liste.csv", numbered(5).encode())
    ImportRow.objects.create(batch=batch, line=2, verdict="new", fields={"title": "Von vorher"})
    reading.read.call(batch.pk)
    assert [row.fields["title"] for row in batch.rows.all()] == [f"Buch {number}" for number in range(5)]


def test_a_title_added_meanwhile_is_not_added_again(batch_of, book_medium, run_jobs, make_title):
    batch = batch_of("Titel;ISBN\nKrabat;9783522200875\n")
    importing.begin(batch, book_medium, adds_copies=False)
    make_title("Krabat", isbn="9783522200875")
    run_jobs()
    assert Title.objects.count() == 1
    assert batch.rows.get().verdict == "here"


def test_an_unreadable_file_is_deleted_and_the_reason_is_shown(batch_of):
    batch = batch_of(b"%PDF-1.7", "liste.pdf")
    assert (batch.state, "MARC" in batch.reason, ImportFile.objects.count()) == ("failed", True, 0)


def test_old_imports_are_erased_with_their_files(batch_of, advance):
    batch_of(TABLE)
    from datetime import timedelta

    from kasch_site.common import clock

    advance(timedelta(days=31))
    assert importing.purge(clock.now()) == 1
    assert (CatalogueImport.objects.count(), ImportRow.objects.count(), ImportFile.objects.count()) == (0, 0, 0)


def test_nothing_of_the_file_is_in_the_jobs(batch_of):
    batch = batch_of(TABLE)
    assert [job.args for job in Job.objects.all()] == [[batch.pk]]


@pytest.mark.skipif(not MATERIAL.exists(), reason="the files of others are not here")
@pytest.mark.parametrize(
    ("name", "lines", "records_read", "wrong"),
    [
        ("dnblab_Klassik.csv", 108, 108, 0),
        ("dnblab_exil_alldata.csv", 22_698, 16_947, 0),
        ("openlibry_sample_export.xlsx", 8, 8, 0),
    ],
)
def test_files_of_others_are_read(name, lines, records_read, wrong):
    found = entries.join(entries.read((MATERIAL / name).read_bytes()).entries)
    assert len(found) == lines
    assert sum(bool(entry.record) for entry in found) == records_read
    assert sum(not entry.record and not entry.is_part for entry in found) == wrong
    assert not any("@" in entry.record.title for entry in found if entry.record)
