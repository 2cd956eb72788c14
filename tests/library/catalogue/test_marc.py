"""Records in MARC 21: how they are read, and how broken ones are handled."""

import unicodedata
from pathlib import Path

import pytest
from pymarc import Field, Indicators, Leader, Subfield
from pymarc import Record as MarcRecord
from pymarc.marcxml import record_to_xml

from library.catalogue.records import marc_files
from library.catalogue.records.marc import NotABook, read

MATERIAL = Path("/work/shared/material/marc")


def marc(title="Krabat", leader="00000nam a2200000 c 4500", **more):
    """Return a record; `more` are further fields by tag: f700=[("a", "Walter, Trier"), ("4", "ill")]."""
    record = MarcRecord(leader=Leader(leader))
    add(record, "245", [("a", title)])
    for tag, subfields in more.items():
        add(record, tag[1:4], subfields)
    return record


def add(record, tag, subfields):
    record.add_field(Field(tag, Indicators(" ", " "), [Subfield(code, value) for code, value in subfields]))


def in_xml(*records):
    rows = b"".join(record_to_xml(record) for record in records)
    return b'<collection xmlns="http://www.loc.gov/MARC21/slim">' + rows + b"</collection>"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("\u0098Der\u009c kleine Prinz", "Der kleine Prinz"),
        ("La @vida de Errico", "La vida de Errico"),
        ("¬Die¬ Räuber", "Die Räuber"),
        (unicodedata.normalize("NFD", "Übers Meer"), "Übers Meer"),
        ("Der Zauberberg :", "Der Zauberberg"),
        ("Python cookbook /", "Python cookbook"),
        ("mail@example.org", "mail@example.org"),
        ("&#x200F;لقاءات", "لقاءات"),
    ],
)
def test_marks_for_sorting_and_for_cards_disappear(raw, clean):
    assert read(marc(raw)).title == clean


def test_names_are_in_natural_order_and_only_those_who_made_the_book():
    record = marc(
        f100=[("a", "Kästner, Erich"), ("4", "aut")],
        f700=[("a", "Trier, Walter"), ("4", "ill")],
        f7001=[("a", "Muster, Max"), ("4", "trl")],
        f7002=[("a", "Beispiel, Erika"), ("t", "Ein zweites Werk")],
        f7003=[("a", "Johannes Paul"), ("b", "II."), ("4", "aut")],
    )
    assert read(record).authors == "Erich Kästner; Walter Trier; Johannes Paul II."


def test_a_title_in_another_script_is_shown_in_its_own():
    record = marc("Vojna i mir", f880=[("6", "245-01/(N"), ("a", "Война и мир")], f041=[("a", "rus")])
    assert (read(record).title, read(record).subtitle, read(record).languages) == (
        "Война и мир",
        "Vojna i mir",
        ("ru",),
    )


def test_large_print_and_the_kind_of_medium_are_seen():
    assert read(marc(f250=[("a", "Großdruck")])).is_large_print
    assert read(marc(leader="00000nim a2200000 c 4500")).medium == "audio"


def test_a_person_is_no_book():
    with pytest.raises(NotABook):
        read(marc(leader="00000nz  a2200000nc 4500"))


@pytest.mark.parametrize("form", ["iso2709", "xml"])
def test_records_between_broken_ones_are_read(form):
    good = [marc(f"Buch {number}") for number in range(3)]
    if form == "iso2709":
        first, second, third = (record.as_marc() for record in good)
        content = b"kaputt\x1d" + first + b"\n00001" + second[5:] + second[:90] + b"\x1d" + third + b"00500nam"
        entries = list(marc_files.iso2709(content))
    else:
        content = in_xml(*good).replace(b'tag="245"><subfield code="a">Buch 1', b"><subfield><x>Buch 1")
        content = content.replace(b"Buch 1</subfield>", b"Buch 1</x></subfield>")
        entries = list(marc_files.xml(content))
    titles = [entry.record.title for entry in entries if entry.record]
    assert titles[0] == "Buch 0"
    assert titles[-1] == "Buch 2"
    assert [entry.line for entry in entries] == list(range(1, len(entries) + 1))
    assert all(entry.reason for entry in entries if not entry.record)
    assert any(not entry.record for entry in entries)


def test_truncated_xml_yields_the_records_before_the_end():
    content = in_xml(marc("Vorher"), marc("Nachher"))[:-60]
    read_so_far = []
    with pytest.raises(marc_files.NotMARC):
        for entry in marc_files.xml(content):
            read_so_far.append(entry.record.title)
    assert read_so_far == ["Vorher"]


def test_a_broken_letter_in_a_title_is_no_title():
    record = marc("Mädchen").as_marc().replace("ä".encode(), b"\xff\xfe")
    assert [entry.record for entry in marc_files.iso2709(record)] == [None]


@pytest.mark.skipif(not MATERIAL.exists(), reason="the records of others are not here")
@pytest.mark.parametrize(
    ("name", "titles", "others"),
    [
        ("marc21rs/invalid.mrc", 1, 0),
        ("marc21rs/minna.mrc", 0, 1),
        ("pymarc/marc.dat", 20, 0),
        ("pymarc/bad_records.mrc", 2, 6),
        ("pymarc/batch.xml", 2, 0),
        ("pymarc/bad_tag.xml", 0, 1),
        ("xbib/zdb-oai-marc.xml", 50, 0),
        ("xbib/zdb-sru-marcxmlplus.xml", 10, 14),
        ("xbib/cyrillic_capital_e.mrc", 2, 0),
    ],
)
def test_records_of_others_are_read(name, titles, others):
    content = (MATERIAL / name).read_bytes()
    entries = list((marc_files.xml if name.endswith("xml") else marc_files.iso2709)(content))
    assert (sum(bool(entry.record) for entry in entries), sum(not entry.record for entry in entries)) == (
        titles,
        others,
    )
