"""A process that reads one spreadsheet and ends; it imports nothing of this site.

A spreadsheet of 1 MB can ask for any amount of memory: by its compression, or by one cell in the last row and column.
So the process limits its own memory and time, and dies of it. It reads the file on its standard input, and writes the
rows of the sheet with the most known headings as lines of JSON.
"""

import datetime
import json
import resource
import sys
from io import BytesIO
from itertools import islice

MEMORY = 768 * 1024 * 1024
SECONDS = 30
# Of all rows together. One text in the file can stand in a million cells, and the reader of the output keeps them all.
MAX_OUTPUT = 64 * 1024 * 1024


def limit() -> None:
    """Limit this process: its memory and its time; it writes no file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def cell(value) -> str:
    """Return a cell as text; whole numbers without ".0"."""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def write(rows) -> None:
    """Write rows as lines of JSON; end the process with an error before they are more than `MAX_OUTPUT` in all."""
    written = 0
    for row in rows:
        line = json.dumps([cell(value) for value in row]) + "\n"
        written += len(line)
        if written > MAX_OUTPUT:
            sys.exit("too large")
        sys.stdout.write(line)


def main(max_rows: int, max_columns: int, known: set[str]) -> None:
    """Write the rows of the best sheet."""
    limit()
    # Imported under the limits.
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    best, best_score = None, -1
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        headings = next(iter(sheet.iter_rows()), [])
        score = sum(str(value).strip().casefold() in known for value in headings[:max_columns])
        if score > best_score:
            best, best_score = sheet, score
    if best:
        write(row[:max_columns] for row in islice(best.iter_rows(), max_rows + 2))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), set(json.loads(sys.argv[3])))
