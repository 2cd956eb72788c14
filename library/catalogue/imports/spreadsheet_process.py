"""A process that reads one spreadsheet and ends; it imports nothing of this site.

A spreadsheet of 1 MB can ask for any amount of memory: by its compression, or by one cell in the last row and column.
So its caller limits it and kills it if needed (`kasch_site.common.child_processes`). It reads the file on its standard
input, and writes the rows of the sheet with the most known headings as lines of JSON to its standard output. It ends
with `TOO_MUCH` if they have more text than its caller reads: a text that the file stores once may be in any number of
cells.
"""

import datetime
import json
import sys
from io import BytesIO

from python_calamine import CalamineWorkbook

TOO_MUCH = 3


def cell(value) -> str:
    """Return a cell as text; whole numbers without ".0"."""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def main(max_rows: str, max_columns: str, max_characters: str, known: str) -> int:
    """Write the rows of the best sheet, as far as they have no more characters; return the status of the process.

    `known` is a JSON list of the headings to look for.
    """
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    return _write(int(max_rows), int(max_columns), int(max_characters), set(json.loads(known)))


def _write(max_rows, max_columns, max_characters, known):
    workbook = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    for number, row in enumerate(best_rows(workbook, max_columns, known)):
        if number > max_rows + 1:
            break
        cells = [cell(value) for value in row[:max_columns]]
        max_characters -= sum(map(len, cells))
        if max_characters < 0:
            return TOO_MUCH
        sys.stdout.write(json.dumps(cells, ensure_ascii=False) + "\n")
    return 0


def best_rows(workbook, max_columns: int, known: set[str]):
    """Return the rows of the sheet with the most known headings; one sheet at a time is in memory."""
    scores = {}
    for name in workbook.sheet_names if len(workbook.sheet_names) > 1 else ():
        headings = next(iter(workbook.get_sheet_by_name(name).iter_rows()), [])
        scores[name] = sum(str(value).strip().casefold() in known for value in headings[:max_columns])
    best = max(workbook.sheet_names, key=lambda name: scores.get(name, 0), default=None)
    return () if best is None else workbook.get_sheet_by_name(best).iter_rows()
