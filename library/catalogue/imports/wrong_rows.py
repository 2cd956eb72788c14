"""The rejected rows of an import as a table, to correct and upload again."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from library.models import CatalogueImport, ImportRow

from .headings import IGNORED, MEANINGS


def table(batch: CatalogueImport) -> Iterator[list]:
    """Yield the headings, then each rejected row: its line in the file, the reason, and its cells.

    The import understands the headings, so that a corrected table can be uploaded.
    """
    meanings = [meaning for meaning in MEANINGS if meaning != IGNORED]
    yield [_("Zeile der Datei"), _("Warum"), *(MEANINGS[meaning] for meaning in meanings)]
    for row in batch.rows.filter(verdict=ImportRow.Verdict.WRONG).order_by("line").iterator(chunk_size=500):
        cells = row.fields.get(ImportRow.CELLS) or _cells_of_record(row.fields)
        yield [row.line, row.reason, *(cells.get(meaning, "") for meaning in meanings)]


def _cells_of_record(fields) -> dict:
    """Return the cells of a valid record that could not be imported."""
    texts = {name: "; ".join(value) if isinstance(value, list) else value for name, value in fields.items()}
    return {**texts, "isbn": "; ".join(fields.get("isbns", []))}
