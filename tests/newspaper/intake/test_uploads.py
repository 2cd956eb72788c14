"""From an upload to an issue: proposals, a yes, pages that are read in the background, and what goes wrong."""

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from kasch_site.common.media.locked import LockedStorage
from kasch_site.common.pdf.errors import FileRefused
from kasch_site.worker.execution import run_due_jobs
from newspaper.intake import archives, checks, documents, ocr, pages, uploads
from newspaper.models import ArchiveFile, ArchiveUpload, Issue, Page
from newspaper.models.pages import image_name, image_widths
from tests.newspaper.factories import make_issue
from tests.support.files import hostile_pdfs

pytestmark = [pytest.mark.django_db, pytest.mark.real_time]
TITLE = '#set page(width: 100mm, height: 140mm)\n#set text(lang: "de")\n'


@pytest.fixture(autouse=True)
def locked_files(settings, tmp_path, monkeypatch):
    """Keep locked files in a folder of the test, and recognise no letters."""
    settings.LOCKED_ROOT = tmp_path / "locked"
    monkeypatch.setattr(ocr, "is_available", lambda: False)
    return settings.LOCKED_ROOT


@pytest.fixture
def without_inspection(monkeypatch):
    """Propose 3/2026 for every file, without a look into it."""
    fields = {"number": 3, "year": 2026, "page_count": 2, "has_text_layer": True}
    monkeypatch.setattr(checks, "inspect", lambda _path, _name, _today: fields)


def issue_pdf(title="Ausgabe 3/2026", more=1):
    source = f"{TITLE}= {title}\nMärz 2026\n" + "".join(
        f"#pagebreak()\nSeite mit Text {number}\n" for number in range(more)
    )
    return typst.compile(source.encode())


def upload(*files):
    """Upload files by name and content and look at them."""
    made = uploads.receive([SimpleUploadedFile(name, content) for name, content in files])
    run_due_jobs("test")
    made.refresh_from_db()
    return made


def stored(folder):
    """Return the names of all locked files."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_confirmed_issue_is_online_and_its_pages_have_text_and_images():
    made = upload(("KaSch_2-2026.pdf", issue_pdf()))
    row = made.files.get()
    assert (row.number, row.year, row.published_on) == (3, 2026, date(2026, 3, 1))
    assert row.is_doubtful
    assert not Issue.objects.exists()
    issue = uploads.accept(row, theme="Frühling")
    assert pages.progress(issue) == (0, 2)
    run_due_jobs("test")
    issue.refresh_from_db()
    assert issue.intake == Issue.Intake.READY
    assert issue.status == Issue.Status.DRAFT
    assert issue.has_text_layer
    assert pages.progress(issue) == (2, 2)
    first = issue.pages.in_order().first()
    assert first.text.startswith("Ausgabe 3/2026")
    assert len(first.words) == 4
    assert all(LockedStorage().exists(image_name(first.image_key, width)) for width in image_widths(1))
    assert issue.public_size == issue.public_pdf.size


def test_only_found_values_are_proposed_and_a_confirmation_needs_number_and_year():
    row = upload(("scan.pdf", hostile_pdfs.small_pdf())).files.get()
    assert (row.number, row.year) == (None, None)
    assert [check.sentence for check in checks.of(row) if check.is_problem] == [
        "Die Seiten sind Bilder ohne Text. Bitte tippen oder kopieren Sie ihn nach dem Aufnehmen.",
        "Nummer und Jahr stehen nicht in der Datei. Bitte tragen Sie sie ein.",
    ]
    with pytest.raises(FileRefused, match="Nummer und Jahr"):
        uploads.accept(row)
    uploads.correct(row, number=4, year=2026, published_on=None)
    assert uploads.accept(row).short_name == "4/2026"


def test_an_archive_becomes_a_table_of_proposals_in_order(locked_files, django_capture_on_commit_callbacks):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("alt/2009-10.pdf", hostile_pdfs.small_pdf(pages=2))
        archive.writestr("alt/2009-9.pdf", hostile_pdfs.small_pdf(pages=3))
        archive.writestr("../../doppelt.pdf", hostile_pdfs.small_pdf(pages=3))
        archive.writestr("__MACOSX/2009-9.pdf", b"x")
        archive.writestr("brief.txt", b"Hallo")
    made = upload(("archiv.zip", buffer.getvalue()))
    assert [(row.number, row.year) for row in made.files.proposed().in_order()] == [(9, 2009), (10, 2009)]
    refused = {row.name: row.error for row in made.files.filter(state=ArchiveFile.State.REFUSED)}
    assert refused == {
        "doppelt.pdf": "Diese Datei ist dieselbe wie „2009-9.pdf“.",
        "brief.txt": "Die Datei ist kein PDF. Bitte speichern Sie sie als PDF.",
    }
    with django_capture_on_commit_callbacks(execute=True):
        uploads.discard(made)
    assert stored(locked_files) == []


def test_a_killed_inspection_of_an_archive_is_continued(monkeypatch):
    looked_at = checks.inspect
    calls = []

    def dies_once(path, name, today):
        calls.append(name)
        if len(calls) == 2:
            raise SystemExit
        return looked_at(path, name, today)

    monkeypatch.setattr(checks, "inspect", dies_once)
    files = [SimpleUploadedFile(f"2010-{number}.pdf", hostile_pdfs.small_pdf(pages=number)) for number in (1, 2, 3)]
    made = uploads.receive(files)
    with pytest.raises(SystemExit):
        uploads.inspect_files.call(made.pk)
    uploads.inspect_files.call(made.pk)
    assert calls == ["2010-1.pdf", "2010-2.pdf", "2010-2.pdf", "2010-3.pdf"]
    assert made.files.proposed().count() == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"PK\x03\x04 broken", "Das Archiv ist beschädigt"), (None, "mehr als 300 Dateien")],
    ids=["broken", "many"],
)
def test_a_bad_archive_is_refused_with_a_sentence(content, sentence):
    if content is None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for number in range(301):
                archive.writestr(f"{number}.pdf", b"x")
        content = buffer.getvalue()
    made = upload(("archiv.zip", content))
    assert made.state == ArchiveUpload.State.FAILED
    assert sentence in made.error
    assert not made.files.exists()


def test_a_zip_bomb_is_refused_before_it_is_stored(locked_files, monkeypatch):
    monkeypatch.setattr(archives, "LIMITS", replace(archives.LIMITS, file_size=1024 * 1024))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2010-1.pdf", b"\0" * 2 * 1024 * 1024)
    made = upload(("archiv.zip", buffer.getvalue()))
    assert "200 MB" in made.files.get().error
    assert stored(locked_files) == ["archiv.zip"]


def test_a_file_that_is_there_already_is_refused_and_left_nowhere(locked_files, without_inspection):
    content = issue_pdf()
    issue = uploads.accept(upload(("a.pdf", content)).files.get())
    before = stored(locked_files)
    row = upload(("b.pdf", content)).files.get()
    assert row.state == ArchiveFile.State.REFUSED
    assert f"Ausgabe {issue.short_name}" in row.error
    assert [name for name in stored(locked_files) if name not in before and name.startswith("b")] == []
    assert not row.file


def test_a_number_that_is_there_already_stays_a_proposal(without_inspection):
    make_issue(3, 2026)
    row = upload(("a.pdf", issue_pdf())).files.get()
    assert "Diese Nummer gibt es schon." in [check.sentence for check in checks.of(row)]
    with pytest.raises(FileRefused, match="gibt es schon"):
        uploads.accept(row)
    row.refresh_from_db()
    assert row.state == ArchiveFile.State.PROPOSED
    assert row.file


def test_the_same_file_is_never_an_issue_twice(without_inspection):
    row = upload(("a.pdf", issue_pdf())).files.get()
    uploads.accept(row)
    with pytest.raises(FileRefused, match="schon aufgenommen"):
        uploads.accept(row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.create(number=9, year=2025, file_sha256=row.sha256)
    with pytest.raises(IntegrityError), transaction.atomic():
        ArchiveFile.objects.create(upload=row.upload, position=row.position, name="noch einmal")


def test_a_page_that_fails_is_named_and_can_be_tried_again(monkeypatch):
    monkeypatch.setattr(documents, "PAGE_CPU_SECONDS", 1)
    row = upload(
        ("2026-5.pdf", hostile_pdfs.with_a_page_of(hostile_pdfs.text_bomb(100_000), pages=3, number=2))
    ).files.get()
    issue = uploads.accept(row)
    run_due_jobs("test")
    issue.refresh_from_db()
    assert issue.intake == Issue.Intake.READY
    failed = issue.pages.get(state=Page.State.FAILED)
    assert (failed.number, failed.error) == (2, "Auf Seite 2 steht zu viel Text.")
    assert issue.pages.filter(state=Page.State.READY).count() == 2
    pages.read_again(failed)
    pages.read_again(failed)
    failed.refresh_from_db()
    assert failed.state == Page.State.WAITING
    run_due_jobs("test")
    failed.refresh_from_db()
    assert failed.state == Page.State.FAILED


def test_an_issue_of_which_no_page_can_be_read_has_no_public_file(locked_files):
    row = upload(("2026-6.pdf", hostile_pdfs.with_a_page_of(hostile_pdfs.text_bomb(100_000)))).files.get()
    issue = uploads.accept(row)
    run_due_jobs("test")
    issue.refresh_from_db()
    assert issue.intake == Issue.Intake.FAILED
    assert "Keine Seite" in issue.intake_error
    assert not issue.public_pdf
    assert not [path for path in (locked_files / "zeitung" / "pdf").rglob("*") if path.is_file()]


def test_typed_text_stays_when_a_page_is_read_again():
    issue = uploads.accept(upload(("a.pdf", issue_pdf())).files.get())
    run_due_jobs("test")
    issue.pages.filter(number=2).update(text="Getippt.", text_source=Page.TextSource.TYPED)
    pages.read_again(issue.pages.get(number=2))
    run_due_jobs("test")
    assert issue.pages.get(number=2).text == "Getippt."


def test_pages_without_text_are_recognised_one_job_after_the_other_and_only_once(monkeypatch):
    confirmation = []
    monkeypatch.setattr(ocr, "is_available", lambda: True)
    monkeypatch.setattr(
        ocr, "recognise", lambda png: confirmation.append(png) or documents.PageText("", (), "ocr", None)
    )
    empty = typst.compile(f"{TITLE}= Ausgabe 7/2026\n#pagebreak()\n#rect()\n#pagebreak()\n#rect()".encode())
    issue = uploads.accept(upload(("a.pdf", empty)).files.get())
    run_due_jobs("test")
    assert len(confirmation) == 2
    assert [page.text_source for page in issue.pages.in_order()] == ["pdf", "ocr", "ocr"]


def test_unconfirmed_uploads_are_deleted_after_a_month(
    locked_files, without_inspection, django_capture_on_commit_callbacks
):
    made = upload(("a.pdf", issue_pdf()))
    assert uploads.purge(clock.now()) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.purge(clock.now() + uploads.UPLOAD_RETENTION + timedelta(days=1)) == 1
    assert not ArchiveUpload.objects.filter(pk=made.pk).exists()
    assert stored(locked_files) == []


def test_the_original_of_an_issue_stays_when_its_upload_is_deleted(
    without_inspection, django_capture_on_commit_callbacks
):
    made = upload(("a.pdf", issue_pdf()))
    issue = uploads.accept(made.files.get())
    with django_capture_on_commit_callbacks(execute=True):
        uploads.discard(made)
    assert issue.original.storage.exists(issue.original.name)
