"""What a file is by its first and last bytes, whatever its name says."""

import re
from pathlib import Path

from django.utils.translation import gettext as _

from .errors import FileRefused

_MB = 1024 * 1024
_END = 66_000  # the end of a zip archive is in these last bytes
_MAX_AFTER_END = 1024
_HEADER = re.compile(rb"^(?:\xef\xbb\xbf)?\s{0,8}%PDF-[12]\.\d")
_ZIP_END = b"PK\x05\x06"
_OTHER = (
    (b"PK\x03\x04", lambda: _("Das ist ein Zip-Archiv oder ein Office-Dokument, kein PDF.")),
    (b"\xff\xd8\xff", lambda: _("Das ist ein Bild, kein PDF.")),
    (b"\x89PNG", lambda: _("Das ist ein Bild, kein PDF.")),
    (b"\xd0\xcf\x11\xe0", lambda: _("Das ist ein Office-Dokument, kein PDF. Bitte speichern Sie es als PDF.")),
)


def refuse_other_types(path: Path, max_bytes: int) -> None:
    """Raise `FileRefused` if a file is larger than that, no PDF, or a PDF and something else too."""
    size = path.stat().st_size
    refuse_too_large(size, max_bytes)
    if not size:
        raise FileRefused(_("Die Datei ist leer. Bitte wählen Sie sie noch einmal aus."))
    with path.open("rb") as file:
        first = file.read(2048)
        file.seek(max(0, size - _END))
        last = file.read()
    _refuse_by_beginning(first)
    if _is_zip(last) or _has_something_after_its_end(last):
        raise FileRefused(
            _("In der Datei steckt außer dem PDF noch etwas anderes. Bitte speichern Sie das PDF noch einmal neu.")
        )


def refuse_too_large(size: int, max_bytes: int) -> None:
    """Raise `FileRefused` for a size in bytes above the maximum."""
    if size > max_bytes:
        text = _("Die Datei ist größer als %(megabytes)d MB. Bitte speichern Sie das PDF kleiner.")
        raise FileRefused(text % {"megabytes": max_bytes // _MB})


def _refuse_by_beginning(first):
    if _HEADER.match(first):
        return
    for beginning, sentence in _OTHER:
        if first.startswith(beginning):
            raise FileRefused(sentence())
    if b"%PDF-" in first:
        raise FileRefused(
            _("Vor dem PDF steht in der Datei etwas anderes. Bitte speichern Sie das PDF noch einmal neu.")
        )
    raise FileRefused(_("Die Datei ist kein PDF. Bitte speichern Sie sie als PDF."))


def _is_zip(last: bytes) -> bool:
    """Return whether the file ends as a zip archive does: with its directory and a comment of the length it says."""
    start = last.rfind(_ZIP_END)
    while start >= 0:
        comment = last[start + 20 : start + 22]
        if len(comment) == 2 and start + 22 + int.from_bytes(comment, "little") == len(last):
            return True
        start = last.rfind(_ZIP_END, 0, start)
    return False


def _has_something_after_its_end(last: bytes) -> bool:
    _before, end, after = last.rpartition(b"%%EOF")
    return bool(end) and len(after.strip(b"\0 \t\r\n")) > _MAX_AFTER_END
