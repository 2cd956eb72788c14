"""Keep hidden what the worker reads again: it writes with bulk statements, which `records` does not hear."""

from django.db import transaction

from newspaper.models import HiddenTerm, Issue, IssueRedaction, Page

from . import jobs
from .terms import terms_of


def has_hidden_terms(issue_id: int) -> bool:
    """Return whether something is hidden in an issue."""
    return HiddenTerm.objects.of_issue(issue_id).exists()


def is_held_back(issue: Issue) -> bool:
    """Return whether residents must not get the public PDF: it was not searched for what is hidden."""
    is_checked = IssueRedaction.objects.filter(issue=issue.pk, checked_pdf=issue.public_pdf.name or "-")
    return has_hidden_terms(issue.pk) and not is_checked.exists()


def before_images(page: Page) -> None:
    """Withhold the images of a page before they are stored, if something is hidden there."""
    if terms_of(page):
        Page.objects.filter(pk=page.pk).update(is_being_redacted=True)


@transaction.atomic
def after_text(page: Page) -> None:
    """Take out of the text of a page what is hidden, after it was written."""
    if terms_of(page):
        Page.objects.get(pk=page.pk).save()


def after_reading(issue: Issue) -> None:
    """Have the images and the PDF of an issue made without what is hidden, after it was taken in."""
    if has_hidden_terms(issue.pk):
        jobs.check_again([issue.pk])
