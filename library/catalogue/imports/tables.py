"""Text files with columns (CSV), as different programs write them: encoding and separator are detected."""

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
# Latin-1 has control characters where cp1252 has letters: those around articles, or such that cp1252 does not have.
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
    """Return the text: UTF-8 or UTF-16 by its mark, UTF-8 if it is valid, else cp1252 or Latin-1."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1" if _ONLY_LATIN_1.search(content) else "cp1252")


def separator(text: str) -> str:
    """Return what separates the columns: the sign that divides the first rows into the most columns, equally."""
    sample = text[:_SAMPLE]
    return max(_SEPARATORS, key=lambda sign: _fitness(sample, sign))


def _fitness(sample, sign) -> int:
    """Return how many of the first rows have as many columns as the headings, times these; 0 for a single column."""
    try:
        found = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=sign), _SAMPLE_ROWS))
    except csv.Error:
        return 0
    width = len(found[0]) if found else 0
    return width * sum(len(row) == width for row in found) if width > 1 else 0
