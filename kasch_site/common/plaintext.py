"""Text that leaves the site in another format than HTML: calendars, feeds, structured data."""

import re

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Neither RFC 5545 (section 3.1, CONTROL) nor XML 1.0 (section 2.2, Char) may hold these; lone surrogates no UTF-8 can.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BLANKS = re.compile("[ \t\n]+")


def printable(text) -> str:
    """The text without characters that calendars and XML forbid; whatever ends a line becomes one newline."""
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", str(text)))


def one_line(text) -> str:
    """The text as a title: printable, on one line, without blanks around it."""
    return _BLANKS.sub(" ", printable(text)).strip(" ")
