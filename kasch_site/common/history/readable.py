"""Rich text as text that one can read and compare word by word."""

import re
from difflib import SequenceMatcher
from html.parser import HTMLParser

_BLOCKS = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "tr", "table", "br"}
_LINES = re.compile(r"[ \t]*\n\s*")
_WORDS = re.compile(r"\S+\s*|\s+")
# Longer texts are shown without marks: comparing takes time that grows with the square of their length.
MAX_WORDS = 4000
# Of a longer unchanged stretch only this many words at its ends are shown.
WORDS_AROUND = 15
_GAP = " […] "


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts: list[str] = []
        self._targets: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in _BLOCKS:
            self.parts.append("\n• " if tag == "li" else "\n")
        if tag in {"td", "th"}:
            self.parts.append(" ")
        if tag == "a":
            self._targets.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag):
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "a" and self._targets:
            target = self._targets.pop()
            self.parts.append(f" ({target})" if target else "")

    def handle_data(self, data):
        self.parts.append(data)


def readable(html: str) -> str:
    """Return rich text without markup: a line for each paragraph, a bullet for each list item, targets of links."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = _LINES.sub("\n", "".join(reader.parts))
    return re.sub(r"• *\n", "• ", text).strip()


def compare(old: str, new: str) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
    """Return both texts in pieces, each with whether it is only in this one."""
    words = [_WORDS.findall(text) for text in (old, new)]
    if max(map(len, words)) > MAX_WORDS:
        return [(False, old)], [(False, new)]
    pieces: tuple[list, list] = ([], [])
    for operation, *positions in SequenceMatcher(a=words[0], b=words[1], autojunk=False).get_opcodes():
        for side, (first, last) in enumerate([positions[:2], positions[2:]]):
            text = "".join(words[side][first:last])
            if text:
                pieces[side].append((operation != "equal", text))
    return pieces


def shortened(pieces: list[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """Return the pieces of one side with long unchanged stretches left out, except beside a difference.

    A text in one piece has none: it is returned in full.
    """
    if len(pieces) == 1:
        return pieces
    last = len(pieces) - 1
    return [
        (is_marked, text if is_marked else _shortened(text, position > 0, position < last))
        for position, (is_marked, text) in enumerate(pieces)
    ]


def _shortened(text: str, keeps_start: bool, keeps_end: bool) -> str:
    words = _WORDS.findall(text)
    if len(words) <= 3 * WORDS_AROUND:
        return text
    start = words[:WORDS_AROUND] if keeps_start else []
    end = words[-WORDS_AROUND:] if keeps_end else []
    return "".join([*start, _GAP, *end])
