"""Entries as an iCalendar feed (RFC 5545 and RFC 7986).

Each date is one VEVENT without a recurrence rule: a changed or cancelled date then needs no exception, and every client
can read it. Equal entries produce equal bytes, so an unchanged calendar is answered with 304.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kasch_site.common.sections import Entry
from kasch_site.common.text.fact_words import facts_in_words
from kasch_site.common.text.plaintext import one_line, printable

from .publisher import Publisher
from .vtimezone import vtimezone

CONTENT_TYPE = "text/calendar; charset=utf-8"
# The refresh interval for clients; a cancellation in the morning arrives by noon.
REFRESH = timedelta(hours=1)
# RFC 5545 requires DTSTAMP; used for entries without `changed_at`.
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_END = b"END:VCALENDAR\r\n"


def calendar(
    entries: Sequence[Entry], publisher: Publisher, *, name: str, url: str = "/", is_personal: bool = False
) -> bytes:
    """Return a calendar with these entries, in UTF-8; `name` is its title, `url` its page on the website.

    `is_personal` marks the appointments of one person: they block time and are private.
    """
    head = _frame(entries, publisher, name, url).to_ical().removesuffix(_END)
    return b"".join([head, *(_vevent(entry, publisher, get_language(), is_personal) for entry in entries), _END])


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


def description(entry: Entry, publisher: Publisher) -> str:
    """Return the facts about the entry as multi-line text."""
    parts = [
        [_cancellation(entry)] if entry.is_cancelled else [],
        [entry.summary],
        facts_in_words(entry.facts),
        [
            _("Gruppe: %(name)s") % {"name": entry.group.name} if entry.group else "",
            _("Telefon: %(number)s") % {"number": publisher.phone} if publisher.phone else "",
            publisher.absolute(entry.url),
        ],
    ]
    paragraphs = ["\n".join(line for line in lines if line) for lines in parts]
    return printable("\n\n".join(paragraph for paragraph in paragraphs if paragraph))


def _cancellation(entry):
    if entry.reason:
        return _("Dieser Termin entfällt: %(reason)s") % {"reason": entry.reason}
    return _("Dieser Termin entfällt.")


def _frame(entries, publisher, name, url):
    """Return the calendar without entries: names, refresh interval, time zone."""
    from icalendar import Calendar  # import takes 0.1 s; only calendar files need it

    frame = Calendar()
    frame.add("prodid", f"-//{one_line(publisher.name).replace('/', ' ')}//{_('Veranstaltungen')}//DE")
    frame.add("version", "2.0")
    frame.add("calscale", "GREGORIAN")
    frame.add("name", one_line(name))
    frame.add("x-wr-calname", one_line(name))
    frame.add("x-wr-timezone", str(publisher.zone))
    frame.add("url", publisher.absolute(url))
    frame.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    frame.add("x-published-ttl", "PT1H")
    frame.add_component(vtimezone(publisher.zone, *_years(entries, publisher)))
    return frame


def _years(entries, publisher):
    years = [day.year for entry in entries for day in entry.days(publisher.zone)]
    return (min(years), max(years)) if years else (2020, 2020)


@lru_cache(maxsize=5000)
def _vevent(entry, publisher, _language, is_personal):
    """Return the lines of one entry. Cached, because most entries do not change between requests."""
    from icalendar import Event  # import takes 0.1 s; only calendar files need it

    event = Event()
    event.add("uid", uid(entry))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", (entry.changed_at or _LONG_AGO).astimezone(UTC))
    if entry.changed_at:
        event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("summary", summary(entry))
    event.add("description", description(entry, publisher))
    event.add("url", publisher.absolute(entry.url))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE" if is_personal else "PUBLIC")
    # A public event does not make the subscriber busy.
    event.add("transp", "OPAQUE" if is_personal else "TRANSPARENT")
    _add_times(event, entry, publisher.zone)
    _add_place(event, entry, publisher)
    if entry.category:
        event.add("categories", [one_line(entry.category.name)])
    return event.to_ical()


def _add_times(event, entry, zone):
    if entry.all_day:
        first, last = entry.days(zone)
        event.add("dtstart", first)
        event.add("dtend", last + timedelta(days=1))
    else:
        event.add("dtstart", _clock_time(entry.starts_at, zone))
        event.add("dtend", _clock_time(entry.ends_at, zone))


def _clock_time(moment, zone):
    """Return local time, or UTC in the hour that occurs twice in autumn.

    RFC 5545 cannot express the second occurrence, and clients disagree about the first (ical.js takes the second).
    """
    local = moment.astimezone(zone)
    comes_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return moment.astimezone(UTC) if comes_twice else local


def _add_place(event, entry, publisher):
    place = location(entry, publisher)
    if place:
        event.add("location", place)
    in_the_house = entry.room_id is not None or not entry.where
    if in_the_house and publisher.position:
        event.add("geo", publisher.position)
