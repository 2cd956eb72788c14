"""Text files with columns (CSV) of any program: detect encoding and separator."""

import codecs
import csv
import io
import re
from itertools import islice

from django.utils.translation import gettext as _

from .limits import MAX_COLUMNS, NotReadable, Size, refuse_too_many

_SEPARATORS = (";", ",", "\t", "|")
_SAMPLE = 64 * 1024
_SAMPLE_ROWS = 30
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Bytes that are control characters in Latin-1: undefined in cp1252, or the marks around an article (non-sorting).
_ONLY_LATIN_1 = re.compile(b"[\x81\x8d\x8f\x90\x9d]|\x98[^\x98\x9c\r\n]{1,8}\x9c")


def rows(content: bytes) -> list[list[str]]:
    """Return the rows of a text file, the headings first. Raise `NotReadable`."""
    text = decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
    found: list[list[str]] = []
    size = Size()
    try:
        for row in reader:
            refuse_too_many(len(found))
            found.append(size.add(row[:MAX_COLUMNS]))
    except csv.Error as error:
        text = _("In Zeile %(line)d fehlt ein Anführungszeichen.") % {"line": len(found) + 1}
        raise NotReadable(text) from error
    return found


def decoded(content: bytes) -> str:
    """Return the text, decoded as UTF-8 or UTF-16 by its byte order mark, otherwise as UTF-8, cp1252 or Latin-1."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1" if _ONLY_LATIN_1.search(content) else "cp1252")


def separator(text: str) -> str:
    """Return the column separator: the character that splits the first rows most evenly into the most columns."""
    sample = text[:_SAMPLE]
    return max(_SEPARATORS, key=lambda candidate: _fitness(sample, candidate))


def _fitness(sample, candidate) -> int:
    """Return the number of columns times the number of first rows with as many; 0 for a single column."""
    try:
        found = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=candidate), _SAMPLE_ROWS))
    except csv.Error:
        return 0
    width = len(found[0]) if found else 0
    return width * sum(len(row) == width for row in found) if width > 1 else 0
