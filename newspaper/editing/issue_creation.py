"""Create an issue from an uploaded file that staff have confirmed; retry failed steps."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from newspaper.intake import pages, uploads
from newspaper.models import ArchiveFile, Issue, Page


@dataclass(frozen=True, slots=True)
class IssueDetails:
    """The details of an issue that staff enter for a file."""

    number: int
    year: int
    published_on: date | None = None
    theme: str = ""
    rights: str = ""


@transaction.atomic
def create_issue(
    file: ArchiveFile, details: IssueDetails, *, is_public: bool, publish_at: datetime | None = None
) -> Issue:
    """Create an issue from an uploaded file and enqueue the reading of its pages. Raise `FileRefused`.

    With `is_public` it is published at once, or at `publish_at`; otherwise it is a draft.
    """
    uploads.correct(file, number=details.number, year=details.year, published_on=details.published_on)
    issue = uploads.accept(file, theme=details.theme, rights=details.rights)
    if is_public:
        issue.status, issue.publish_at = Issue.Status.PUBLISHED, publish_at
        issue.save(update_fields=["status", "publish_at"])
    return issue


@transaction.atomic
def try_again(issue: Issue) -> bool:
    """Read the file of an issue again, or its failed pages. Return whether anything had failed."""
    failed = Issue.objects.filter(pk=issue.pk, intake=Issue.Intake.FAILED).exclude(original="")
    if failed.update(intake=Issue.Intake.WAITING, intake_error=""):
        issue.pages.filter(state=Page.State.FAILED).update(state=Page.State.WAITING, error="")
        pages.read_issue.enqueue(issue.pk)
        return True
    failed_pages = list(issue.pages.for_lists().filter(state=Page.State.FAILED).in_order())
    for page in failed_pages:
        pages.read_again(page)
    return bool(failed_pages)
