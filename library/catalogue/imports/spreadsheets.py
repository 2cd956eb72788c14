"""Spreadsheets (Excel, OpenDocument), read by a process of their own with little memory and time."""

import json
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _

from . import spreadsheet_process
from .limits import MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, NotReadable, Size, refuse_too_many, too_much

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_UNPACKED = 300 * 1024 * 1024
_SECONDS = 60  # on a busy machine; the process itself is limited to half of it


def is_spreadsheet(content: bytes) -> bool:
    """Return whether a file begins like a spreadsheet."""
    return content.startswith((_ZIP, _OLE))


def rows(content: bytes, known: set[str]) -> list[list[str]]:
    """Return the rows of the sheet with the most of these known headings, the headings first. Raise `NotReadable`."""
    _refuse_bombs(content)
    arguments = [str(MAX_ROWS), str(MAX_COLUMNS), str(MAX_CHARACTERS), json.dumps(sorted(known))]
    command = [sys.executable, "-I", str(Path(spreadsheet_process.__file__)), *arguments]
    # Its output is a file, whose size the process limits itself: nothing of it is in memory here before it is counted.
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                command, input=content, stdout=output, stderr=subprocess.DEVNULL, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise NotReadable(_("Die Tabelle ist zu groß. Bitte speichern Sie sie als CSV.")) from error
        if done.returncode == spreadsheet_process.TOO_MUCH:
            raise too_much()
        if done.returncode:
            raise NotReadable(_("Die Tabelle ist nicht lesbar oder zu groß. Bitte speichern Sie sie als CSV."))
        output.seek(0)
        return _read(output)


def _read(lines) -> list[list[str]]:
    found: list[list[str]] = []
    size = Size()
    for line in lines:
        refuse_too_many(len(found))
        found.append(size.add(json.loads(line)))
    return found


def _refuse_bombs(content):
    """Refuse a file that says itself how large it becomes; one that lies is stopped by the limits of the process."""
    if not content.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise NotReadable(_("Die Tabelle ist beschädigt. Bitte speichern Sie sie noch einmal.")) from error
    if unpacked > _MAX_UNPACKED:
        raise NotReadable(_("Die Tabelle wird beim Auspacken zu groß. Bitte speichern Sie sie als CSV."))
