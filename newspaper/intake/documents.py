"""Read a PDF: a child process sanitises it, another one reads it page by page and is restarted if it fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from kasch_site.common.child_processes.limits import MB, Limits
from kasch_site.common.child_processes.running import ChildConnection, ChildFailed
from kasch_site.common.child_processes.sandbox import module_command
from kasch_site.common.pdf import sanitising
from kasch_site.common.pdf.sanitising import Facts
from newspaper.models.pages import IMAGE_WIDTHS

from .errors import PageFailed
from .limits import ISSUE

# The module that runs in a child process, where its libraries are imported.
_READER = "newspaper.intake.process.reader"
# An address space; what a page really needs is a quarter of it.
_MEMORY = 900 * MB
PAGE_CPU_SECONDS, _PAGE_SECONDS = 20, 60
_MAX_REPLY = 24 * MB
_READING = Limits(memory=_MEMORY, cpu_seconds=PAGE_CPU_SECONDS, file_size=0)


@dataclass(frozen=True)
class WordBox:
    """The box of a word: its position in the text, and on the page in ten-thousandths of width and height.

    A word that is divided at the end of a line has two boxes with the same start.
    """

    start: int
    length: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class PageText:
    """The text of a page in reading order: paragraphs by blank line, divided words joined."""

    text: str
    words: tuple[WordBox, ...]
    source: str  # "pdf", "ocr" or "typed"
    confidence: float | None = None  # per cent, of text from OCR

    def as_lists(self) -> list[list[int]]:
        """Return the boxes in the form in which they are stored."""
        return [[box.start, box.length, box.x, box.y, box.width, box.height] for box in self.words]

    @classmethod
    def from_lists(cls, text: str, words: list, source: str, confidence: float | None = None) -> "PageText":
        """Return the text with boxes in the form in which they are stored."""
        return cls(text, tuple(WordBox(*word) for word in words), source, confidence)


@dataclass(frozen=True)
class ReadPage:
    """A page that was read: its size in points, its text, and WebP images by their width in pixels."""

    width: float
    height: float
    text: PageText
    images: dict[int, bytes]


def sanitise(path: Path, sanitised: IO[bytes]) -> Facts:
    """Write the PDF without scripts, actions and attachments into an open file. Raise `FileRefused`."""
    return sanitising.sanitise(path, sanitised, ISSUE)


class Document:
    """A sanitised PDF, read by a child process. Use it as a context manager, which ends the process."""

    def __init__(self, path: Path):
        """Read the PDF at this path; a process is started when a page is asked for."""
        self._path = path
        self._child: ChildConnection | None = None

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        if self._child is not None:
            self._child.end()
            self._child = None

    def page(self, number: int, widths: Sequence[int] = IMAGE_WIDTHS) -> ReadPage:
        """Return a page, counted from 1, with images in these widths. Raise `PageFailed`."""
        reply, blobs = self._request({"command": "page", "number": number, "widths": list(widths)})
        return ReadPage(reply["width"], reply["height"], _text(reply), dict(zip(widths, blobs, strict=True)))

    def text(self, number: int) -> PageText:
        """Return the text of a page. Raise `PageFailed`."""
        return _text(self._request({"command": "text", "number": number})[0])

    def images(self, number: int, widths: Sequence[int] = IMAGE_WIDTHS) -> dict[int, bytes]:
        """Return WebP images of a page by their width. Raise `PageFailed`."""
        blobs = self._request({"command": "images", "number": number, "widths": list(widths)})[1]
        return dict(zip(widths, blobs, strict=True))

    def scan(self, number: int) -> bytes:
        """Return a page as a greyscale PNG for OCR. Raise `PageFailed`."""
        return self._request({"command": "scan", "number": number})[1][0]

    def _request(self, request):
        try:
            reply, blobs = self._connection().request(request, _MAX_REPLY)
        except ChildFailed as error:
            self._kill()
            raise PageFailed(_page_refusal(error, request["number"])) from error
        if "error" in reply:
            raise PageFailed(_("Auf Seite %(number)d steht zu viel Text.") % {"number": request["number"]})
        return reply, blobs

    def _connection(self) -> ChildConnection:
        if self._child is None:
            arguments = [str(self._path), str(PAGE_CPU_SECONDS)]
            command = module_command(_READER, arguments, _READING, readable=[self._path])
            self._child = ChildConnection(command, seconds=_PAGE_SECONDS)
        return self._child

    def _kill(self):
        self._child.kill()
        self._child = None


def _page_refusal(error: ChildFailed, number: int) -> str:
    if error.status is None:
        return _("Seite %(number)d braucht zu viel Zeit.") % {"number": number}
    return _("Seite %(number)d lässt sich nicht lesen.") % {"number": number}


def _text(reply) -> PageText:
    return PageText.from_lists(reply["text"], reply["words"], "pdf")
