"""Apply hidden terms to whatever the worker reads: for the first time, again, or from another file."""

from django.db import transaction

from newspaper.models import HiddenTerm, Issue, IssueRedaction, LockedOriginal, Page
from newspaper.models.pages import new_image_key

from . import jobs
from .images import withdraw
from .terms import terms_of


def has_hidden_terms(issue_id: int) -> bool:
    """Return whether an issue has hidden terms."""
    return HiddenTerm.objects.of_issue(issue_id).exists()


def is_pdf_withheld(issue: Issue) -> bool:
    """Return whether the public PDF must not be delivered, because it was not checked for hidden terms."""
    is_checked = IssueRedaction.objects.filter(issue=issue.pk, checked_pdf=issue.public_pdf.name or "-")
    return has_hidden_terms(issue.pk) and not is_checked.exists()


@transaction.atomic
def prepare_for_new_file(issue: Issue) -> bool:
    """Withdraw the images of an issue before its file is replaced, and delete the boxes of its hidden words.

    Return whether the issue has hidden terms. A page whose hidden terms have no boxes is black until it has them again.
    """
    pages = {page.pk: page for page in issue.pages.for_lists()}
    for page in pages.values():
        withdraw(page.image_key)
        Page.objects.filter(pk=page.pk).update(image_key=new_image_key())
    originals = list(LockedOriginal.objects.filter(label=Page._meta.label_lower, object_id__in=pages))
    for original in originals:
        if pages[original.object_id].is_hidden:
            original.delete()
        else:
            original.values["words"] = []
            original.save(update_fields=["values"])
    return bool(originals) or HiddenTerm.objects.filter(issue=issue).exists()


def withhold_images(page: Page) -> None:
    """Mark the images of a page as withheld before they are stored, if the page has hidden terms."""
    if terms_of(page):
        Page.objects.filter(pk=page.pk).update(is_being_redacted=True)


@transaction.atomic
def store_text(page: Page, fields: dict) -> None:
    """Store fields of a page that were read from the file, redacted; the unredacted text is never in these fields."""
    if not terms_of(page):
        Page.objects.filter(pk=page.pk).update(**fields)
        return
    row = Page.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))


def check_after_intake(issue: Issue) -> None:
    """Schedule the check of images and PDF of an issue after its intake, if it has hidden terms."""
    if has_hidden_terms(issue.pk):
        jobs.schedule_check([issue.pk])
