"""CSV files that spreadsheets open directly, protected against formula injection.

A cell that begins with "=", "+", "-", "@" or a tab would be evaluated as a formula when the file is opened (OWASP, CSV
Injection): a leading apostrophe makes it text.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable

from kasch_site.common.text.plaintext import one_line

CONTENT_TYPE = "text/csv; charset=utf-8"
_BEGINS_FORMULA = ("=", "+", "-", "@")
_BOM = "\ufeff"


def csv_file(rows: Iterable[Iterable]) -> bytes:
    """Return the rows as CSV in UTF-8 with a byte order mark and semicolons; numbers stay numbers, text is escaped."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return (_BOM + buffer.getvalue()).encode()


def cell(value) -> str | int | float:
    """Return one cell: numbers unchanged, text on one line and never a formula, not even after blanks or full-width
    characters.
    """
    if isinstance(value, int | float):
        return value
    text, raw = one_line(value), str(value)
    plain = unicodedata.normalize("NFKC", text).lstrip("\"' ")
    is_dangerous = plain.startswith(_BEGINS_FORMULA) or raw.startswith(("\t", "\r", "\n"))
    return f"'{text}" if is_dangerous else text
