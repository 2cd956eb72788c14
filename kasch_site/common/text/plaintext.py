"""Text that leaves the site in another format than HTML: calendars, feeds, structured data."""

import re

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# RFC 5545 (section 3.1, CONTROL) or XML 1.0 (section 2.2, Char) forbids these; lone surrogates do not exist in UTF-8,
# and a byte order mark is no text.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_BLANKS = re.compile("[ \t\n]+")


def printable(text) -> str:
    """The text without blanks around it and without what calendars and XML forbid; a line ends with one newline."""
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", str(text))).strip()


def one_line(text) -> str:
    """The text as a title: printable, on one line."""
    return _BLANKS.sub(" ", printable(text))
