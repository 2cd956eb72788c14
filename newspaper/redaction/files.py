"""Recreate the images and the PDF of an issue from its locked original, without hidden terms, and check them."""

import json
import secrets
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from kasch_site.common.child_processes.limits import MB, Limits
from kasch_site.common.child_processes.running import ChildFailed, run
from kasch_site.common.child_processes.sandbox import module_command
from kasch_site.common.media.locked import LockedStorage
from kasch_site.common.pdf.errors import FileRefused
from newspaper.intake import documents
from newspaper.models import Issue, IssueRedaction, Page
from newspaper.models.pages import image_name, new_image_key

from . import images
from .process import redactor
from .process_request import hides_anything, process_request

_STATE = IssueRedaction.State
_SECONDS, _CPU_SECONDS = 600, 400  # for a large issue on a busy machine
_LIMITS = Limits(memory=1500 * MB, cpu_seconds=_CPU_SECONDS, file_size=700 * MB)
_MAX_HEADER = MB


class RemakeFailed(Exception):
    """Raised if the files of an issue cannot be recreated; the message is a sentence for staff."""


@dataclass(frozen=True)
class NewFiles:
    """New files in the locked storage: the keys of the images by page number, and the name of the PDF."""

    keys: dict[int, str]
    pdf: str

    def delete(self) -> None:
        """Delete the files."""
        LockedStorage().delete(self.pdf)
        for key in self.keys.values():
            images.delete(key)


def remake(issue_id: int) -> bool:
    """Recreate the files of an issue, unless its PDF is clean; return whether nothing else was hidden meanwhile.

    Idempotent. Stores the outcome, or the reason of a failure, in `IssueRedaction`.
    """
    redaction = IssueRedaction.objects.select_related("issue").filter(issue=issue_id).unfinished().first()
    if redaction is None:
        return True
    IssueRedaction.objects.filter(pk=redaction.pk, version=redaction.version).update(state=_STATE.WORKING)
    issue = redaction.issue
    try:
        if issue.public_pdf and not issue.pages.filter(is_being_redacted=True).exists() and is_clean(issue):
            return _finish(redaction, issue.public_pdf.name)
        new_files = _make(issue)
    except RemakeFailed as error:
        return _fail(redaction, str(error))
    return _publish(redaction, new_files)


def is_clean(issue: Issue) -> bool:
    """Return whether the public PDF of an issue contains no hidden term. Raise `RemakeFailed`."""
    request = {**process_request(issue), "command": "check"}
    with _run_redactor(issue.public_pdf.path, request) as (facts, _rest):
        return facts["is_clean"]


def _make(issue) -> NewFiles:
    """Write new files. Raise `RemakeFailed` if they still contain a hidden term."""
    if not issue.original:
        raise RemakeFailed(_("Die Datei dieser Ausgabe fehlt. Deshalb gibt es keine Bilder und kein PDF."))
    request = process_request(issue)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as sanitised:
        try:
            documents.sanitise(Path(issue.original.path), sanitised)
        except FileRefused as error:
            raise RemakeFailed(str(error)) from error
        with _run_redactor(sanitised.name, request) as (facts, content):
            if not facts["is_clean"]:
                raise RemakeFailed(
                    _("Im PDF steht noch etwas, das ausgeblendet ist. Deshalb geben wir es nicht heraus.")
                )
            keys = _store_images(facts, content, request["widths"])
            pdf = ContentFile(content.read(facts["pdf"])) if hides_anything(request) else File(sanitised)
            return NewFiles(keys, LockedStorage().save(f"zeitung/pdf/{secrets.token_hex(16)}.pdf", pdf))


@contextmanager
def _run_redactor(path: str, request: dict):
    """Run the child process; yield its findings and the stream of its further output. Raise `RemakeFailed`."""
    command = module_command(redactor.__name__, [path], _LIMITS, readable=[Path(path)])
    with tempfile.TemporaryFile() as output:
        try:
            run(command, output, seconds=_SECONDS, content=json.dumps(request).encode())
        except ChildFailed as error:
            raise RemakeFailed(_("Die Datei braucht zu viel Speicher oder Zeit, um sie neu zu machen.")) from error
        yield json.loads(output.readline(_MAX_HEADER)), output


def _store_images(facts, content: IO[bytes], widths) -> dict[int, str]:
    keys, sizes = {}, iter(facts["sizes"])
    for number in facts["pages"]:
        keys[number] = new_image_key()
        for width in widths[number]:
            LockedStorage().save(image_name(keys[number], width), ContentFile(content.read(next(sizes))))
    return keys


@transaction.atomic
def _publish(redaction, new_files: NewFiles) -> bool:
    """Publish new files, unless something else was hidden while they were written."""
    row = IssueRedaction.objects.select_for_update().get(pk=redaction.pk)
    if row.version != redaction.version:
        new_files.delete()
        return False
    for page in Page.objects.filter(issue=row.issue_id, number__in=new_files.keys).for_lists():
        images.withdraw(page.image_key)
        Page.objects.filter(pk=page.pk).update(image_key=new_files.keys[page.number], is_being_redacted=False)
    old = Issue.objects.get(pk=row.issue_id).public_pdf.name
    if old:
        transaction.on_commit(lambda: LockedStorage().delete(old))
    size = LockedStorage().size(new_files.pdf)
    IssueRedaction.objects.filter(pk=row.pk).update(state=_STATE.DONE, checked_pdf=new_files.pdf, error="")
    Issue.objects.filter(pk=row.issue_id).update(public_pdf=new_files.pdf, public_size=size)
    return True


def _finish(redaction, pdf) -> bool:
    same = IssueRedaction.objects.filter(pk=redaction.pk, version=redaction.version)
    return bool(same.update(state=_STATE.DONE, checked_pdf=pdf, error=""))


def _fail(redaction, error) -> bool:
    """Store why the files could not be recreated; delete the previous public PDF, which may contain hidden terms."""
    same = IssueRedaction.objects.filter(pk=redaction.pk, version=redaction.version)
    if not same.update(state=_STATE.FAILED, error=error[:300]):
        return False
    name = redaction.issue.public_pdf.name
    Issue.objects.filter(pk=redaction.issue_id).update(public_pdf="", public_size=0)
    if name:
        LockedStorage().delete(name)
    return True
