"""Have the images and the PDF of issues made again in the background; until then residents get neither."""

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
    """Make the files of all issues that wait; return their number. Idempotent."""
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
def make_again(issue_id: int) -> None:
    """Take the public PDF of an issue away, and note that its files have to be made again.

    During the intake of an issue, the worker still reads its PDF; `reapply.is_held_back` keeps it from residents.
    """
    check_again([issue_id])
    issues = Issue.objects.filter(pk=issue_id).exclude(intake__in=Issue.IN_WORK)
    name = issues.values_list("public_pdf", flat=True).first()
    if name:
        Issue.objects.filter(pk=issue_id).update(public_pdf="", public_size=0)
        transaction.on_commit(lambda: LockedStorage().delete(name))


@transaction.atomic
def check_again(issue_ids: list[int]) -> None:
    """Note that the PDFs of these issues have to be searched for something new that is hidden."""
    IssueRedaction.objects.bulk_create([IssueRedaction(issue_id=pk) for pk in issue_ids], ignore_conflicts=True)
    IssueRedaction.objects.filter(issue__in=issue_ids).update(
        state=_STATE.WAITING, version=F("version") + 1, error="", checked_pdf=""
    )
    if not execution.is_waiting(remake_issues):
        remake_issues.enqueue()
