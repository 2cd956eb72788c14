"""Entries as a calendar to subscribe to (iCalendar, RFC 5545 and RFC 7986).

One date is one VEVENT, without a recurrence rule: a date that differs or is cancelled needs no exception then, and
every program reads it. The same entries make the same bytes, so an unchanged calendar is answered with 304.
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
# How often a phone should ask again; a cancellation in the morning is known at noon.
REFRESH = timedelta(hours=1)
# RFC 5545 demands a DTSTAMP also of an entry whose room does not say when it was changed.
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_END = b"END:VCALENDAR\r\n"


def calendar(
    entries: Sequence[Entry], publisher: Publisher, *, name: str, url: str = "/", is_personal: bool = False
) -> bytes:
    """A calendar with these entries, in UTF-8; `name` is what a phone lists it under, `url` its page on the website.

    `is_personal`: these are one person's appointments, at which they are busy, and others need not see them.
    """
    head = _frame(entries, publisher, name, url).to_ical().removesuffix(_END)
    return b"".join([head, *(_vevent(entry, publisher, get_language(), is_personal) for entry in entries), _END])


def uid(entry: Entry) -> str:
    """What a calendar knows the entry by; it stays whatever else changes (RFC 7986, section 5.3)."""
    return entry.uid or str(uuid5(NAMESPACE_URL, entry.key))


def summary(entry: Entry) -> str:
    """The title; a cancelled entry says so in it, because not every program shows the status."""
    title = one_line(entry.title) or _("Termin")
    return _("Entfällt: %(title)s") % {"title": title} if entry.is_cancelled else title


def location(entry: Entry, publisher: Publisher) -> str:
    """Room and address of the house, or the other place in the words of the staff."""
    where = one_line(entry.where)
    if where and entry.room_id is None:
        return where
    return one_line(", ".join(part for part in (where, publisher.name, publisher.address) if part))


def description(entry: Entry, publisher: Publisher) -> str:
    """What somebody wants to know before coming, as text of several lines."""
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
    """The calendar without its entries: names, how often to ask again, the time zone."""
    from icalendar import Calendar  # 0.1 s to import, needed for calendar files alone

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
    """The lines of one entry. Remembered: most of a calendar is as it was a minute ago."""
    from icalendar import Event  # 0.1 s to import, needed for calendar files alone

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
    # That something is on in the house does not make a reader busy.
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
    """What the clock of the house shows, or UTC in the hour that it shows twice in autumn.

    RFC 5545 has no word for the second of the two, and programs disagree about the first (ical.js takes the second).
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
