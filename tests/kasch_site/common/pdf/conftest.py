"""A function that sanitises a file."""

import tempfile

import pytest

from kasch_site.common.pdf import sanitising

LIMITS = sanitising.PdfLimits(max_bytes=200 * 1024 * 1024, max_pages=200, cpu_seconds=40, seconds=120)


@pytest.fixture
def sanitise(tmp_path):
    """Return a function that sanitises the content of a file, and returns its facts and what was written."""

    def sanitised(content: bytes, limits=LIMITS):
        path = tmp_path / "ausgabe.pdf"
        path.write_bytes(content)
        with tempfile.TemporaryFile(dir=tmp_path) as output:
            facts = sanitising.sanitise(path, output, limits)
            output.seek(0)
            return facts, output.read()

    return sanitised
