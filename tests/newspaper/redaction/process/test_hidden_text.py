"""Where a name can be in a PDF beside what it draws: every kind of object, stream and encoding is searched."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from newspaper.redaction.names import Pattern
from newspaper.redaction.process import hidden_text

NAME = "Anna Müller"
PATTERNS = [Pattern(NAME)]


@pytest.fixture
def pdf():
    """Return a PDF of two empty pages."""
    with pikepdf.new() as document:
        for _page in range(2):
            document.add_blank_page()
        yield document


def note(pdf):
    return pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Contents=String(NAME)))


def test_a_document_without_the_name_has_it_nowhere(pdf):
    assert not hidden_text.contains(pdf, PATTERNS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (NAME, NAME.encode()),
        (NAME, NAME.encode("latin-1")),
        (NAME, b"\xff\xfe" + NAME.encode("utf-16-le")),
        (NAME, b"?\0\0" + NAME.encode("utf-16-le")),
        (NAME, b"?" + NAME.encode("utf-16-be")),
        ("Đức Nguyễn", "Đức Nguyễn".encode("utf-16-be")),
        ("Đức Nguyễn", b"?" + "Đức Nguyễn".encode("utf-16-be")),
    ],
)
def test_each_encoding_of_bytes_is_read(name, content):
    assert hidden_text.is_in_bytes(content, [Pattern(name)])
    assert not hidden_text.is_in_bytes(content, [Pattern("Bo Listig")])


@pytest.mark.parametrize(
    "value", [Array([String(NAME)]), Array([String("Anna "), String("Müller")]), Array([Array([NAME])])]
)
def test_arrays_are_searched_and_what_they_draw_in_parts(pdf, value):
    pdf.Root.Leftover = value
    assert hidden_text.contains(pdf, PATTERNS)


def test_what_describes_a_stream_is_searched(pdf):
    pdf.Root.Leftover = pdf.make_stream(b"nichts", Title=String(NAME))
    assert hidden_text.contains(pdf, PATTERNS)


def test_the_comment_of_a_picture_is_searched(pdf):
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "JPEG", comment=NAME)
    facts = {"Subtype": Name.Image, "Filter": Name.DCTDecode, "Width": 8, "Height": 8}
    pdf.Root.Leftover = pdf.make_stream(buffer.getvalue(), **facts)
    assert hidden_text.contains(pdf, PATTERNS)


@pytest.mark.parametrize("kind", ["JPXDecode", "CCITTFaxDecode", "JBIG2Decode"])
def test_pictures_of_other_kinds_are_searched_as_they_are(pdf, kind):
    pdf.Root.Leftover = pdf.make_stream(b"\xff\xd8?" + NAME.encode(), Subtype=Name.Image, Filter=Name(f"/{kind}"))
    assert hidden_text.contains(pdf, PATTERNS)


def test_fonts_and_tables_are_not_read_as_drawings(pdf, monkeypatch):
    read = []
    monkeypatch.setattr(pikepdf, "parse_content_stream", lambda stream: read.append(stream.read_bytes()) or [])
    for facts in ({"Length1": 9}, {"Subtype": Name.Image}, {"FunctionType": 4}):
        pdf.Root.Leftover = pdf.make_stream(b"(x) Tj", **facts)
        assert not hidden_text.contains(pdf, PATTERNS)
    assert b"(x) Tj" not in read


def test_what_is_too_deep_or_too_large_to_be_searched_is_not_called_clean(pdf, monkeypatch):
    value = Array([])
    for _level in range(250):
        value = Array([value])
    pdf.Root.Leftover = value
    with pytest.raises(hidden_text.TooLarge):
        hidden_text.contains(pdf, PATTERNS)
    monkeypatch.setattr(hidden_text, "_MAX_STREAM", 20)
    pdf.Root.Leftover = pdf.make_stream(b" " * 21)
    with pytest.raises(hidden_text.TooLarge):
        hidden_text.contains(pdf, PATTERNS)


def test_a_page_reaches_its_notes_and_not_another_page_that_it_leads_to(pdf):
    first, second = pdf.pages
    second.obj.Annots = Array([note(pdf)])
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Dest=Array([second.obj, Name.Fit]))
    first.obj.Annots = Array([pdf.make_indirect(link)])
    assert hidden_text.object_contains(second.obj, PATTERNS)
    assert not hidden_text.object_contains(first.obj, PATTERNS)


def test_objects_that_lead_to_each_other_are_searched_once(pdf):
    one, other = pdf.make_indirect(Dictionary()), pdf.make_indirect(Dictionary())
    one.Next, other.Next = other, one
    pdf.pages[0].obj.Leftover = one
    assert not hidden_text.object_contains(pdf.pages[0].obj, PATTERNS)
    other.Leftover = String(NAME)
    assert hidden_text.object_contains(pdf.pages[0].obj, PATTERNS)
