"""Zip archives with issues: list their files, and unpack them one by one."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from kasch_site.common.child_processes.limits import MB, Limits
from kasch_site.common.child_processes.running import ChildFailed, run
from kasch_site.common.child_processes.sandbox import module_command
from kasch_site.common.pdf.errors import FileRefused

from . import unpacker
from .limits import MAX_BYTES

MAX_UNPACKED = 20_000 * MB  # of all files together, as declared in the archive
_BEGINNING = b"PK\x03\x04"
LIMITS = Limits(memory=400 * MB, cpu_seconds=60, file_size=MAX_BYTES)
_SECONDS = 180


def is_archive(file: IO[bytes]) -> bool:
    """Return whether an open file has the signature of a zip archive."""
    file.seek(0)
    beginning = file.read(len(_BEGINNING))
    file.seek(0)
    return beginning == _BEGINNING


def names(path: Path) -> list[str]:
    """Return the names of the files in an archive, without folders. Raise `FileRefused`."""
    with tempfile.TemporaryFile() as output:
        try:
            run(_command(path, "list"), output, seconds=_SECONDS)
        except ChildFailed as error:
            raise FileRefused(_refusal(error.status)) from error
        listed = json.loads(output.read(8 * MB))
    if sum(size for _name, size in listed) > MAX_UNPACKED:
        raise FileRefused(_("Das Archiv wird beim Auspacken zu groß. Bitte teilen Sie es."))
    if not listed:
        raise FileRefused(_("In dem Archiv ist keine Datei."))
    return [name for name, _size in listed]


@contextmanager
def unpacked(path: Path, position: int) -> Iterator[IO[bytes]]:
    """Unpack a file of an archive, by its position in `names`, into a temporary file. Raise `FileRefused`."""
    with tempfile.TemporaryFile() as output:
        try:
            run(_command(path, "unpack", str(position)), output, seconds=_SECONDS)
        except ChildFailed as error:
            raise FileRefused(_("Diese Datei lässt sich nicht auspacken, oder sie ist größer als 200 MB.")) from error
        yield output


def _command(path, *arguments):
    return module_command(unpacker.__name__, [str(path), *arguments], LIMITS, readable=[path])


def _refusal(status):
    if status == unpacker.TOO_MANY:
        return _("In dem Archiv sind mehr als %(files)d Dateien. Bitte teilen Sie es.") % {"files": unpacker.MAX_FILES}
    return _("Das Archiv ist beschädigt. Bitte packen Sie es noch einmal neu.")
