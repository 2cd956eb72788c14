"""A page that the intake refuses to read: it has thousands of lines of invisible text, as drawings of maps have."""

from io import BytesIO

import pikepdf
from pikepdf import Name

# More than any page of a newspaper has, in a font that every reader of PDFs knows; mode 3 paints nothing.
_LINES, _LINE = 700, "abcdefghij" * 10


def with_broken_page(pdf: bytes, number: int) -> bytes:
    """Return the PDF with so much text on this page, counted from 1, that reading it is refused."""
    with pikepdf.open(BytesIO(pdf)) as document:
        page = document.pages[number - 1]
        font = pikepdf.Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        name = page.add_resource(document.make_indirect(font), Name.Font)
        lines = f"({_LINE}) Tj 0 -1 Td ".encode() * _LINES
        content = b"q BT 3 Tr " + str(name).encode() + b" 1 Tf 40 800 Td " + lines + b" ET Q"
        page.contents_add(document.make_stream(content))
        buffer = BytesIO()
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()
