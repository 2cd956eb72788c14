"""Receive uploaded files, inspect them, and create issues from them once staff have confirmed number and date."""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import IO

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.common.pdf.errors import FileRefused
from kasch_site.common.pdf.file_types import refuse_other_types
from kasch_site.worker.jobs import job
from newspaper.models import ArchiveFile, ArchiveUpload, Issue
from newspaper.models.issues import FIRST_YEAR, LAST_YEAR
from newspaper.models.paper import MAX_ISSUES_PER_YEAR

from . import archives, checks, pages
from .limits import MAX_BYTES

QUEUE = pages.QUEUE
MAX_ARCHIVE_BYTES = 8_000 * 1024 * 1024
MAX_FILES = 300
# Files that staff have not confirmed are deleted after this time.
UPLOAD_RETENTION = timedelta(days=30)
_MAX_NAME = 200
_STATE = ArchiveFile.State


def receive(files: Iterable[File]) -> ArchiveUpload:
    """Store uploaded PDFs, or a zip archive of them, and enqueue their inspection. Raise `FileRefused`.

    Each file has a name and a size. An issue is created only by `accept`.
    """
    files = list(files)
    if not files or len(files) > MAX_FILES:
        raise FileRefused(_("Bitte wählen Sie zwischen 1 und %(files)d Dateien aus.") % {"files": MAX_FILES})
    is_archive = len(files) == 1 and archives.is_archive(files[0])
    for file in files:
        _refuse_too_large(file, MAX_ARCHIVE_BYTES if is_archive else MAX_BYTES)
    with transaction.atomic():
        upload = ArchiveUpload.objects.create(name=_fit(files[0].name))
        if is_archive:
            upload.archive.save("archiv.zip", files[0])
        else:
            for position, file in enumerate(files):
                _keep(ArchiveFile(upload=upload, position=position, name=_fit(file.name)), file)
        inspect_files.enqueue(upload.pk)
    return upload


@job(gettext_lazy("Hochgeladene Ausgaben ansehen"), queue_name=QUEUE)
def inspect_files(upload_pk: int) -> None:
    """Inspect the waiting files of an upload. Idempotent: a killed run is continued by the next one."""
    upload = ArchiveUpload.objects.filter(pk=upload_pk, state=ArchiveUpload.State.WAITING).first()
    if upload is None:
        return
    try:
        if upload.archive:
            _unpack(upload)
    except FileRefused as error:
        ArchiveUpload.objects.filter(pk=upload.pk).update(state=ArchiveUpload.State.FAILED, error=_fit(error, 300))
        return
    for file in upload.files.waiting():
        _inspect(file)
    ArchiveUpload.objects.filter(pk=upload.pk).update(state=ArchiveUpload.State.READY)


def correct(file: ArchiveFile, *, number: int | None, year: int | None, published_on: date | None) -> None:
    """Change the proposed number and date of a file."""
    ArchiveFile.objects.proposed().filter(pk=file.pk).update(
        number=number, year=year, published_on=published_on, is_doubtful=False
    )
    file.refresh_from_db()


@transaction.atomic
def accept(file: ArchiveFile, *, theme: str = "", rights: str = "") -> Issue:
    """Create a draft of an issue from a confirmed file, and enqueue the reading of its pages. Raise `FileRefused`."""
    file = ArchiveFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if file.state != _STATE.PROPOSED:
        raise FileRefused(_("Diese Datei ist schon aufgenommen oder nicht lesbar."))
    if not (file.number and file.year):
        raise FileRefused(_("Bitte tragen Sie Nummer und Jahr ein."))
    if not (1 <= file.number <= MAX_ISSUES_PER_YEAR and FIRST_YEAR <= file.year <= LAST_YEAR):
        raise FileRefused(_("Diese Nummer oder dieses Jahr kann nicht stimmen."))
    try:
        with transaction.atomic():
            issue = _issue(file, theme, rights)
    except IntegrityError as error:
        raise FileRefused(_double(file)) from error
    file.state, file.issue = _STATE.IMPORTED, issue
    issue.original.name, file.file = file.file.name, ""
    file.save()
    issue.save(update_fields=["original"])
    pages.read_issue.enqueue(issue.pk)
    return issue


def discard(upload: ArchiveUpload) -> None:
    """Delete an upload with the files that are not issues."""
    names = [file.file.name for file in upload.files.all() if file.file]
    storage, archive = ArchiveUpload._meta.get_field("archive").storage, upload.archive.name
    with transaction.atomic():
        upload.delete()
        transaction.on_commit(lambda: [storage.delete(name) for name in (*names, archive) if name])


def purge(before) -> int:
    """Delete uploads that staff have not confirmed within a month before `before`; return their number."""
    old = list(ArchiveUpload.objects.filter(uploaded_at__lt=before - UPLOAD_RETENTION))
    for upload in old:
        discard(upload)
    return len(old)


def _unpack(upload):
    """Create a row for each file in the archive that has none."""
    path = Path(upload.archive.path)
    done = set(upload.files.values_list("position", flat=True))
    for position, name in enumerate(archives.names(path)):
        if position in done:
            continue
        row = ArchiveFile(upload=upload, position=position, name=_fit(name))
        try:
            with archives.unpacked(path, position) as content:
                _keep(row, File(content))
        except FileRefused as error:
            row.state, row.error = _STATE.REFUSED, _fit(error, 300)
            row.save()


def _keep(row, file: File):
    """Store the content of a file with its row."""
    row.sha256, row.size = _sha256(file), file.size
    file.seek(0)
    row.file.save("ausgabe.pdf", file, save=False)
    row.save()


def _inspect(row):
    try:
        _refuse_double(row)
        refuse_other_types(Path(row.file.path), MAX_BYTES)
        for name, value in checks.inspect(Path(row.file.path), row.name, clock.today()).items():
            setattr(row, name, value)
        row.state = _STATE.PROPOSED
    except FileRefused as error:
        row.state, row.error = _STATE.REFUSED, _fit(error, 300)
        row.file.delete(save=False)
    row.save()


def _refuse_double(row):
    issue = Issue.objects.filter(file_sha256=row.sha256).first()
    if issue is not None:
        raise FileRefused(_("Diese Datei ist schon da: Ausgabe %(issue)s.") % {"issue": issue})
    same = row.upload.files.filter(sha256=row.sha256, state__in=[_STATE.PROPOSED, _STATE.IMPORTED]).first()
    if same is not None:
        raise FileRefused(_("Diese Datei ist dieselbe wie „%(name)s“.") % {"name": same.name})


def _issue(file, theme, rights):
    return Issue.objects.create(
        number=file.number,
        year=file.year,
        published_on=file.published_on,
        theme=theme,
        rights=rights,
        file_name=file.name,
        file_sha256=file.sha256,
        page_count=file.page_count,
        is_tagged=file.is_tagged,
        has_text_layer=file.has_text_layer,
        intake=Issue.Intake.WAITING,
    )


def _double(file):
    if Issue.objects.filter(number=file.number, year=file.year).exists():
        return _("Die Ausgabe %(number)d/%(year)d gibt es schon.") % {"number": file.number, "year": file.year}
    return _("Diese Datei ist schon da.")


def _refuse_too_large(file, limit):
    if file.size > limit:
        megabytes = limit // 1024 // 1024
        raise FileRefused(_("Die Datei ist größer als %(megabytes)d MB.") % {"megabytes": megabytes})


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _fit(text, length=_MAX_NAME) -> str:
    return str(text)[:length]
