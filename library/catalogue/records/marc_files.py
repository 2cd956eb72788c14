"""Files of MARC 21 records: ISO 2709 and MARCXML. A broken record does not prevent reading the following ones.

XML with a document type is refused: it could name files or expand to gigabytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.sax import SAXException
from xml.sax.handler import feature_external_ges, feature_external_pes, feature_namespaces

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser
from django.utils.translation import gettext as _
from pymarc import Record as MarcRecord
from pymarc.exceptions import PymarcException
from pymarc.marcxml import XmlHandler

from .marc import NotABook, read
from .record import Record

RECORD_END = b"\x1d"
_BETWEEN_RECORDS = b"\r\n \x00\x1a\t"
_BROKEN = (PymarcException, ValueError, LookupError, TypeError, AttributeError)
_PIECE = 64 * 1024
_REPLACED = "\ufffd"


@dataclass(frozen=True)
class Entry:
    """A record of a file: its position, from 1, and its data or the reason why it cannot be read."""

    line: int
    record: Record | None
    reason: str = ""
    is_part: bool = False  # of another entry, which has its data
    cells: dict[str, str] | None = None  # of a row of a table that cannot be read, by the meanings of their columns


class NotMARC(ValueError):
    """Raised if a file is not MARC or no XML; the message says how to correct it."""


def is_iso2709(content: bytes) -> bool:
    """Return whether a file begins with the leader of an ISO 2709 record."""
    start = content.lstrip(_BETWEEN_RECORDS)[:24]
    return len(start) == 24 and RECORD_END in content and start[:5].isdigit() and start[10:12] in (b"22", b"  ", b"00")


def is_xml(content: bytes) -> bool:
    """Return whether a file begins as XML."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def iso2709(content: bytes) -> Iterator[Entry]:
    """Return the records of a file in ISO 2709.

    The file is split at end marks, not by the lengths in the leaders, so that a wrong length affects only one record.
    """
    line, start = 0, 0
    while start < len(content):
        end = content.find(RECORD_END, start)
        chunk = content[start : len(content) if end < 0 else end + 1].lstrip(_BETWEEN_RECORDS)
        start = len(content) if end < 0 else end + 1
        if chunk:
            line += 1
            yield _entry(line, lambda chunk=chunk: _parsed(chunk))


def _parsed(chunk: bytes) -> MarcRecord:
    """Return the record; broken text becomes U+FFFD, which is refused in imported fields."""
    if not chunk.endswith(RECORD_END):
        raise ValueError("The record has no end.")
    try:
        return MarcRecord(data=chunk)
    except UnicodeDecodeError:
        return MarcRecord(data=chunk, utf8_handling="replace", force_utf8=True)


def xml(content: bytes) -> Iterator[Entry]:
    """Return the records of MARCXML: a single one, a collection, or in an SRU or OAI response.

    Raise `NotMARC` if it is no XML, or XML with a document type. Records before a syntax error are returned.
    """
    handler = _Records()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, 1)
    parser.setFeature(feature_external_ges, 0)
    parser.setFeature(feature_external_pes, 0)
    parser.setContentHandler(handler)
    stream, line = BytesIO(content), 0
    try:
        while piece := stream.read(_PIECE):
            parser.feed(piece)
            for marc in handler.take():
                line += 1
                yield _entry(line, lambda marc=marc: marc)
        parser.close()
    except DefusedXmlException as error:
        raise NotMARC(_("Die Datei enthält eine Dokumentart (DOCTYPE). So etwas lesen wir nicht.")) from error
    except SAXException as error:
        raise NotMARC(_("Das ist kein vollständiges XML. Bitte speichern Sie die Datei noch einmal.")) from error


class _Records(XmlHandler):
    """Collects records; a record with an invalid field is marked as broken and does not end the file."""

    def __init__(self):
        super().__init__()
        self.is_broken = False

    def startElementNS(self, name, qname, attrs):
        if name[1] == "record":
            self.is_broken = False
        try:
            super().startElementNS(name, qname, attrs)
        except (KeyError, ValueError):
            self.is_broken = True

    def endElementNS(self, name, qname):
        try:
            super().endElementNS(name, qname)
        except _BROKEN:
            self.is_broken = True

    def process_record(self, record):
        self.records.append(None if self.is_broken else record)

    def take(self) -> list[MarcRecord | None]:
        """Return the records completed since the last call."""
        taken, self.records = self.records, []
        return taken


def _entry(line, parse) -> Entry:
    try:
        marc = parse()
        record = None if marc is None else read(marc)
    except NotABook:
        return Entry(line, None, _("Das ist kein Titel, sondern ein Satz über eine Person oder ein Schlagwort."))
    except _BROKEN:
        record = None
    if record is None or _REPLACED in f"{record.title}{record.subtitle}{record.authors}":
        return Entry(line, None, _("Der Satz ist beschädigt und nicht lesbar."))
    return Entry(line, record)
