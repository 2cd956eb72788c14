"""Entries as schema.org events for search engines."""

import json

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kasch_site.common.sections import Entry
from kasch_site.common.text.plaintext import one_line, printable

from .publisher import Publisher

_SCHEMA = "https://schema.org/"
# Inside <script> these could end the element or begin a comment; U+2028 and U+2029 end a line in old JavaScript.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&'\u2028\u2029"}


def event(entry: Entry, publisher: Publisher) -> dict:
    """Return the entry as https://schema.org/Event; unknown facts are left out."""
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": one_line(entry.title),
        "url": publisher.absolute(entry.url),
        "description": printable(entry.summary),
        "eventStatus": _SCHEMA + ("EventCancelled" if entry.is_cancelled else "EventScheduled"),
        "eventAttendanceMode": _SCHEMA + "OfflineEventAttendanceMode",
        "location": location(entry, publisher),
        "organizer": organizer(publisher),
        "isAccessibleForFree": entry.facts.is_free,
        "inLanguage": [settings.LANGUAGE_CODE, *(language.slug for language in entry.facts.languages)],
        **_times(entry, publisher),
    }
    return without_empty(data)


def location(entry: Entry, publisher: Publisher) -> dict:
    """Return a room with the address of the house, or the external location as entered."""
    if entry.where and entry.room_id is None:
        place = one_line(entry.where)
        return {"@type": "Place", "name": place, "address": place}
    names = [part for part in (one_line(entry.where), publisher.name) if part]
    return without_empty(
        {"@type": "Place", "name": ", ".join(names), "address": _address(publisher), "geo": _geo(publisher)}
    )


def organizer(publisher: Publisher) -> dict | None:
    """Return the house as https://schema.org/Organization."""
    if not publisher.name:
        return None
    return {"@type": "Organization", "name": publisher.name, "url": publisher.absolute("/")}


def script(data: dict) -> SafeString:
    """Return a JSON-LD script element. It is not executed, so the CSP needs no exception for it."""
    return format_html('<script type="application/ld+json">{}</script>', SafeString(script_safe(data)))


def script_safe(data) -> str:
    """Return JSON that is safe inside <script>: no character can end the element or begin markup."""
    return json.dumps(data, ensure_ascii=False).translate(_ESCAPES)


def _times(entry, publisher):
    """Return start and end with UTC offset; all-day entries as dates, both inclusive."""
    if entry.all_day:
        start, end = entry.days(publisher.zone)
    else:
        start, end = entry.starts_at.astimezone(publisher.zone), entry.ends_at.astimezone(publisher.zone)
    return {"startDate": start.isoformat(), "endDate": end.isoformat()}


def _address(publisher):
    if not publisher.address:
        return None
    return {
        "@type": "PostalAddress",
        "streetAddress": publisher.street,
        "postalCode": publisher.postal_code,
        "addressLocality": publisher.city,
        "addressCountry": "DE",  # public holidays are those of a German state
    }


def _geo(publisher):
    if publisher.position is None:
        return None
    latitude, longitude = publisher.position
    return {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}


def without_empty(data: dict) -> dict:
    """Return the description without unknown facts."""
    return {name: value for name, value in data.items() if value not in (None, "", [])}
