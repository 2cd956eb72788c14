"""Parts of a stored file, as a browser asks for them while it shows a large PDF (RFC 9110, 14)."""

import re

from django.http import FileResponse, HttpResponse

CHUNK = 64 * 1024
# One range of digits: more ranges, and other units, are answered with the whole file (14.2).
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
MAX_HEADER = 100


class _Part:
    """A file that ends after `length` bytes. Closing it closes the file."""

    def __init__(self, file, length):
        self._file, self._left = file, length

    def read(self, size=CHUNK):
        data = self._file.read(min(size if size >= 0 else self._left, self._left))
        self._left -= len(data)
        return data

    def close(self):
        self._file.close()


def file_response(request, file, size: int, *, content_type: str, name: str, etag: str) -> HttpResponse:
    """Return an open file to be shown by the browser, or the part that the request asks for.

    `file` is open for reading, `size` its length in bytes, `name` its name when it is saved. `etag` changes with its
    contents: a part of another version is never sent. 416 if the range begins after the end.
    """
    wanted = _requested_range(request, etag)
    span = None if wanted is None else _span(*wanted, size)
    if wanted is not None and span is None:
        file.close()
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    elif span is None:
        response = FileResponse(file, content_type=content_type, filename=name)
        response["Content-Length"] = str(size)
    else:
        first, last = span
        file.seek(first)
        response = FileResponse(_Part(file, last - first + 1), content_type=content_type, filename=name, status=206)
        response["Content-Length"] = str(last - first + 1)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    return response


def _requested_range(request, etag):
    """Return first and last byte of the range as they are written; None if the request is for the whole file."""
    header = request.headers.get("Range", "")
    if request.method != "GET" or len(header) > MAX_HEADER or request.headers.get("If-Range", etag) != etag:
        return None
    match = _RANGE.fullmatch(header.strip())
    first, last = match.groups() if match else ("", "")
    is_valid = (first or last) and not (first and last and int(last) < int(first))
    return (first, last) if is_valid else None


def _span(first, last, size):
    """Return the first and the last byte of a range, both inclusive; None if it cannot be met."""
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end else None
