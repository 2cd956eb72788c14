"""Read the pages of an issue in the background: sanitised file, images and text, page by page.

A page that fails stores an error, the others remain; `read_again` retries it.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common.media.locked import LockedStorage
from kasch_site.common.pdf.errors import FileRefused
from kasch_site.worker.jobs import job
from newspaper.models import Issue, Page
from newspaper.models.pages import image_name, image_widths
from newspaper.reading.search import index_page
from newspaper.redaction import reapply

from . import corrected_text, documents, ocr, publishing
from .documents import PageText, ReadPage
from .errors import PageFailed

QUEUE = "newspaper"
# After so many consecutive pages that kill their process, the file is considered hostile or broken.
_MAX_FAILURES = 8
_STATE, _INTAKE, _SOURCE = Page.State, Issue.Intake, Page.TextSource


@job(gettext_lazy("Ausgabe der Zeitung lesen"), queue_name=QUEUE)
def read_issue(issue_pk: int) -> None:
    """Read all pages of an issue that have not been read. Idempotent: a killed run is continued by the next one."""
    issue = Issue.objects.in_work().filter(pk=issue_pk).first()
    if issue is None:
        return
    try:
        _prepare(issue)
    except FileRefused as error:
        _finish(issue, _INTAKE.FAILED, str(error))
        return
    with documents.Document(Path(issue.public_pdf.path)) as document:
        _read_all(document, issue)
    if not issue.pages.filter(state=_STATE.READY).exists():
        _withdraw(issue)
        _finish(issue, _INTAKE.FAILED, _("Keine Seite lässt sich lesen. Bitte speichern Sie das PDF neu."))
        return
    has_text = issue.pages.filter(text_source=_SOURCE.PDF).exists()
    Issue.objects.filter(pk=issue.pk).update(has_text_layer=has_text)
    _finish(issue, _INTAKE.READY)
    recognise_next.enqueue(issue.pk)


@job(gettext_lazy("Seite der Zeitung noch einmal lesen"), queue_name=QUEUE)
def read_page(page_pk: int) -> None:
    """Read one page."""
    page = Page.objects.select_related("issue").filter(pk=page_pk, state=_STATE.WAITING).first()
    if page is None:
        return
    try:
        with _sanitised(page.issue) as document:
            _read(document, page)
    except FileRefused as error:
        _fail(page, str(error))
    reapply.check_after_intake(page.issue)
    publishing.publish_if_read(page.issue_id)
    recognise_next.enqueue(page.issue_id)


@job(gettext_lazy("Text einer gescannten Seite erkennen"), queue_name=QUEUE)
def recognise_next(issue_pk: int) -> None:
    """Recognise the text of the next page without text by OCR, and enqueue a job for the one after it."""
    page = Page.objects.select_related("issue").filter(issue=issue_pk, state=_STATE.READY, text_source="").first()
    if page is None or not ocr.is_available():
        return
    try:
        with _sanitised(page.issue) as document:
            found = ocr.recognise(document.scan(page.number))
    except (PageFailed, FileRefused):
        found = PageText("", (), "ocr", 0.0)
    with transaction.atomic():
        if _still_without_text(page).exists():
            reapply.store_text(page, _text_fields(found))
            index_page(page)
        recognise_next.enqueue(issue_pk)


@transaction.atomic
def read_again(page: Page) -> None:
    """Read a failed page again. Text that staff have typed is kept."""
    changed = Page.objects.filter(pk=page.pk).exclude(state=_STATE.WAITING).update(state=_STATE.WAITING, error="")
    if changed:
        read_page.enqueue(page.pk)


def progress(issue: Issue) -> tuple[int, int]:
    """Return the number of pages of an issue that have been read or have failed, and the number of all pages."""
    return issue.pages.exclude(state=_STATE.WAITING).count(), issue.page_count


def _prepare(issue):
    """Store the sanitised file, and a row for each page. Raise `FileRefused`."""
    if not issue.public_pdf or not issue.public_pdf.storage.exists(issue.public_pdf.name):
        issue.public_pdf.save("ausgabe.pdf", ContentFile(b""), save=False)
        with Path(issue.public_pdf.path).open("w+b") as sanitised:
            try:
                facts = documents.sanitise(Path(issue.original.path), sanitised)
            except FileRefused:
                _withdraw(issue)
                raise
        issue.page_count, issue.is_tagged = facts.page_count, facts.is_tagged
        issue.public_size = Path(issue.public_pdf.path).stat().st_size
    with transaction.atomic():
        issue.intake, issue.intake_error = _INTAKE.WORKING, ""
        issue.save(update_fields=["public_pdf", "page_count", "is_tagged", "public_size", "intake", "intake_error"])
        numbers = range(1, issue.page_count + 1)
        Page.objects.bulk_create([Page(issue=issue, number=number) for number in numbers], ignore_conflicts=True)


@contextmanager
def _sanitised(issue) -> Iterator[documents.Document]:
    """Open the sanitised file of an issue. Raise `FileRefused`.

    If the issue has hidden terms, its public PDF has images in place of pages, or is missing: sanitise the original.
    """
    if issue.public_pdf and not reapply.has_hidden_terms(issue.pk):
        with documents.Document(Path(issue.public_pdf.path)) as document:
            yield document
        return
    if not issue.original:
        raise FileRefused(_("Die Datei dieser Ausgabe fehlt."))
    with tempfile.NamedTemporaryFile(suffix=".pdf") as sanitised:
        documents.sanitise(Path(issue.original.path), sanitised)
        with documents.Document(Path(sanitised.name)) as document:
            yield document


def _read_all(document, issue):
    failures = 0
    for page in issue.pages.filter(state=_STATE.WAITING).in_order():
        if failures >= _MAX_FAILURES:
            _fail(page, _("Diese Seite wurde nicht mehr versucht, weil zu viele vor ihr nicht lesbar waren."))
            continue
        failures = 0 if _read(document, page) else failures + 1


def _read(document, page) -> bool:
    """Read a page and store its text and images; return whether that succeeded."""
    try:
        found = document.page(page.number, image_widths(page.number))
    except PageFailed as error:
        _fail(page, str(error))
        return False
    reapply.withhold_images(page)
    _store_images(page, found)
    with transaction.atomic():
        reapply.store_text(page, _corrected_fields(page, found.text) if page.is_corrected else _text_fields(found.text))
        Page.objects.filter(pk=page.pk).update(width=found.width, height=found.height, state=_STATE.READY, error="")
        index_page(page)
    return True


def _store_images(page, found: ReadPage):
    storage = LockedStorage()
    for width, content in found.images.items():
        name = image_name(page.image_key, width)
        storage.delete(name)
        storage.save(name, ContentFile(content))


def _text_fields(found: PageText) -> dict:
    source = found.source if found.text or found.source == _SOURCE.OCR else _SOURCE.NONE
    return {
        "text": found.text,
        "words": found.as_lists(),
        "text_source": source,
        "confidence": found.confidence,
        "is_to_compare": False,
        "read_digest": corrected_text.digest_of(found.text),
    }


def _corrected_fields(page, found: PageText) -> dict:
    return corrected_text.read_again(page, found.text, found.as_lists())


def _still_without_text(page):
    return Page.objects.filter(pk=page.pk, text_source="", image_key=page.image_key)


def _fail(page, sentence):
    Page.objects.filter(pk=page.pk).update(state=_STATE.FAILED, error=sentence[:300])


def _withdraw(issue):
    """Delete the sanitised file, so that it is not delivered."""
    issue.public_pdf.delete(save=False)
    Issue.objects.filter(pk=issue.pk).update(public_pdf="", public_size=0)


@transaction.atomic
def _finish(issue, state, error=""):
    Issue.objects.filter(pk=issue.pk).update(intake=state, intake_error=error[:300])
    reapply.check_after_intake(issue)
    publishing.publish_if_read(issue.pk)
