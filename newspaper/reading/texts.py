"""Split texts into paragraphs, which are separated by an empty line."""

import re

_EMPTY_LINES = re.compile(r"\n[ \t]*\n\s*")
SUMMARY_LENGTH = 160


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each paragraph of a text, without surrounding white space."""
    spans, start = [], 0
    for gap in [*_EMPTY_LINES.finditer(text), None]:
        end = len(text) if gap is None else gap.start()
        part = text[start:end]
        if part.strip():
            leading = len(part) - len(part.lstrip())
            spans.append((start + leading, start + len(part.rstrip())))
        start = end if gap is None else gap.end()
    return spans


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text."""
    return [text[start:end] for start, end in paragraph_spans(text)]


def beginning_of(text: str, length: int = SUMMARY_LENGTH) -> str:
    """Return the first words of a text on one line, shortened to `length` characters with "…"."""
    line = " ".join(text[: 4 * length].split())
    if len(line) <= length:
        return line if len(text) <= 4 * length else f"{line} …"
    return f"{line[:length].rpartition(' ')[0] or line[:length]} …"
