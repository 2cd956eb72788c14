"""Limits for the size of imported files."""

from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 100
# Of a table, whatever it is packed into: a long text that a spreadsheet stores once counts in each of its cells.
MAX_CELLS = 1_000_000
MAX_CHARACTERS = 20_000_000


class NotReadable(ValueError):
    """Raised if a file cannot be read; the message gives the reason, for staff."""


def refuse_too_many(number: int) -> None:
    """Raise `NotReadable` if a file has too many rows."""
    if number > MAX_ROWS:
        raise NotReadable(_("Die Datei hat mehr als %(number)d Zeilen. Bitte teilen Sie sie.") % {"number": MAX_ROWS})


class Size:
    """Counts the cells and characters of a table while it is read."""

    def __init__(self):
        self.cells = self.characters = 0

    def add(self, row: list[str]) -> list[str]:
        """Count a row and return it. Raise `NotReadable` if the table is too large; empty cells are not counted."""
        self.cells += sum(1 for cell in row if cell)
        self.characters += sum(map(len, row))
        if self.cells > MAX_CELLS or self.characters > MAX_CHARACTERS:
            raise too_much()
        return row


def too_much() -> NotReadable:
    """Return the error for a table with too much text."""
    return NotReadable(_("In der Datei steht zu viel Text. Bitte teilen Sie sie, oder lassen Sie Spalten weg."))
