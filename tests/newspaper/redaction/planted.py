"""PDFs for the tests, in which a name is planted wherever a PDF can have text."""

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

WIDTH, HEIGHT = 420, 595
LINE = 18


def page_of(pdf, lines, *, font=None, before=b""):
    """Add a page with lines of text in Helvetica; return it."""
    page = pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
    drawn = [f"BT /F1 12 Tf 40 {HEIGHT - 60 - LINE * number} Td ({line}) Tj ET" for number, line in enumerate(lines)]
    content = before + "\n".join(drawn).encode("cp1252")
    page.obj[Name.Resources] = Dictionary(Font=Dictionary(F1=font or _helvetica(pdf)))
    page.obj[Name.Contents] = pdf.make_stream(content)
    return page


def planted(name: str, *pages: list[str], **places: bool) -> bytes:
    """Return a PDF with these lines on its pages, and the name in the places that are asked for.

    Places: `bookmark`, `properties`, `xmp`, `actual_text`, `marked_content`, `note`, `leftover`.
    """
    with pikepdf.new() as pdf:
        for lines in pages:
            page_of(pdf, lines)
        for place, is_wanted in places.items():
            if is_wanted:
                _PLANT[place](pdf, name)
        buffer = BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


def _bookmark(pdf, name):
    with pdf.open_outline() as outline:
        outline.root += [OutlineItem(f"Zu Besuch bei {name}", 1), OutlineItem("Termine", 2)]


def _properties(pdf, name):
    pdf.docinfo["/Author"] = name
    pdf.docinfo["/Title"] = "Ausgabe 3"


def _xmp(pdf, name):
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [name]


def _actual_text(pdf, name):
    element = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.P, Pg=pdf.pages[0].obj, ActualText=String(name))
    )
    pdf.Root[Name.StructTreeRoot] = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=element))


def _marked_content(pdf, name):
    """Say in the content of the third page what a drawing means."""
    encoded = b"<" + (b"\xfe\xff" + name.encode("utf-16-be")).hex().encode() + b">"
    page = pdf.pages[2]
    old = page.obj[Name.Contents].read_bytes()
    page.obj[Name.Contents] = pdf.make_stream(b"/Span <</ActualText " + encoded + b">> BDC EMC\n" + old)


def _note(pdf, name):
    """Put a note beside the text of the third page."""
    note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([10, 10, 20, 20]), Contents=String(name))
    pdf.pages[2].obj[Name.Annots] = Array([pdf.make_indirect(note)])


def _leftover(pdf, name):
    """Leave a drawing with the name in the resources of the third page, which does not show it."""
    form = pdf.make_stream(f"BT /F1 9 Tf ({name}) Tj ET".encode("cp1252"), Type=Name.XObject, Subtype=Name.Form)
    form.stream_dict[Name.BBox] = Array([0, 0, 10, 10])
    pdf.pages[2].obj[Name.Resources][Name.XObject] = Dictionary(Old=form)


_PLANT = {
    "bookmark": _bookmark,
    "properties": _properties,
    "xmp": _xmp,
    "actual_text": _actual_text,
    "marked_content": _marked_content,
    "note": _note,
    "leftover": _leftover,
}


def _helvetica(pdf):
    font = {"Type": Name.Font, "Subtype": Name.Type1, "BaseFont": Name.Helvetica, "Encoding": Name.WinAnsiEncoding}
    return pdf.make_indirect(Dictionary(**font))
