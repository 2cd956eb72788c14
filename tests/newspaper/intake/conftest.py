"""Functions that sanitise a file, and that read the pages of one."""

import tempfile
from pathlib import Path

import pytest

from newspaper.intake import documents


@pytest.fixture
def sanitise(tmp_path):
    """Return a function that sanitises the content of a file, and returns its facts and what was written."""

    def sanitised(content: bytes, name="ausgabe.pdf"):
        path = tmp_path / name
        path.write_bytes(content)
        with tempfile.TemporaryFile(dir=tmp_path) as output:
            facts = documents.sanitise(path, output)
            output.seek(0)
            return facts, output.read()

    return sanitised


@pytest.fixture
def reading(tmp_path):
    """Return a function that opens the pages of a PDF; their processes are ended after the test."""
    opened = []

    def document(content: bytes) -> documents.Document:
        path = Path(tmp_path) / f"gewaschen-{len(opened)}.pdf"
        path.write_bytes(content)
        opened.append(documents.Document(path))
        return opened[-1]

    yield document
    for each in opened:
        each.__exit__()
