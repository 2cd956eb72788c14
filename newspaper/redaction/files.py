"""Make the images and the PDF of an issue again from its locked original, without what is hidden, and check them."""

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
from .orders import has_something_hidden, order_for
from .process import redactor

_STATE = IssueRedaction.State
_SECONDS, _CPU_SECONDS = 600, 400  # for a large issue on a busy machine
_LIMITS = Limits(memory=1500 * MB, cpu_seconds=_CPU_SECONDS, file_size=700 * MB)
_MAX_HEADER = MB


class NotMade(Exception):
    """The files of an issue cannot be made; the message is a sentence for staff."""


@dataclass(frozen=True)
class Made:
    """New files in the locked storage: the keys of the images by page number, and the name of the PDF."""

    keys: dict[int, str]
    pdf: str

    def delete(self) -> None:
        """Delete the files."""
        LockedStorage().delete(self.pdf)
        for key in self.keys.values():
            images.delete(key)


def remake(issue_id: int) -> bool:
    """Make the files of an issue again, unless its PDF is clean; return whether nothing else was hidden meanwhile.

    Idempotent. What it did, or why it could not, is in `IssueRedaction`.
    """
    redaction = IssueRedaction.objects.select_related("issue").filter(issue=issue_id).unfinished().first()
    if redaction is None:
        return True
    IssueRedaction.objects.filter(pk=redaction.pk, version=redaction.version).update(state=_STATE.WORKING)
    issue = redaction.issue
    try:
        if issue.public_pdf and not issue.pages.filter(is_being_redacted=True).exists() and is_clean(issue):
            return _finish(redaction, issue.public_pdf.name)
        made = _make(issue)
    except NotMade as error:
        return _fail(redaction, str(error))
    return _take(redaction, made)


def is_clean(issue: Issue) -> bool:
    """Return whether nothing that is hidden is in the public PDF of an issue. Raise `NotMade`."""
    order = {**order_for(issue), "ask": "check"}
    with _answer(issue.public_pdf.path, order) as (facts, _rest):
        return facts["is_clean"]


def _make(issue) -> Made:
    """Write new files. Raise `NotMade` if something hidden is left in them."""
    if not issue.original:
        raise NotMade(_("Die Datei dieser Ausgabe fehlt. Deshalb gibt es keine Bilder und kein PDF."))
    order = order_for(issue)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as sanitised:
        try:
            documents.sanitise(Path(issue.original.path), sanitised)
        except FileRefused as error:
            raise NotMade(str(error)) from error
        with _answer(sanitised.name, order) as (facts, content):
            if not facts["is_clean"]:
                raise NotMade(_("Im PDF steht noch etwas, das ausgeblendet ist. Deshalb geben wir es nicht heraus."))
            keys = _store_images(facts, content, order["widths"])
            pdf = ContentFile(content.read(facts["pdf"])) if has_something_hidden(order) else File(sanitised)
            return Made(keys, LockedStorage().save(f"zeitung/pdf/{secrets.token_hex(16)}.pdf", pdf))


@contextmanager
def _answer(path: str, order: dict):
    """Ask the child process; give what it found, and its output after that. Raise `NotMade`."""
    command = module_command(redactor.__name__, [path], _LIMITS, readable=[Path(path)])
    with tempfile.TemporaryFile() as output:
        try:
            run(command, output, seconds=_SECONDS, content=json.dumps(order).encode())
        except ChildFailed as error:
            raise NotMade(_("Die Datei braucht zu viel Speicher oder Zeit, um sie neu zu machen.")) from error
        yield json.loads(output.readline(_MAX_HEADER)), output


def _store_images(facts, content: IO[bytes], widths) -> dict[int, str]:
    keys, sizes = {}, iter(facts["sizes"])
    for number in facts["pages"]:
        keys[number] = new_image_key()
        for width in widths[number]:
            LockedStorage().save(image_name(keys[number], width), ContentFile(content.read(next(sizes))))
    return keys


@transaction.atomic
def _take(redaction, made: Made) -> bool:
    """Publish new files, unless something else was hidden while they were made."""
    row = IssueRedaction.objects.select_for_update().get(pk=redaction.pk)
    if row.version != redaction.version:
        made.delete()
        return False
    for page in Page.objects.filter(issue=row.issue_id, number__in=made.keys).for_lists():
        images.withdraw(page.image_key)
        Page.objects.filter(pk=page.pk).update(image_key=made.keys[page.number], is_being_redacted=False)
    old = Issue.objects.get(pk=row.issue_id).public_pdf.name
    if old:
        transaction.on_commit(lambda: LockedStorage().delete(old))
    size = LockedStorage().size(made.pdf)
    IssueRedaction.objects.filter(pk=row.pk).update(state=_STATE.DONE, checked_pdf=made.pdf, error="")
    Issue.objects.filter(pk=row.issue_id).update(public_pdf=made.pdf, public_size=size)
    return True


def _finish(redaction, pdf) -> bool:
    same = IssueRedaction.objects.filter(pk=redaction.pk, version=redaction.version)
    return bool(same.update(state=_STATE.DONE, checked_pdf=pdf, error=""))


def _fail(redaction, error) -> bool:
    """Note why it could not be made; a PDF that was public before goes, for it may not be clean."""
    same = IssueRedaction.objects.filter(pk=redaction.pk, version=redaction.version)
    if not same.update(state=_STATE.FAILED, error=error[:300]):
        return False
    name = redaction.issue.public_pdf.name
    Issue.objects.filter(pk=redaction.issue_id).update(public_pdf="", public_size=0)
    if name:
        LockedStorage().delete(name)
    return True
