"""Colours of the sections: records, delivered as custom properties that override the tokens."""

import hashlib

from kasch_site.common.caching.versions import per_version

from .building import building


@per_version("house")
def stylesheet() -> str:
    """CSS that gives each signed room its colour in light and dark."""
    rules = "".join(
        f"--room-{sign.key}:light-dark({sign.colour_light},{sign.colour_dark});" for sign in building().signs.values()
    )
    return f":root{{{rules}}}" if rules else ""


def digest() -> str:
    """A short word that changes with the colours, for the address; empty if there are none."""
    text = stylesheet()
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest() if text else ""
