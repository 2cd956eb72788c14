"""How large a file with titles may be."""

from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 100


class NotReadable(ValueError):
    """The file cannot be read; the message says why, for staff."""


def refuse_too_many(number: int) -> None:
    """Raise `NotReadable` if a file has more rows than are read at once."""
    if number > MAX_ROWS:
        raise NotReadable(_("Die Datei hat mehr als %(number)d Zeilen. Bitte teilen Sie sie.") % {"number": MAX_ROWS})
