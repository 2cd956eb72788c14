"""A child process that reads one PDF: it answers requests about the document and its pages.

A page that needs too much memory or time ends the process; its caller restarts it for the next page.
"""

import sys
from functools import partial

import pypdfium2
import pypdfium2.raw as pdfium

from kasch_site.common.child_processes.serving import Reply, serve

from . import images
from .text import are_frames, page_text
from .words import PageGeometry, TooMuchText, read

_MAX_OBJECTS = 3_000  # of a page that are looked at for frames


def main(path: str, cpu_seconds: str) -> int:
    """Answer requests about the PDF at this path, each within `cpu_seconds` of CPU time."""
    sys.setrecursionlimit(400)
    document = pypdfium2.PdfDocument(path)
    return serve(partial(_answer, document), int(cpu_seconds))


def _answer(document, request) -> Reply:
    page = document[request["number"] - 1]
    try:
        return _HANDLERS[request["command"]](page, request)
    except TooMuchText:
        return {"error": "too much text"}, []
    finally:
        page.close()


def _text(page, _request) -> Reply:
    geometry = PageGeometry(page)
    text, words = page_text(read(page, geometry), _frames(page, geometry), geometry.width, geometry.height)
    return {"width": geometry.width, "height": geometry.height, "text": text, "words": words}, []


def _images(page, request) -> Reply:
    return {}, images.pages(page, request["widths"])


def _page(page, request) -> Reply:
    """Return text and images of a page, which is parsed once."""
    reply, _none = _text(page, request)
    return reply, images.pages(page, request["widths"])


_HANDLERS = {
    "text": _text,
    "images": _images,
    "page": _page,
    "scan": lambda page, _request: ({}, [images.scan(page)]),
}


def _frames(page, geometry):
    boxes = []
    for number, item in enumerate(page.get_objects(max_depth=1)):
        if number >= _MAX_OBJECTS:
            break
        if item.type == pdfium.FPDF_PAGEOBJ_PATH:
            left, bottom, right, top = item.get_bounds()
            boxes.append(geometry.box(left, top, right, bottom))
    return are_frames(boxes, geometry.width, geometry.height)
