"""Colours of the sections: stored as records, delivered as custom properties that override the design tokens."""

import hashlib

from kasch_site.common.caching.versions import per_version
from kasch_site.house.building import building


@per_version("house")
def stylesheet() -> str:
    """Return the CSS with each section's colour in light and dark mode."""
    rules = "".join(
        f"--section-{appearance.key}:light-dark({appearance.colour_light},{appearance.colour_dark});"
        for appearance in building().appearances.values()
    )
    return f":root{{{rules}}}" if rules else ""


def digest() -> str:
    """Return a short hash of the colours for the URL; "" if there are none."""
    text = stylesheet()
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest() if text else ""
