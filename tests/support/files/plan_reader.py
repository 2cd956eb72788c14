"""Read a PDF plan: its text, font sizes, page sizes and tags, with independent PDF libraries."""

import unicodedata
from collections import Counter
from contextlib import closing
from io import BytesIO
from math import hypot

import pikepdf
import pypdfium2
from pypdfium2 import raw

MILLIMETRES = 25.4 / 72


def letters(text):
    """Return letters and digits only, without line breaks, hyphens and break opportunities."""
    return "".join(character for character in unicodedata.normalize("NFC", text) if character.isalnum())


def words(text):
    """Return text with single spaces, and with hyphenated words joined."""
    joined = text.replace("\ufffe\r\n", "").replace("\ufffe", "").replace("\u200b", "").replace("\u00ad", "")
    return " ".join(joined.split())


def page_texts(pdf):
    """Return the text of each page."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        texts = []
        for page in document:
            with closing(page.get_textpage()) as text:
                texts.append(text.get_text_range())
            page.close()
        return texts


def plan_text(pdf):
    """Return the whole text of the plan."""
    return words(" ".join(page_texts(pdf)))


def sheet_sizes(pdf):
    """Return width and height of each page in whole millimetres."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [
            tuple(round(length * MILLIMETRES) for length in document.get_page_size(i)) for i in range(len(document))
        ]


def type_sizes(pdf):
    """Return the font sizes in points on paper, with the number of text objects of each."""
    sizes = Counter()
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for page in document:
            for piece in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=15):
                matrix = piece.get_matrix()
                size = round(piece.get_font_size() * hypot(matrix.c, matrix.d), 2)
                sizes[size] += 1
            page.close()
    return sizes


def letter_boxes(pdf):
    """Yield page number, left, bottom, right, top (points), page width and height of each visible character."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for number, page in enumerate(document):
            with closing(page.get_textpage()) as text:
                for index in range(text.count_chars()):
                    box = text.get_charbox(index)
                    if box[2] > box[0]:
                        yield number, *box, *page.get_size()
            page.close()


def tags(pdf):
    """Return the structure in reading order: (kind, alternative text or None), with the PDF's role map applied."""
    with pikepdf.open(BytesIO(pdf)) as document:
        root = document.Root.StructTreeRoot
        roles = {str(key): str(value) for key, value in root.get("/RoleMap", {}).items()}
        return list(_walk(root.K, roles))


def _walk(node, roles):
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _walk(child, roles)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        kind = str(node.S)
        alt = node.get("/Alt")
        yield roles.get(kind, kind).lstrip("/"), None if alt is None else str(alt)
        if "/K" in node:
            yield from _walk(node.K, roles)


def links(pdf):
    """Return the targets of the links."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [
            str(note.A.URI) for page in document.pages for note in page.get("/Annots", []) if note.get("/A") is not None
        ]
