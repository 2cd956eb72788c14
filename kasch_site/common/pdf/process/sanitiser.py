"""The child process that sanitises one PDF: it writes a new file without active content.

It ends with one of the statuses of `Status`, and writes facts about the document to its standard output as JSON.
"""

import json
import os
import sys

import pikepdf
from pikepdf import sanitize

from . import forbidden
from .statuses import Status

_SMALLEST = 8.0  # points


class _Refused(Exception):
    def __init__(self, status: Status):
        super().__init__(status.name)
        self.status = status


def main(path: str, output: str, max_pages: str, max_points: str) -> int:
    """Sanitise the PDF at this path into the open file with the descriptor `output`; return the status."""
    sys.setrecursionlimit(800)
    try:
        with os.fdopen(int(output), "w+b") as sanitised:
            facts = _sanitise(path, sanitised, int(max_pages), float(max_points))
    except _Refused as refused:
        return refused.status
    except pikepdf.PasswordError:
        return Status.ENCRYPTED
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, TypeError, KeyError, RuntimeError, OverflowError):
        return Status.BROKEN
    sys.stdout.write(json.dumps(facts))
    return 0


def _sanitise(path, sanitised, max_pages, max_points) -> dict:
    with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream, suppress_warnings=True) as pdf:
        if pdf.is_encrypted:
            raise _Refused(Status.ENCRYPTED)
        sizes = _sizes(pdf, max_pages, max_points)
        is_tagged = "/StructTreeRoot" in pdf.Root
        removed = _remove(pdf)
        pdf.save(
            sanitised,
            compress_streams=False,  # qpdf would inflate bombs for it
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
            preserve_pdfa=False,
        )
    sanitised.flush()
    _check(sanitised, len(sizes))
    return {"sizes": sizes, "is_tagged": is_tagged, "removed": sorted(removed)}


def _remove(pdf) -> set[str]:
    """Take out what is forbidden; ours first, because the library breaks at what is malformed."""
    removed = forbidden.remove(pdf)
    for step in (
        sanitize.remove_javascript,
        sanitize.remove_attachments,
        sanitize.remove_multimedia,
        sanitize.remove_collection,
        sanitize.remove_private_app_data,
        sanitize.remove_search_index,
        sanitize.remove_thumbnails,
        sanitize.remove_web_capture,
    ):
        step(pdf)
    return removed


def _sizes(pdf, max_pages, max_points):
    """Return width and height of each page as it is shown, in points."""
    count = pdf.Root.Pages.get("/Count", 0)
    if isinstance(count, int) and count > max_pages:
        raise _Refused(Status.TOO_MANY_PAGES)
    if len(pdf.pages) > max_pages:
        raise _Refused(Status.TOO_MANY_PAGES)
    if not len(pdf.pages):
        raise _Refused(Status.NO_PAGES)
    return [_size(page, max_points) for page in pdf.pages]


def _size(page, max_points):
    width, height = _visible(_box(page.mediabox), _box(page.cropbox))
    unit = float(page.obj.get("/UserUnit", 1))
    if min(width, height) < _SMALLEST or max(width, height) * unit > max_points:
        raise _Refused(Status.PAGE_TOO_LARGE)
    return [width * unit, height * unit] if page.rotation % 180 == 0 else [height * unit, width * unit]


def _box(values):
    left, bottom, right, top = (float(value) for value in values)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _visible(media, crop):
    """Return width and height of what is shown: the CropBox, as far as it is on the medium."""
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    if right <= left or top <= bottom:
        left, bottom, right, top = media
    return right - left, top - bottom


def _check(sanitised, pages):
    """Open what was written and check it. Raise `_Refused` if something is left."""
    sanitised.seek(0)
    with pikepdf.open(sanitised, suppress_warnings=True) as pdf:
        if forbidden.find(pdf) or len(pdf.pages) != pages:
            raise _Refused(Status.NOT_CLEAN)
