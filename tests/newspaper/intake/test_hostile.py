"""Hostile files: each is refused or sanitised within its limits, the worker lives, and no file is left.

Some of each kind in `make test`, more than twenty in `make prove`; and the files that others have collected, where the
folder with them is named by `NEWSPAPER_MATERIAL`: `pdf_hostile` and `pdf_good` in it.
"""

import os
import tempfile
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pytest

from kasch_site.common.pdf.errors import FileRefused
from kasch_site.common.pdf.process import forbidden
from newspaper.intake import documents
from newspaper.intake.errors import PageFailed
from tests.proving import amount, amounts
from tests.reporting import LOUD
from tests.support.files import hostile_pdfs

pytestmark = pytest.mark.real_time
MATERIAL = os.environ.get("NEWSPAPER_MATERIAL", "")
_WIDTHS = (200,)
# In the folder of good files that others collected: what is no PDF, has a password, or is of no version of PDF yet.
NOT_TAKEN_OF_THE_GOOD = {
    "linn.txt": "kein PDF",
    "typewriter.png": "kein PDF",
    "libreoffice-writer-password.pdf": "Kennwort",
    "Brotli-Prototype-FileA.pdf": "beschädigt",
    "poster.pdf": "zu groß",
}


@dataclass
class Outcome:
    """What became of a file."""

    refusal: str = ""
    pages: int = 0
    failed: list[str] = field(default_factory=list)
    removed: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """Return one word for it."""
        if self.refusal:
            return "refused"
        return "sanitised" if self.pages > len(self.failed) else "sanitised, no page readable"


@pytest.fixture
def process(tmp_path, monkeypatch):
    """Return a function that sanitises and reads a file as the worker does, with less time for a page."""
    monkeypatch.setattr(documents, "PAGE_CPU_SECONDS", amount(1, 20))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def take(path: Path) -> Outcome:
        outcome = Outcome()
        with tempfile.NamedTemporaryFile() as sanitised:
            try:
                facts = documents.sanitise(path, sanitised)
            except FileRefused as error:
                outcome.refusal = str(error)
            else:
                _read(Path(sanitised.name), facts, outcome)
        assert list(tmp_path.iterdir()) == []
        return outcome

    return take


def _read(path, facts, outcome):
    """Read all pages, and look with our own eyes at what was sanitised."""
    outcome.pages, outcome.removed = facts.page_count, facts.removed
    with pikepdf.open(path) as pdf:
        assert forbidden.find(pdf) == set()
        assert not pdf.is_encrypted
        assert not pdf.attachments
    with documents.Document(path) as document:
        for number in range(1, facts.page_count + 1):
            try:
                document.page(number, _WIDTHS)
            except PageFailed as error:
                outcome.failed.append(str(error))


@pytest.fixture
def process_generated(process, tmp_path_factory):
    """Return a function that takes in a generated file."""
    path = tmp_path_factory.mktemp("hostile") / "ausgabe.pdf"

    def take(make) -> Outcome:
        path.write_bytes(make())
        return process(path)

    return take


@pytest.mark.parametrize("kind", ["loops", "page_counts", "polyglots", "broken"])
def test_generated_files_are_refused_or_sanitised_and_leave_nothing(kind, process_generated, proof):
    outcomes = Counter()
    for seed in range(amount(1, 21)):
        for name, make in getattr(hostile_pdfs, kind)(seed):
            outcome = process_generated(make)
            outcomes[outcome.word] += 1
            assert outcome.refusal or kind != "polyglots", name
    proof(f"{kind}: {amounts(outcomes)}")


@pytest.mark.parametrize("kind", ["forms", "pattern", "text"])
def test_a_bomb_fails_on_its_page_and_the_other_page_stands(kind, process_generated, proof):
    outcomes = Counter()
    for seed in range(amount(1, 21)):
        make = next(make for name, make in hostile_pdfs.bombs(seed) if name.startswith(kind))
        outcome = process_generated(make)
        outcomes[outcome.word] += 1
        assert outcome.refusal or len(outcome.failed) < outcome.pages
    proof(f"{kind} bombs: {amounts(outcomes)}")


def test_streams_and_images_that_become_huge_are_refused_or_fail(process_generated, proof):
    outcomes = Counter()
    for seed in range(amount(1, 21)):
        sizes = {"image": (20_000, 30_000 + 1_500 * seed), "stream": (60, 300 + 30 * seed)}
        images, streams = (amount(*sizes[name]) for name in ("image", "stream"))
        for content in (hostile_pdfs.image_bomb(images), hostile_pdfs.stream_bomb(streams, layers=1 + seed % 3)):
            outcome = process_generated(lambda content=content: hostile_pdfs.with_a_page_of(content, pages=2, number=2))
            outcomes[outcome.word] += 1
    proof(f"streams and images: {amounts(outcomes)}")


def files_of(folder: str) -> list[Path]:
    """Return the files of a folder of the material."""
    if not MATERIAL:
        warnings.warn(
            f"{LOUD}\nNEWSPAPER_MATERIAL names no folder: NO FILE of {folder} was tried.\n{LOUD}", stacklevel=1
        )
        return []
    found = sorted(path for path in (Path(MATERIAL) / folder).rglob("*") if path.is_file())
    assert found
    return found[:: amount(20, 1)]


def test_hostile_files_of_others_are_refused_or_sanitised(process, proof):
    outcomes = Counter(process(path).word for path in files_of("pdf_hostile"))
    proof(f"pdf_hostile: {amounts(outcomes)}")


def test_good_files_of_others_are_taken(process, proof):
    outcomes = Counter()
    for path in files_of("pdf_good"):
        outcome = process(path)
        outcomes[outcome.word] += 1
        assert NOT_TAKEN_OF_THE_GOOD.get(path.name, "") in outcome.refusal or not outcome.refusal
        assert path.name in NOT_TAKEN_OF_THE_GOOD or not (outcome.refusal or outcome.failed), path.name
    proof(f"pdf_good: {amounts(outcomes)}")
