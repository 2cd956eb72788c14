"""What was seen, as text that can be compared: kept in files beside this module, one for each part.

`CRAWL=write` in the environment writes them anew.
"""

import difflib
import os
import re
from pathlib import Path

from tests.crawl.reading import read_page
from tests.crawl.renamed import RENAMED

MAX_EVENTS = 25  # of a calendar
KEPT = Path(__file__).parent / "kept"
# What is made by chance, or counted, or depends on the machine: (pattern, what is kept instead of it).
BY_CHANCE = [
    (r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[0-9])[A-Za-z0-9_-]{43,}", "<secret>"),
    (r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", "<uuid>"),
    (r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b", "<code>"),
    (r"(zeit=|slot=)\d+", r"\1<number>"),
    (r"farben-[0-9a-f]+\.css", "farben-<digest>.css"),
    (r"\b(?:[2-9A-HJ-NP-Z] ){7}[2-9A-HJ-NP-Z]\b", "<code aloud>"),
    (r"(/media/\w+/)[0-9a-f]{20}\b", r"\1<picture>"),
    (r"\bmd5\$\w+\$\w+", "<password>"),
    (r"(http://testserver)?/admin/[^\s)\"]*", "<address of the administration>"),
]


def steady(text: str) -> str:
    """The text without what chance has made."""
    for pattern, instead in BY_CHANCE:
        text = re.sub(pattern, instead, text)
    return text


class Book:
    """The blocks of one part, each with a heading that tells it from the others."""

    def __init__(self):
        self.blocks = []
        self.frames = {}

    def add(self, key: str, text: str) -> None:
        """Keep a block; a key that is there already gets a number."""
        self.blocks.append((steady(key), steady(text)))

    def add_answer(self, key: str, answer, with_targets: bool) -> None:
        """Keep what a person sees of an answer."""
        self.add(key, self.words_of(answer, with_targets))

    def words_of(self, answer, with_targets):
        lines = [f"{answer.status} {answer.kind}"]
        for name in ("Content-Disposition",):
            if name in answer.response.headers:
                lines.append(f"{name}: {answer.response.headers[name]}")
        if answer.location:
            return "\n".join([*lines, f"leads to {answer.location}" if with_targets else "leads elsewhere"])
        if answer.kind == "text/html":
            return "\n".join([*lines, self._page(answer.text, with_targets, answer.address)])
        if answer.kind == "text/css":
            return "\n".join(lines)
        if answer.kind == "application/pdf":
            return "\n".join([*lines, words_of_pdf(answer.content)])
        if answer.text:
            return "\n".join([*lines, unfolded(answer.text)])
        return "\n".join(lines)

    def add_page(self, key: str, html: str) -> None:
        """Keep what a person sees of a page that nobody has asked for."""
        self.add(key, self._page(html, with_targets=True, address=""))

    def _page(self, html, with_targets, address):
        parts = read_page(html, with_targets)
        around = [f"({self._frame(parts['frame'], address)} around it)"] if parts["frame"] else []
        return "\n".join([*around, parts["head"], "", parts["main"]])

    def _frame(self, text, address):
        path = address.partition("?")[0]
        text = steady(text.replace(f"testserver{path}", "testserver<this page>") if len(path) > 1 else text)
        if text not in self.frames:
            self.frames[text] = f"frame {len(self.frames) + 1}"
        return self.frames[text]

    def text(self) -> str:
        """All of it, in the order of the keys; what has the same key in the order in which it was seen."""
        frames = [(f"~ {name}", text) for text, name in self.frames.items()]
        numbers = {}
        parts = []
        for key, text in sorted([*self.blocks, *frames], key=lambda block: block[0]):
            number = numbers[key] = numbers.get(key, 0) + 1
            parts.append(f"==== {key}{f' ({number})' if number > 1 else ''}\n{text}\n")
        return "\n".join(parts)


def words_of_pdf(content: bytes) -> str:
    """The words of a PDF, a line for each sentence or time, wherever the lines break on paper."""
    from tests.support.plan_reader import page_texts, words

    pages = [words(page) for page in page_texts(content)]
    broken = [re.sub(r"(?<=[.!?:;]) |(?= \d{1,2}[:.–]\d{0,2})", "\n", page) for page in pages]
    lines = [[line.strip() for line in page.split("\n") if line.strip()] for page in broken]
    return "\n".join(f"---- sheet {number}\n" + "\n".join(page) for number, page in enumerate(lines, 1))


def unfolded(text: str) -> str:
    """A feed with one line for each element, or a calendar without folded lines (RFC 5545, 3.1)."""
    text = text.replace("\r\n ", "").replace("\r\n", "\n")
    if text.lstrip().startswith("<?xml"):
        text = re.sub(r">\s*<", ">\n<", text)
    before, *events = text.strip().split("BEGIN:VEVENT")
    if len(events) > MAX_EVENTS:
        return "BEGIN:VEVENT".join([before, *events[:MAX_EVENTS]]) + f"... and {len(events) - MAX_EVENTS} more"
    return text.strip()


def compare(name: str, book: Book) -> None:
    """Fail with what differs from the kept text; with CRAWL=write in the environment keep the new one instead."""
    file, seen = KEPT / f"{name}.txt", book.text()
    if os.environ.get("CRAWL") == "write":
        KEPT.mkdir(exist_ok=True)
        file.write_text(seen)
        return
    kept = file.read_text()
    for pattern, instead in RENAMED:
        kept = re.sub(pattern, instead, kept, flags=re.MULTILINE)
    differences = list(
        difflib.unified_diff(kept.splitlines(), seen.splitlines(), f"kept/{name}.txt", "what is seen now", lineterm="")
    )
    assert not differences, "\n" + "\n".join(differences[:400])
