"""Look up an ISBN in a national library by its SRU interface (Search/Retrieve via URL 1.1, MARC21-xml).

The address is `settings.LIBRARY_SRU_URL`, for example that of the Deutsche Nationalbibliothek. Without it no
request is made. A request contains only the ISBN.
"""

import logging
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from library.catalogue.records.marc_files import NotMARC, is_xml, xml
from library.catalogue.records.record import Record

from .fetching import FetchFailed, fetch

SECONDS = 4.0
MAX_BYTES = 1_000_000
_TYPES = ("text/xml", "application/xml", "application/marcxml+xml")
_MAX_RECORDS = 5

logger = logging.getLogger(__name__)

OFF = _("Das Nachschlagen ist nicht eingerichtet. Bitte tippen Sie ein, was im Buch steht.")
UNKNOWN = _("Diese ISBN kennt die Nationalbibliothek nicht. Bitte tippen Sie ein, was im Buch steht.")
ANOTHER = _("Die Nationalbibliothek hat ein anderes Buch geschickt. Bitte tippen Sie ein, was im Buch steht.")
UNAVAILABLE = _("Die Nationalbibliothek antwortet gerade nicht. Bitte tippen Sie ein, was im Buch steht.")
UNREADABLE = _("Die Antwort der Nationalbibliothek war nicht lesbar. Bitte tippen Sie ein, was im Buch steht.")
_REASONS = {"late": UNAVAILABLE, "unreachable": UNAVAILABLE, "busy": UNAVAILABLE, "status": UNAVAILABLE}


class NotFound(Exception):
    """Raised if there is no record for this ISBN; the message gives the reason, for staff."""


def is_enabled() -> bool:
    """Return whether a national library is configured."""
    return bool(settings.LIBRARY_SRU_URL)


def look_up(isbn: str) -> Record:
    """Return the record of this ISBN-13. Raise `NotFound` for no response, an unreadable one or that of another book.

    Takes up to `SECONDS`: callers must not be in a transaction.
    """
    address = settings.LIBRARY_SRU_URL
    if not address:
        raise NotFound(OFF)
    try:
        content = fetch(_query(address, isbn), seconds=SECONDS, max_bytes=MAX_BYTES, content_types=_TYPES)
    except FetchFailed as error:
        logger.warning("The SRU interface gave no answer: %s", error.code)
        raise NotFound(_REASONS.get(error.code, UNREADABLE)) from error
    return _record_of(isbn, content)


def _query(address, isbn) -> str:
    """Return the URL of the search for records with this ISBN in the index of standard numbers."""
    query = {
        "version": "1.1",
        "operation": "searchRetrieve",
        "query": f"num={isbn}",
        "recordSchema": "MARC21-xml",
        "maximumRecords": _MAX_RECORDS,
    }
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def _record_of(isbn, content) -> Record:
    """Return the record with that ISBN and a title."""
    if not is_xml(content):
        raise NotFound(UNREADABLE)
    try:
        entries = list(xml(content))
    except NotMARC as error:
        raise NotFound(UNREADABLE) from error
    records = [entry.record for entry in entries if entry.record is not None]
    for record in records:
        if isbn in record.isbns and record.title:
            return record
    if records:
        raise NotFound(ANOTHER)
    raise NotFound(UNREADABLE if entries else UNKNOWN)
