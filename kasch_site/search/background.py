"""Make stale documents of the search again, in the background."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kasch_site.common.search import indexing
from kasch_site.worker import execution
from kasch_site.worker.jobs import job


@job(_("Suche nachführen"), takes_context=True)
def index_stale(context) -> int:
    """Make all stale documents again, a few at a time; return their number. Idempotent."""
    done, waiting = 0, indexing.stale_documents()
    while number := indexing.index_stale():
        done += number
        execution.report(context.task_result.id, done, max(waiting, done))
    return done


@transaction.atomic
def schedule(**_signal) -> None:
    """Schedule the job, unless one waits already; called when documents have become stale."""
    if not execution.is_waiting(index_stale):
        index_stale.enqueue()
