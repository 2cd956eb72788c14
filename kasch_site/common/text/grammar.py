"""German grammar of names within a sentence."""

import re

_HERR = re.compile(r"^Herr(?=\s)")


def in_accusative(name: str) -> str:
    """Return a name in the accusative, as after "für" and "an": "Herr Muster" becomes "Herrn Muster"."""
    return _HERR.sub("Herrn", name)
