"""Tables for spreadsheets: CSV as Excel and LibreOffice open it with a double click, and in which nothing is a formula.

A cell that begins with "=", "+", "-", "@" or a tab would be carried out as a formula when the file is opened (OWASP,
CSV Injection): an apostrophe before it makes it text.
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
    """The rows as CSV in UTF-8 with a byte order mark and semicolons; numbers stay numbers, texts become harmless."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return (_BOM + written.getvalue()).encode()


def cell(value) -> str | int | float:
    """One cell: numbers as they are, text on one line and never a formula, also behind blanks or in wide signs."""
    if isinstance(value, int | float):
        return value
    text, raw = one_line(value), str(value)
    plain = unicodedata.normalize("NFKC", text).lstrip("\"' ")
    is_dangerous = plain.startswith(_BEGINS_FORMULA) or raw.startswith(("\t", "\r", "\n"))
    return f"'{text}" if is_dangerous else text
