"""Recreate images and PDFs of issues in the background; until then neither is delivered."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kasch_site.common.media.locked import LockedStorage
from kasch_site.worker import execution
from kasch_site.worker.jobs import job
from newspaper.models import Issue, IssueRedaction

from . import files

_STATE = IssueRedaction.State


@job(_("Zeitung: Ausgeblendetes aus Bildern und PDFs nehmen"), takes_context=True)
def remake_issues(context) -> int:
    """Recreate the files of all issues that wait for it; return their number. Idempotent."""
    done = 0
    while (issue_id := _next()) is not None:
        waiting = IssueRedaction.objects.waiting().count()
        execution.report(context.task_result.id, done, done + waiting)
        done += files.remake(issue_id)
    return done


def _next():
    waiting = IssueRedaction.objects.waiting().exclude(issue__intake__in=Issue.IN_WORK)
    newest = waiting.order_by("-issue__year", "-issue__number")
    return newest.values_list("issue", flat=True).first()


@transaction.atomic
def schedule_remake(issue_id: int) -> None:
    """Delete the public PDF of an issue and schedule the recreation of its files.

    During the intake of an issue the PDF is kept, because the worker reads it; `reapply.is_pdf_withheld` prevents its
    delivery.
    """
    schedule_check([issue_id])
    issues = Issue.objects.filter(pk=issue_id).exclude(intake__in=Issue.IN_WORK)
    name = issues.values_list("public_pdf", flat=True).first()
    if name:
        Issue.objects.filter(pk=issue_id).update(public_pdf="", public_size=0)
        transaction.on_commit(lambda: LockedStorage().delete(name))


@transaction.atomic
def schedule_check(issue_ids: list[int]) -> None:
    """Schedule a search of the PDFs of these issues for their hidden terms."""
    IssueRedaction.objects.bulk_create([IssueRedaction(issue_id=pk) for pk in issue_ids], ignore_conflicts=True)
    IssueRedaction.objects.filter(issue__in=issue_ids).update(
        state=_STATE.WAITING, version=F("version") + 1, error="", checked_pdf=""
    )
    if not execution.is_waiting(remake_issues):
        remake_issues.enqueue()
