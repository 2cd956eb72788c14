"""Keep hidden what the worker reads, also when it reads it again, or from another file."""

from django.db import transaction

from newspaper.models import HiddenTerm, Issue, IssueRedaction, LockedOriginal, Page
from newspaper.models.pages import new_image_key

from . import jobs
from .images import withdraw
from .terms import terms_of


def has_hidden_terms(issue_id: int) -> bool:
    """Return whether something is hidden in an issue."""
    return HiddenTerm.objects.of_issue(issue_id).exists()


def is_held_back(issue: Issue) -> bool:
    """Return whether residents must not get the public PDF: it was not searched for what is hidden."""
    is_checked = IssueRedaction.objects.filter(issue=issue.pk, checked_pdf=issue.public_pdf.name or "-")
    return has_hidden_terms(issue.pk) and not is_checked.exists()


@transaction.atomic
def before_another_file(issue: Issue) -> bool:
    """Withdraw the images of an issue that gets another file, and forget where on its pages something was hidden.

    Return whether anything is hidden in it. What is hidden without a place makes its page black, until it has one.
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


def before_images(page: Page) -> None:
    """Withhold the images of a page before they are stored, if something is hidden there."""
    if terms_of(page):
        Page.objects.filter(pk=page.pk).update(is_being_redacted=True)


@transaction.atomic
def store_text(page: Page, fields: dict) -> None:
    """Store what was read of a page, without what is hidden there: nothing else of it is ever in the database."""
    if not terms_of(page):
        Page.objects.filter(pk=page.pk).update(**fields)
        return
    row = Page.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))


def after_reading(issue: Issue) -> None:
    """Have the images and the PDF of an issue made without what is hidden, after its intake."""
    if has_hidden_terms(issue.pk):
        jobs.check_again([issue.pk])
