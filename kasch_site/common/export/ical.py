"""Entries as an iCalendar feed (RFC 5545 and RFC 7986).

Each date is one VEVENT without a recurrence rule: a changed or cancelled date then needs no exception, and every client
can read it. Without rules, times can be in UTC, which no client misreads at a DST change, and no VTIMEZONE is needed.
Equal entries produce equal bytes, so an unchanged calendar is answered with 304.

Calendars are fetched every hour by every subscriber: a property that repeats another one (URL, GEO, LAST-MODIFIED) or
its own default (SEQUENCE 0, STATUS CONFIRMED, CLASS PUBLIC) is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.sections import Attachment, Entry
from kasch_site.common.text.fact_words import facts_in_words
from kasch_site.common.text.plaintext import one_line, printable

from .publisher import Publisher

CONTENT_TYPE = "text/calendar; charset=utf-8"
# The refresh interval for clients; a cancellation in the morning arrives by noon.
REFRESH = timedelta(hours=1)
# SEQUENCE is a signed 32-bit integer for many programs (RFC 5545, 3.3.8): counted from here, it fits until 2088.
_SEQUENCE_START = datetime(2020, 1, 1, tzinfo=UTC)
_END = b"END:VCALENDAR\r\n"


def calendar(
    entries: Sequence[Entry], publisher: Publisher, *, name: str, url: str = "/", is_personal: bool = False
) -> bytes:
    """Return a calendar with these entries, in UTF-8; `name` is its title, `url` its page on the website.

    `is_personal` marks the appointments of one person: they block time, are private, and say whom to call.
    """
    header = _calendar_header(publisher, name)
    header.add("x-wr-timezone", str(publisher.zone))
    header.add("url", publisher.absolute(url))
    header.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    header.add("x-published-ttl", "PT1H")
    return _file(header, [_vevent(entry, publisher, get_language(), is_personal) for entry in entries])


def attachment(entry: Entry, publisher: Publisher, *, is_personal: bool = False) -> Attachment:
    """Return one entry as a file for a mail. A cancelled entry is removed from the calendar of its recipient.

    The file has the METHOD that its content type names (RFC 5546, 3.2.1 and 3.2.5; RFC 6047, 2.4): PUBLISH or CANCEL.
    A feed has none, because subscribers fetch it (RFC 5546, 1.4). SEQUENCE is the time of writing in seconds, so that
    each file replaces the one before, also after a cancellation that was taken back.
    """
    now = clock.now().replace(microsecond=0)
    method = "CANCEL" if entry.is_cancelled else "PUBLISH"
    header = _calendar_header(publisher, entry.title)
    header.add("method", method)
    mailed = replace(entry, sequence=sequence_at(now), changed_at=now)
    content = _file(header, [_vevent.__wrapped__(mailed, publisher, get_language(), is_personal, is_mailed=True)])
    name = _("absage.ics") if entry.is_cancelled else _("termin.ics")
    return Attachment(name, content, f'text/calendar; method={method}; charset="utf-8"')


def sequence_at(moment: datetime) -> int:
    """Return the SEQUENCE of a file written at this moment: it increases by one a second."""
    return int((moment - _SEQUENCE_START).total_seconds())


def _file(header, events):
    return b"".join([header.to_ical().removesuffix(_END), *events, _END])


def uid(entry: Entry) -> str:
    """Return the UID of the entry, which never changes (RFC 7986, section 5.3)."""
    return entry.uid or str(uuid5(NAMESPACE_URL, entry.key))


def summary(entry: Entry) -> str:
    """Return the title; cancellation is part of it, because not every client shows the status."""
    title = one_line(entry.title) or _("Termin")
    return _("Entfällt: %(title)s") % {"title": title} if entry.is_cancelled else title


def location(entry: Entry, publisher: Publisher) -> str:
    """Return room and address of the house, or the external location as entered."""
    where = one_line(entry.where)
    if where and entry.room_id is None:
        return where
    return one_line(", ".join(part for part in (where, publisher.name, publisher.address) if part))


def description(entry: Entry, publisher: Publisher, *, phone: str = "") -> str:
    """Return the facts about the entry as multi-line text.

    Its last line is the URL: many calendar apps show no other link (Google Calendar ignores the property URL).
    """
    parts = [
        [_cancellation(entry)] if entry.is_cancelled else [],
        [entry.summary],
        facts_in_words(entry.facts),
        [
            _("Gruppe: %(name)s") % {"name": entry.group.name} if entry.group else "",
            _("Telefon: %(number)s") % {"number": phone} if phone else "",
            publisher.absolute(entry.url),
        ],
    ]
    paragraphs = ["\n".join(line for line in lines if line) for lines in parts]
    return printable("\n\n".join(paragraph for paragraph in paragraphs if paragraph))


def _cancellation(entry):
    if entry.reason:
        return _("Dieser Termin entfällt: %(reason)s") % {"reason": entry.reason}
    return _("Dieser Termin entfällt.")


def _calendar_header(publisher, name):
    """Return the calendar without entries: format and name."""
    from icalendar import Calendar  # import takes 0.1 s; only calendar files need it

    header = Calendar()
    header.add("prodid", f"-//{one_line(publisher.name).replace('/', ' ')}//{_('Veranstaltungen')}//DE")
    header.add("version", "2.0")
    header.add("calscale", "GREGORIAN")
    header.add("name", one_line(name))
    header.add("x-wr-calname", one_line(name))
    return header


@lru_cache(maxsize=5000)
def _vevent(entry, publisher, _language, is_personal, *, is_mailed=False):
    """Return the lines of one entry. Cached, because most entries do not change between requests."""
    from icalendar import Event  # import takes 0.1 s; only calendar files need it

    event = Event()
    event.add("uid", uid(entry))
    if entry.sequence:
        event.add("sequence", entry.sequence)
    # Without METHOD it is the time of the last change, with METHOD that of writing (RFC 5545, section 3.8.7.2).
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    if is_mailed:
        event.add("organizer", _organizer(publisher))
    event.add("summary", summary(entry))
    event.add("description", description(entry, publisher, phone=publisher.phone if is_personal else ""))
    if entry.is_cancelled:
        event.add("status", "CANCELLED")
    if is_personal:
        event.add("class", "PRIVATE")
    # A public event does not make the subscriber busy.
    event.add("transp", "OPAQUE" if is_personal else "TRANSPARENT")
    _add_times(event, entry, publisher.zone)
    if place := location(entry, publisher):
        event.add("location", place)
    if entry.category:
        event.add("categories", [one_line(entry.category.name)])
    return event.to_ical()


def _organizer(publisher):
    """Return the house as organizer, which PUBLISH and CANCEL require (RFC 5546, 3.2.1 and 3.2.5)."""
    from icalendar import vCalAddress, vText  # import takes 0.1 s; only calendar files need it

    mailbox = publisher.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    organizer = vCalAddress(f"mailto:{mailbox}")
    if publisher.name:
        organizer.params["cn"] = vText(one_line(publisher.name))
    return organizer


def _add_times(event, entry, zone):
    if entry.all_day:
        first, last = entry.days(zone)
        event.add("dtstart", first)
        event.add("dtend", last + timedelta(days=1))
    else:
        event.add("dtstart", entry.starts_at.astimezone(UTC))
        event.add("dtend", entry.ends_at.astimezone(UTC))
