"""Who announces what happens: what calendars, feeds and search engines are told of the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Publisher:
    """The house as others print it on top of a calendar; `site` is the address of the website, "https://…"."""

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
        """From the record of the house; None stands for a house that nobody has entered yet."""
        if house is None:
            return cls(site=site, zone=timezone.get_current_timezone())
        known = house.latitude is not None and house.longitude is not None
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
            position=(float(house.latitude), float(house.longitude)) if known else None,
        )

    @property
    def address(self) -> str:
        """Street, code and town on one line."""
        return ", ".join(part for part in (self.street, f"{self.postal_code} {self.city}".strip()) if part)

    def absolute(self, url: str) -> str:
        """The address of a page with the name of the website in front."""
        return urljoin(self.site, url)


def site_of(request) -> str:
    """The address of the website without a path: the configured one, or that under which this request reached it."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
