"""Reading a printed plan back: its words, sizes of type, sheets and tags, with readers that did not write it."""

import unicodedata
from contextlib import closing
from io import BytesIO
from math import hypot

import pikepdf
import pypdfium2
from pypdfium2 import raw

MILLIMETRES = 25.4 / 72


def letters(text):
    """Letters and digits alone: lines, hyphens and chances to break do not count."""
    return "".join(character for character in unicodedata.normalize("NFC", text) if character.isalnum())


def words(text):
    """Text with single spaces and with the words joined that a line has divided."""
    joined = text.replace("\ufffe\r\n", "").replace("\ufffe", "").replace("\u200b", "").replace("\u00ad", "")
    return " ".join(joined.split())


def page_texts(pdf):
    """What stands on each page."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        texts = []
        for page in document:
            with closing(page.get_textpage()) as text:
                texts.append(text.get_text_range())
            page.close()
        return texts


def plan_text(pdf):
    """All the words of the plan."""
    return words(" ".join(page_texts(pdf)))


def sheet_sizes(pdf):
    """Width and height of each page in whole millimetres."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [
            tuple(round(length * MILLIMETRES) for length in document.get_page_size(i)) for i in range(len(document))
        ]


def type_sizes(pdf):
    """The sizes of type that occur, in points as they come out on paper, and how many pieces of text have each."""
    sizes = {}
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for page in document:
            for piece in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=15):
                matrix = piece.get_matrix()
                size = round(piece.get_font_size() * hypot(matrix.c, matrix.d), 2)
                sizes[size] = sizes.get(size, 0) + 1
            page.close()
    return sizes


def letter_boxes(pdf):
    """For each visible character: page number, left, bottom, right, top in points, width and height of the page."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for number, page in enumerate(document):
            with closing(page.get_textpage()) as text:
                for index in range(text.count_chars()):
                    box = text.get_charbox(index)
                    if box[2] > box[0]:
                        yield number, *box, *page.get_size()
            page.close()


def tags(pdf):
    """The structure in reading order: (kind, alternative text or None), kinds after the role map of the PDF."""
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
    """Where the links of the plan lead."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [
            str(note.A.URI) for page in document.pages for note in page.get("/Annots", []) if note.get("/A") is not None
        ]
