"""Spreadsheets (Excel, OpenDocument), read by a separate process with little memory and time."""

import json
import tempfile
import zipfile
from io import BytesIO

from django.utils.translation import gettext as _

from kasch_site.common.child_processes.limits import MB, Limits
from kasch_site.common.child_processes.running import ChildFailed, run
from kasch_site.common.child_processes.sandbox import module_command

from . import spreadsheet_process
from .limits import MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, NotReadable, Size, refuse_too_many, too_much

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_UNPACKED = 300 * MB
_BYTES_OF_A_CHARACTER = 6  # at most, as JSON
_LIMITS = Limits(memory=384 * MB, cpu_seconds=30, file_size=MAX_CHARACTERS * _BYTES_OF_A_CHARACTER)
_SECONDS = 60  # on a busy machine; the process itself is limited to half of it


def is_spreadsheet(content: bytes) -> bool:
    """Return whether a file has the signature of a spreadsheet."""
    return content.startswith((_ZIP, _OLE))


def rows(content: bytes, known: set[str]) -> list[list[str]]:
    """Return the rows of the sheet with the most known headings, the headings first. Raise `NotReadable`."""
    _refuse_bombs(content)
    arguments = [str(MAX_ROWS), str(MAX_COLUMNS), str(MAX_CHARACTERS), json.dumps(sorted(known))]
    command = module_command(spreadsheet_process.__name__, arguments, _LIMITS)
    # Its output is a file, whose size is limited: nothing of it is in memory here before it is counted.
    with tempfile.TemporaryFile() as output:
        try:
            run(command, output, content=content, seconds=_SECONDS)
        except ChildFailed as error:
            raise _explained(error) from error
        return _read(output)


def _explained(error: ChildFailed) -> NotReadable:
    if error.status == spreadsheet_process.TOO_MUCH:
        return too_much()
    if error.status is None:
        return NotReadable(_("Die Tabelle ist zu groß. Bitte speichern Sie sie als CSV."))
    return NotReadable(_("Die Tabelle ist nicht lesbar oder zu groß. Bitte speichern Sie sie als CSV."))


def _read(lines) -> list[list[str]]:
    found: list[list[str]] = []
    size = Size()
    for line in lines:
        refuse_too_many(len(found))
        found.append(size.add(json.loads(line)))
    return found


def _refuse_bombs(content):
    """Refuse a file by its declared unpacked size; the limits of the process stop a file with a false one."""
    if not content.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise NotReadable(_("Die Tabelle ist beschädigt. Bitte speichern Sie sie noch einmal.")) from error
    if unpacked > _MAX_UNPACKED:
        raise NotReadable(_("Die Tabelle wird beim Auspacken zu groß. Bitte speichern Sie sie als CSV."))
