"""Publish an issue automatically when all of its pages are read; if a page fails, staff decide."""

from django.db import transaction

from newspaper.models import Issue, Page


@transaction.atomic
def publish_if_read(issue_pk: int) -> bool:
    """Publish an issue that waits for its pages, if all of them were read; return whether it was published."""
    waiting = Issue.objects.waiting_for_pages().filter(intake=Issue.Intake.READY)
    issue = waiting.select_for_update(of=("self",)).filter(pk=issue_pk).first()
    if issue is None or issue.pages.exclude(state=Page.State.READY).exists():
        return False
    issue.status = Issue.Status.PUBLISHED
    issue.save(update_fields=["status"])
    return True


@transaction.atomic
def publish_anyway(issue: Issue) -> None:
    """Publish an issue despite missing pages, by decision of staff. Idempotent."""
    waiting = Issue.objects.waiting_for_pages().exclude(intake__in=Issue.IN_WORK)
    for row in waiting.select_for_update(of=("self",)).filter(pk=issue.pk):
        row.status = Issue.Status.PUBLISHED
        row.save(update_fields=["status"])


def keep_as_draft(issue: Issue) -> None:
    """Cancel the automatic publication of an issue. Idempotent."""
    for row in Issue.objects.waiting_for_pages().filter(pk=issue.pk):
        row.publish_when_read = False
        row.save(update_fields=["publish_when_read"])
