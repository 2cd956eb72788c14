"""A function that opens the pages of a PDF."""

from pathlib import Path

import pytest

from newspaper.intake import documents


@pytest.fixture
def open_document(tmp_path):
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
