"""Sanitising an uploaded PDF: a child process rewrites it without active content."""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from kasch_site.common.child_processes.limits import MB, Limits
from kasch_site.common.child_processes.running import ChildFailed, run
from kasch_site.common.child_processes.sandbox import module_command

from .errors import FileRefused
from .file_types import refuse_other_types
from .process.statuses import Status

# The module that runs in the child process, where its library is imported.
_SANITISER = "kasch_site.common.pdf.process.sanitiser"
MAX_POINTS = 14_400.0  # of a side: 200 inches, the largest that PDF knows
_MEMORY = 900 * MB  # of address space; a quarter of it is needed


@dataclass(frozen=True)
class PdfLimits:
    """How large a PDF may be, in bytes and pages, and how long sanitising it may take, on a core and in all."""

    max_bytes: int
    max_pages: int
    cpu_seconds: int
    seconds: int


@dataclass(frozen=True)
class Facts:
    """What is known of a sanitised document: the size of each page in points, and what was taken out of it."""

    sizes: tuple[tuple[float, float], ...]
    is_tagged: bool
    removed: tuple[str, ...]

    @property
    def page_count(self) -> int:
        """Return the number of pages."""
        return len(self.sizes)


def sanitise(path: Path, sanitised: IO[bytes], limits: PdfLimits) -> Facts:
    """Write a PDF without active content into an open file. Raise `FileRefused`."""
    refuse_other_types(path, limits.max_bytes)
    descriptor = sanitised.fileno()
    arguments = [str(path), str(descriptor), str(limits.max_pages), str(MAX_POINTS)]
    allowed = Limits(memory=_MEMORY, cpu_seconds=limits.cpu_seconds, file_size=2 * limits.max_bytes)
    command = module_command(_SANITISER, arguments, allowed, readable=[path])
    with tempfile.TemporaryFile() as output:
        try:
            run(command, output, seconds=limits.seconds, open_files=[descriptor])
        except ChildFailed as error:
            raise FileRefused(_refusal(error.status, limits)) from error
        found = json.loads(output.read(MB))
    sanitised.seek(0, os.SEEK_END)
    if sanitised.tell() > limits.max_bytes:
        raise FileRefused(_refusal(None, limits))
    return Facts(tuple(map(tuple, found["sizes"])), found["is_tagged"], tuple(found["removed"]))


def _refusal(status, limits) -> str:
    sentences = {
        Status.ENCRYPTED: _("Das PDF ist mit einem Kennwort geschützt. Bitte speichern Sie es ohne Kennwort."),
        Status.BROKEN: _("Das PDF ist beschädigt. Bitte speichern Sie es noch einmal neu, und laden Sie es dann hoch."),
        Status.NO_PAGES: _("Das PDF hat keine Seite. Bitte speichern Sie es noch einmal neu."),
        Status.TOO_MANY_PAGES: _("Das PDF hat mehr als %(pages)d Seiten. Bitte teilen Sie es.")
        % {"pages": limits.max_pages},
        Status.PAGE_TOO_LARGE: _("Eine Seite ist viel zu groß oder zu klein. Bitte speichern Sie das PDF neu."),
        Status.NOT_CLEAN: _("Im PDF steckt ein Programm, das sich nicht entfernen ließ. Bitte speichern Sie es neu."),
    }
    too_much = _("Das PDF braucht zu viel Speicher oder Zeit. Bitte speichern Sie es noch einmal neu und kleiner.")
    return sentences.get(status, too_much)
