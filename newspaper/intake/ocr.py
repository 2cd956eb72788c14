"""OCR of pages without text by Debian's tesseract, if it is installed."""

import csv
import io
import shutil
import struct
import subprocess
import tempfile
from functools import cache

from django.utils.translation import gettext as _

from kasch_site.common.child_processes.limits import MB, Limits
from kasch_site.common.child_processes.running import ChildFailed, run
from kasch_site.common.child_processes.sandbox import program_command

from . import ocr_layout
from .documents import PageText
from .errors import PageFailed
from .process.builder import TextBuilder
from .process.reading_order import in_order
from .process.text import write

LANGUAGE = "deu"
PACKAGES = ("tesseract-ocr", "tesseract-ocr-deu")
_LIMITS = Limits(memory=1200 * MB, cpu_seconds=120, file_size=16 * MB)
_SECONDS = 300
_WORD = "5"  # the level of a word in tesseract's table
_LEAST_CONFIDENCE = 20.0  # words with a lower confidence are parts of pictures


@cache
def is_available() -> bool:
    """Return whether tesseract with German is installed."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return False
    return LANGUAGE in listed.stdout.decode(errors="replace").split()


def recognise(png: bytes) -> PageText:
    """Return the text of a greyscale PNG of a page, with boxes and confidence. Raise `PageFailed`."""
    width, height = struct.unpack(">II", png[16:24])
    return _text(_table(png), width, height)


def _table(png):
    # One thread: with more of them a page takes up to three times as long.
    program = ["OMP_THREAD_LIMIT=1", shutil.which("tesseract") or "tesseract"]
    options = ["stdin", "stdout", "-l", LANGUAGE, "--psm", "3", "tsv"]
    with tempfile.TemporaryFile() as output:
        try:
            run(program_command("/usr/bin/env", [*program, *options], _LIMITS), output, seconds=_SECONDS, content=png)
        except ChildFailed as error:
            raise PageFailed(_("Die Texterkennung ist an der Seite gescheitert.")) from error
        table = io.TextIOWrapper(output, encoding="utf-8", errors="replace", newline="")
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def _text(rows, width, height) -> PageText:
    found = [row for row in rows if row["level"] == _WORD and _is_text(row)]
    builder = TextBuilder(width, height)
    write(builder, in_order(ocr_layout.blocks_of(found)))
    builder.finish()
    letters = sum(len(row["text"]) for row in found)
    sure = sum(float(row["conf"]) * len(row["text"]) for row in found)
    return PageText.from_lists(builder.text, builder.words, "ocr", round(sure / letters, 1) if letters else None)


def _is_text(row):
    return bool((row["text"] or "").strip()) and float(row["conf"]) >= _LEAST_CONFIDENCE
