"""Taking in an issue of 24 pages, as a ratio to a process in which pypdfium2 and Pillow make the same images."""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from unittest import mock

from .baselines import issue_pages
from .pages import verdict

ROUNDS = 3
ALLOWED = 1.3
MAX_MEMORY = 400  # MB
PAGES = 24
WORDS = (
    *("Bürgerzentrum", "Stadtteil", "Nachbarschaftsversammlung", "Kleingarten", "Öffnungszeiten", "Verkehrsberuhigung"),
    *("Spielplatz", "und", "für", "die", "viele", "Menschen", "im", "Viertel", "interessieren", "sich", "gern", "am"),
)


def measure(_environment=None) -> list[str]:
    """Return the ratio of CPU time, and the largest process, with their limits."""
    import django

    django.setup()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(_issue())
        file.flush()
        path = Path(file.name)
        rounds = [(_cpu(_read_issue, path), _cpu(_bare, path)) for _round in range(ROUNDS)]
    ours, bare = median(each for each, _other in rounds), median(each for _other, each in rounds)
    name = f"An issue of {PAGES} pages, {ours / PAGES * 1000:.0f} ms a page against {bare / PAGES * 1000:.0f} ms"
    return [verdict(name, ours / bare, ALLOWED), _memory()]


def _memory():
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return f"Largest process: {largest} MB (at most {MAX_MEMORY}) {'TOO MUCH' if largest > MAX_MEMORY else 'ok'}"


def _cpu(function, path):
    """Return the seconds of CPU that this process and its children use."""
    before = _used()
    function(path)
    return _used() - before


def _used():
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _read_issue(path):
    from kasch_site.common.child_processes import sandbox
    from newspaper.intake import documents
    from newspaper.models.pages import image_widths

    # Bubblewrap does not wait for its children, so what they use would not be counted.
    with mock.patch.object(sandbox, "is_available", lambda: False), tempfile.NamedTemporaryFile() as sanitised:
        facts = documents.sanitise(path, sanitised)
        with documents.Document(Path(sanitised.name)) as document:
            for number in range(1, facts.page_count + 1):
                document.page(number, image_widths(number))


def _bare(path):
    from newspaper.intake.process.images import WEBP
    from newspaper.models.pages import IMAGE_WIDTHS

    command = [sys.executable, issue_pages.__file__, str(path), json.dumps(WEBP), *map(str, IMAGE_WIDTHS)]
    subprocess.run(command, check=True, capture_output=True)


def _issue() -> bytes:
    """Typeset pages in three columns, each full of text."""
    import typst

    words = " ".join(WORDS[(number * 7) % len(WORDS)] for number in range(620))
    page = f"#text(size: 24pt)[Aus dem Viertel]\n#block(height: 240mm, columns(3)[{words}])"
    head = '#set page("a4", margin: 15mm)\n#set text(lang: "de", size: 9pt)\n#set par(justify: true)\n'
    return typst.compile((head + "\n#pagebreak()\n".join([page] * PAGES)).encode())
