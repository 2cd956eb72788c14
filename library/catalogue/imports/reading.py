"""Read an imported file in the background, and classify each of its records."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.common.text.german_order import sort_key
from kasch_site.worker.jobs import job
from library.catalogue.records.cleaning import fit
from library.catalogue.records.marc_files import Entry
from library.catalogue.records.record import Record
from library.models import CatalogueImport, ImportFile, ImportRow, Title

from .entries import join
from .entries import read as read_file
from .limits import MAX_BYTES, NotReadable

CHUNK = 500
_STATE, _VERDICT = CatalogueImport.State, ImportRow.Verdict
_MAX_REASON = ImportRow._meta.get_field("reason").max_length


@transaction.atomic
def start(file_name: str, content: bytes) -> CatalogueImport:
    """Store an uploaded file and enqueue its reading. Raise `NotReadable` if it is too large."""
    if len(content) > MAX_BYTES:
        raise NotReadable(_("Die Datei ist größer als 20 MB. Bitte teilen Sie sie."))
    batch = CatalogueImport.objects.create(file_name=fit(file_name, 120), started_at=clock.now())
    ImportFile.objects.create(batch=batch, content=content)
    read.enqueue(batch.pk)
    return batch


@transaction.atomic
def correct(batch: CatalogueImport, meanings: list[str]) -> bool:
    """Read a table again with these meanings of its columns. Return False if its import has begun."""
    batch = _locked(batch.pk)
    if batch.state not in (_STATE.PREVIEW, _STATE.READING) or len(meanings) != len(batch.headings):
        return False
    batch.meanings, batch.state = meanings, _STATE.READING
    batch.save()
    read.enqueue(batch.pk)
    return True


@job(gettext_lazy("Datei mit Titeln lesen"))
def read(batch_pk: int) -> None:
    """Read the file of an import and write its rows. Idempotent: rows of a killed run are replaced."""
    batch = CatalogueImport.objects.filter(pk=batch_pk, state=_STATE.READING).select_related("file").first()
    if batch is None:
        return
    try:
        file = read_file(bytes(batch.file.content), batch.meanings)
    except NotReadable as error:
        _fail(batch, str(error))
        return
    rows = _checked_entries(join(file.entries))
    with transaction.atomic():
        if not _is_still_read(batch):
            return
        batch.rows.all().delete()
    for start_at in range(0, len(rows), CHUNK):
        with transaction.atomic():
            if not _is_still_read(batch):
                return
            chunk = [each.as_row(batch) for each in rows[start_at : start_at + CHUNK]]
            ImportRow.objects.bulk_create(chunk, ignore_conflicts=True)
    with transaction.atomic():
        if _is_still_read(batch):
            fields = {"headings": file.headings, "meanings": file.meanings, "state": _STATE.PREVIEW}
            CatalogueImport.objects.filter(pk=batch.pk).update(**fields)


def _locked(batch_pk) -> CatalogueImport:
    return CatalogueImport.objects.select_for_update(of=("self",)).get(pk=batch_pk)


def _is_still_read(batch) -> bool:
    """Lock the import; return whether it still waits for these rows, with the same meanings of columns."""
    return (
        CatalogueImport.objects.select_for_update(of=("self",))
        .filter(pk=batch.pk, state=_STATE.READING, meanings=batch.meanings)
        .exists()
    )


@transaction.atomic
def _fail(batch, reason):
    CatalogueImport.objects.filter(pk=batch.pk, state=_STATE.READING).update(
        state=_STATE.FAILED, reason=fit(reason, 300)
    )
    ImportFile.objects.filter(batch=batch).delete()


@dataclass
class _CheckedEntry:
    """An entry with its verdict."""

    entry: Entry
    verdict: str
    reason: str

    def as_row(self, batch) -> ImportRow:
        record, cells = self.entry.record, self.entry.cells
        fields = record.as_json() if record else {ImportRow.CELLS: cells} if cells else {}
        return ImportRow(
            batch=batch,
            line=self.entry.line,
            verdict=self.verdict,
            reason=fit(self.reason, _MAX_REASON),
            fields=fields,
        )


def _checked_entries(entries: list[Entry]) -> list[_CheckedEntry]:
    """Return each entry with its verdict: new, existing (in the catalogue or above in the file), or wrong."""
    rows: list[_CheckedEntry] = []
    seen: dict[tuple, int] = {}
    for start_at in range(0, len(entries), CHUNK):
        chunk = entries[start_at : start_at + CHUNK]
        here = ExistingTitles.of([entry.record for entry in chunk if entry.record])
        rows += [_verdict(entry, here, seen) for entry in chunk]
    return rows


def _verdict(entry, here, seen) -> _CheckedEntry:
    if entry.record is None:
        return _CheckedEntry(entry, _VERDICT.HERE if entry.is_part else _VERDICT.WRONG, entry.reason)
    if here.find(entry.record) is not None:
        return _CheckedEntry(entry, _VERDICT.HERE, _("Der Titel ist schon im Katalog."))
    # Records with an ISBN are compared by it, others by their content.
    identity = (entry.record.isbn,) if entry.record.isbn else ("", *signature(entry.record))
    earlier = seen.setdefault(identity, entry.line)
    if earlier != entry.line:
        return _CheckedEntry(entry, _VERDICT.HERE, _("Wie Zeile %(line)d.") % {"line": earlier})
    return _CheckedEntry(entry, _VERDICT.NEW, " ".join(entry.record.notes))


def signature(record: Record | Title) -> tuple:
    """Return the key by which titles without ISBN are compared."""
    texts = (record.title, record.subtitle, record.authors, record.volume, record.publisher)
    return (*(sort_key(text) for text in texts), record.year)


@dataclass
class ExistingTitles:
    """Titles of the catalogue that can match the records of a file."""

    by_isbn: dict[str, Title]
    by_signature: dict[tuple, Title]

    @classmethod
    def of(cls, records: list[Record]) -> "ExistingTitles":
        """Load the titles in two queries."""
        isbns = [isbn for record in records for isbn in record.isbns]
        keys = [sort_key(record.title)[:250] for record in records]
        by_isbn = {title.isbn: title for title in Title.objects.filter(isbn__in=isbns)} if isbns else {}
        return cls(by_isbn, {signature(title): title for title in Title.objects.filter(sort_title__in=keys)})

    def find(self, record: Record) -> Title | None:
        """Return the title of a record by ISBN, or by `signature` if one of the two has no ISBN."""
        for isbn in record.isbns:
            if isbn in self.by_isbn:
                return self.by_isbn[isbn]
        same = self.by_signature.get(signature(record))
        return None if same is None or (same.isbn and record.isbn) else same
