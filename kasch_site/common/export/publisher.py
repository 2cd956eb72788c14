"""The publisher of calendars, feeds and structured data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Publisher:
    """Name, address and website of the house; `site` is the base URL, "https://…"."""

    site: str
    zone: tzinfo
    name: str = ""
    operator: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    position: tuple[float, float] | None = None

    @classmethod
    def of(cls, house, site: str) -> Publisher:
        """Create it from the record of the house; None if there is no record yet."""
        if house is None:
            return cls(site=site, zone=timezone.get_current_timezone())
        has_position = house.latitude is not None and house.longitude is not None
        return cls(
            site=site,
            zone=house.tz,
            name=house.name,
            operator=house.operator,
            street=house.street,
            postal_code=house.postal_code,
            city=house.city,
            phone=house.phone,
            email=house.email,
            position=(float(house.latitude), float(house.longitude)) if has_position else None,
        )

    @property
    def address(self) -> str:
        """Return street, postcode and town on one line."""
        return ", ".join(part for part in (self.street, f"{self.postal_code} {self.city}".strip()) if part)

    def absolute(self, url: str) -> str:
        """Return the absolute URL of a path."""
        return urljoin(self.site, url)


def site_of(request) -> str:
    """Return the base URL of the website: the configured one, or that of the request."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
