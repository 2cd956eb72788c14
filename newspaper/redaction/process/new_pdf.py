"""Write a PDF in which redacted pages are images, without bookmarks and properties that contain hidden terms."""

from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name
from PIL import Image

from . import hidden_text, pictures, text_layer
from .printed_text import PrintedText
from .redaction_request import Plan, RedactionRequest

# Keys that describe the document or its destinations: all of them can contain names.
_DESCRIBING = (
    *("/Metadata", "/StructTreeRoot", "/MarkInfo", "/Names", "/Dests", "/Outlines", "/PageLabels", "/Threads"),
    *("/PieceInfo", "/OpenAction", "/AcroForm", "/Collection", "/Perms", "/DSS", "/OCProperties"),
)
_OF_EVERY_PAGE = ("/Type", "/Parent")


def write(
    path: str, document: pypdfium2.PdfDocument, plans: dict[int, Plan], images: dict[int, Image.Image], title: str,
    request: RedactionRequest, *, has_layer: bool,
) -> bytes:  # fmt: skip
    """Return the PDF at this path with images in place of the redacted pages.

    With `has_layer` the remaining words of these pages are added as invisible text, to be selected and read out.
    """
    with pikepdf.open(path, suppress_warnings=True) as pdf:
        bookmarks = _bookmarks(document, request)
        _strip(pdf, title)
        for number, page in enumerate(pdf.pages, 1):
            if plans[number].is_replaced:
                words = plans[number].layer if has_layer else []
                _replace(pdf, page, images[number], document[number - 1].get_size(), words)
        pdf.remove_unreferenced_resources()
        _add_bookmarks(pdf, bookmarks)
        buffer = BytesIO()
        pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return buffer.getvalue()


def is_clean(content: bytes | str, request: RedactionRequest) -> bool:
    """Return whether a PDF, given as bytes or path, contains no hidden term: neither drawn nor in any object."""
    with pypdfium2.PdfDocument(content) as document:
        for number in range(1, len(document) + 1):
            text = PrintedText(document[number - 1]).text
            if any(pattern.spans(text) for pattern in request.of_page(number)):
                return False
    with pikepdf.open(content if isinstance(content, str) else BytesIO(content), suppress_warnings=True) as pdf:
        return not (
            hidden_text.contains(pdf, request.everywhere)
            or any(
                hidden_text.object_contains(page.obj, request.of_page(number))
                for number, page in enumerate(pdf.pages, 1)
            )
            or any(hidden_text.object_contains(each, request.outside_pages) for each in _descriptive_objects(pdf))
        )


def is_in_objects(pdf: pikepdf.Pdf, number: int, request: RedactionRequest) -> bool:
    """Return whether the objects of a page contain a hidden term, such as a note or an `ActualText`."""
    return hidden_text.object_contains(pdf.pages[number - 1].obj, request.of_page(number))


def _descriptive_objects(pdf):
    """Return the objects that describe the document, which can name persons of any page."""
    found = [pdf.trailer.get("/Info"), pdf.Root.get("/Metadata"), pdf.Root.get("/Outlines")]
    return [each for each in found if each is not None]


def _strip(pdf, title):
    for key in _DESCRIBING:
        if key in pdf.Root:
            del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    pdf.docinfo["/Title"] = title


def _replace(pdf, page, image, size, words):
    """Replace the contents of a page by an image. References to the page remain valid."""
    width, height = size
    for key in set(page.obj.keys()).difference(_OF_EVERY_PAGE):
        del page.obj[key]
    page.obj[Name.MediaBox] = Array([0, 0, width, height])
    page.obj[Name.Resources] = Dictionary(XObject=Dictionary(Page=_picture(pdf, image)), Font=text_layer.fonts())
    drawn = f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Page Do Q\n".encode()
    page.obj[Name.Contents] = pdf.make_stream(drawn + text_layer.instructions(words, width, height))


def _picture(pdf, image):
    facts = {"Type": Name.XObject, "Subtype": Name.Image, "Width": image.width, "Height": image.height}
    encoding = {"ColorSpace": Name.DeviceRGB, "BitsPerComponent": 8, "Filter": Name.DCTDecode}
    return pdf.make_stream(pictures.as_jpeg(image), **facts, **encoding)


def _bookmarks(document, request) -> list[tuple[str, int]]:
    """Return the bookmarks without hidden terms, with the index of their pages."""
    found = []
    for bookmark in document.get_toc():
        destination, title = bookmark.get_dest(), bookmark.get_title()
        index = destination.get_index() if destination else None
        if index is not None and not any(pattern.spans(title) for pattern in request.outside_pages):
            found.append((title, index))
    return found


def _add_bookmarks(pdf, bookmarks):
    if bookmarks:
        with pdf.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(title, index) for title, index in bookmarks)
