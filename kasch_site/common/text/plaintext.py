"""Plain text for formats other than HTML: calendars, feeds, structured data."""

import re

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Characters forbidden by RFC 5545 (section 3.1, CONTROL) or XML 1.0 (section 2.2, Char), lone surrogates, which UTF-8
# cannot encode, and the byte order mark.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_BLANKS = re.compile("[ \t\n]+")


def printable(text) -> str:
    """Return the text stripped, without characters that calendars and XML forbid, with "\\n" as line ending."""
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", str(text))).strip()


def one_line(text) -> str:
    """Return the text as a title: printable, on one line."""
    return _BLANKS.sub(" ", printable(text))
