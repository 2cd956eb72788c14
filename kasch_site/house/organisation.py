"""The house as structured data for search engines (https://schema.org)."""

from datetime import date, time

from .building import Building, building
from .opening.week import special_days

_SCHEMA = "https://schema.org/"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def organisation(site: str, day: date) -> dict | None:
    """Return the house as Organization and CivicStructure, as of that day; None if there is no record yet.

    `site` is the base URL, "https://…" without a trailing slash.
    """
    records = building()
    house = records.house
    if house is None:
        return None
    data = {
        "@context": "https://schema.org",
        "@type": ["Organization", "CivicStructure"],
        "@id": f"{site}/#haus",
        "name": house.name,
        "alternateName": house.short_name,
        "url": f"{site}/",
        "telephone": house.phone,
        "email": house.email,
        "parentOrganization": {"@type": "Organization", "name": house.operator},
        "address": _address(house),
        "geo": _geo(house),
        "hasMap": house.map_url,
        "openingHoursSpecification": weekly_hours(records, day),
        "specialOpeningHoursSpecification": special_hours(day),
    }
    return {name: value for name, value in data.items() if value}


def _address(house) -> dict:
    return {
        "@type": "PostalAddress",
        "streetAddress": house.street,
        "postalCode": house.postal_code,
        "addressLocality": house.city,
        "addressCountry": "DE",
    }


def weekly_hours(records: Building, day: date) -> list[dict]:
    """Return the weekly hours valid on the day or later; days with equal hours are grouped."""
    days_by_hours: dict[tuple, list[str]] = {}
    for hours in records.hours:
        if hours.valid_until is None or hours.valid_until >= day:
            key = (hours.opens, hours.closes, hours.valid_from, hours.valid_until)
            days_by_hours.setdefault(key, []).append(_SCHEMA + _DAYS[hours.weekday])
    return [_hours(*key) | {"dayOfWeek": days} for key, days in days_by_hours.items()]


def special_hours(day: date) -> list[dict]:
    """Return other hours and closings of the next two months; midnight to midnight means closed."""
    midnight = time.min
    return [
        _hours(special.opens or midnight, special.closes or midnight, special.first, special.last)
        for special in special_days(day)
    ]


def _hours(opens, closes, first, last):
    data = {"@type": "OpeningHoursSpecification", "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
    if first:
        data["validFrom"] = first.isoformat()
    if last:
        data["validThrough"] = last.isoformat()
    return data


def _geo(house):
    if not house.position:
        return None
    latitude, longitude = house.position.split(",")
    return {"@type": "GeoCoordinates", "latitude": float(latitude), "longitude": float(longitude)}
