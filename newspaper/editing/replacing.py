"""Replace the file of an issue; its number, articles and URLs are kept."""

from django.db import transaction
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.media.locked import LockedStorage
from kasch_site.common.pdf.errors import FileRefused
from newspaper.intake import pages
from newspaper.models import ArchiveFile, Issue, Page
from newspaper.redaction import reapply
from newspaper.redaction.images import withdraw

# Fields about the file, with the same names in `Issue` and `ArchiveFile`.
_FILE_FIELDS = ("page_count", "is_tagged", "has_text_layer")


@transaction.atomic
def replace(issue: Issue, file: ArchiveFile) -> Issue:
    """Replace the file of an issue, enqueue the reading of its pages, and return the issue. Raise `FileRefused`.

    Corrected texts are kept where the new file has the same text; staff have to compare the others. What is
    hidden stays hidden; an issue with something hidden becomes a draft, so that staff check it first.
    """
    issue = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    file = ArchiveFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    _refuse(issue, file)
    old = [issue.original.name, issue.public_pdf.name]
    if reapply.prepare_for_new_file(issue):
        issue.status = Issue.Status.DRAFT
    _set_file(issue, file)
    _prepare_pages(issue)
    transaction.on_commit(lambda: [LockedStorage().delete(name) for name in old if name])
    pages.read_issue.enqueue(issue.pk)
    return issue


def _refuse(issue, file):
    if file.state != ArchiveFile.State.PROPOSED:
        raise FileRefused(_("Diese Datei ist schon aufgenommen oder nicht lesbar."))
    if issue.intake in Issue.IN_WORK:
        raise FileRefused(_("Die Seiten dieser Ausgabe werden gerade gelesen. Bitte warten Sie ein paar Minuten."))
    if Issue.objects.filter(file_sha256=file.sha256).exclude(file_sha256="").exists():
        raise FileRefused(_("Diese Datei ist schon da."))


def _set_file(issue, file):
    issue.original.name, issue.file_name, issue.file_sha256 = file.file.name, file.name, file.sha256
    issue.public_pdf, issue.public_size = "", 0
    issue.intake, issue.intake_error, issue.replaced_at = Issue.Intake.WAITING, "", clock.now()
    for name in _FILE_FIELDS:
        setattr(issue, name, getattr(file, name))
    issue.save()
    file.state, file.issue, file.file = ArchiveFile.State.IMPORTED, issue, ""
    file.save()


def _prepare_pages(issue):
    """Mark all pages as waiting to be read, and delete those that the new file does not have."""
    for page in issue.pages.filter(number__gt=issue.page_count).for_lists():
        withdraw(page.image_key)
        page.delete()
    issue.pages.update(state=Page.State.WAITING, error="")
    issue.pages.filter(text_source=Page.TextSource.TYPED).update(is_to_compare=True)
