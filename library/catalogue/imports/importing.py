"""Import the rows of a file in chunks: it can be stopped, resumed or killed without a duplicate or lost title."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.common.search.indexing import postponed
from kasch_site.worker.jobs import job
from library.catalogue import copies, titles
from library.catalogue.records.record import Record
from library.circulation.locks import lock_all
from library.models import CatalogueImport, ImportFile, ImportRow, MediumKind

from .reading import ExistingTitles

CHUNK = 25  # rows in one transaction, so that the desk never waits long for the database
IMPORT_RETENTION = timedelta(days=30)
_STATE, _VERDICT = CatalogueImport.State, ImportRow.Verdict


@transaction.atomic
def begin(batch: CatalogueImport, medium: MediumKind, *, adds_copies: bool) -> bool:
    """Start an import. Return False if it has been started or discarded by somebody else."""
    locked = _lock(batch.pk, _STATE.PREVIEW)
    if locked is None:
        return False
    locked.medium, locked.adds_copies, locked.state = medium, adds_copies, _STATE.RUNNING
    locked.rows_done, locked.rows_total = 0, locked.rows.to_import(adds_copies).count()
    locked.save()
    import_rows.enqueue(locked.pk)
    return True


@transaction.atomic
def stop(batch: CatalogueImport) -> bool:
    """Stop after the current chunk. Return whether the import was running."""
    return bool(CatalogueImport.objects.filter(pk=batch.pk, state=_STATE.RUNNING).update(state=_STATE.STOPPED))


@transaction.atomic
def resume(batch: CatalogueImport) -> bool:
    """Continue a stopped import. Return whether it was stopped."""
    is_resumed = bool(CatalogueImport.objects.filter(pk=batch.pk, state=_STATE.STOPPED).update(state=_STATE.RUNNING))
    if is_resumed:
        import_rows.enqueue(batch.pk)
    return is_resumed


def discard(batch: CatalogueImport) -> None:
    """Delete an import with its file; titles that it has added remain."""
    batch.delete()


def purge(before: datetime) -> int:
    """Delete imports more than 30 days older than `before` with their files; return their number."""
    old = CatalogueImport.objects.filter(started_at__lt=before - IMPORT_RETENTION)
    count = old.count()
    old.delete()
    return count


@job(gettext_lazy("Titel aus einer Datei übernehmen"))
def import_rows(batch_pk: int) -> None:
    """Import rows until none is left or the import is stopped. Idempotent, also in two processes."""
    vocabulary = titles.Vocabulary.of_the_house()
    while _import_chunk(batch_pk, vocabulary):
        pass


def _lock(batch_pk, state) -> CatalogueImport | None:
    return CatalogueImport.objects.select_for_update(of=("self",)).filter(pk=batch_pk, state=state).first()


@transaction.atomic
def _import_chunk(batch_pk, vocabulary) -> bool:
    """Import the next rows under the lock of the import; return whether there can be more.

    Titles, rows and counter are saved in one transaction, so a killed process has imported a whole chunk or nothing.
    """
    batch = _lock(batch_pk, _STATE.RUNNING)
    if batch is None:
        return False
    rows = list(batch.rows.to_import(batch.adds_copies).order_by("line")[:CHUNK])
    if not rows:
        _finish(batch)
        return False
    copies.lock_numbers()
    if batch.adds_copies:
        known = ExistingTitles.of([Record.from_json(row.fields) for row in rows])
        lock_all(titles=[title.pk for row in rows if (title := known.find(Record.from_json(row.fields)))])
    with postponed():
        for row in rows:
            _import_row(row, batch, vocabulary)
            row.done_at = clock.now()
    ImportRow.objects.bulk_update(rows, ["verdict", "reason", "done_at"])
    CatalogueImport.objects.filter(pk=batch.pk).update(rows_done=F("rows_done") + len(rows))
    return True


def _finish(batch):
    batch.state = _STATE.DONE
    batch.rows_total = batch.rows_done
    batch.save(update_fields=["state", "rows_total"])
    ImportFile.objects.filter(batch=batch).delete()


def _import_row(row, batch, vocabulary):
    """Add the title of a row, or a copy of the existing one; store a refusal in the row."""
    record = Record.from_json(row.fields)
    existing = ExistingTitles.of([record]).find(record)
    try:
        if existing is None:
            titles.add(record, vocabulary.medium_of(record) or batch.medium, vocabulary)
        elif batch.adds_copies:
            copies.add(existing, max(record.copies, 1), shelf=record.shelf, number=record.number)
        else:
            row.verdict, row.reason = _VERDICT.HERE, _("Der Titel ist schon im Katalog.")
    except (titles.TitleExists, copies.NumberTaken) as error:
        row.verdict = _VERDICT.WRONG
        row.reason = _("Nicht übernommen: %(why)s") % {"why": error}
