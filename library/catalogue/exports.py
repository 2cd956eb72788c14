"""The stock as a file: CSV for spreadsheets, MARCXML for other catalogues. It names no patron."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from pymarc import Field, Indicators, Leader, Subfield
from pymarc import Record as MarcRecord
from pymarc.marcxml import record_to_xml

from kasch_site.common.export.csv import CONTENT_TYPE, csv_file
from kasch_site.common.export.download import download
from kasch_site.common.text.plaintext import printable
from library.models import Copy, Title

from .records.language_codes import bibliographic_code

_CHUNK = 500
_MARC_TYPES = {"AudioBook": "i", "Audiobook": "i", "Movie": "g", "Game": "r"}


def export(user, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Return the stock as a download, "csv" or "marcxml". Raise `PermissionDenied` if the user may not see it."""
    if not user.has_perms(["library.view_title", "library.view_copy"]):
        raise PermissionDenied
    if kind == "csv":
        return download(csv_file(rows()), CONTENT_TYPE, "bestand.csv")
    answer = StreamingHttpResponse(marcxml(), content_type="application/marcxml+xml")
    answer["Content-Disposition"] = content_disposition_header(True, "bestand.xml")
    return answer


def rows() -> Iterator[list]:
    """Yield the headings, then a row for each copy in stock; the import understands them."""
    yield [
        _("Nummer auf dem Etikett"), _("Titel"), _("Untertitel"), _("Wer es geschrieben hat"), _("ISBN"), _("Art"),
        _("Sprachen"), _("Themen"), _("Reihe"), _("Band"), _("Verlag"), _("Jahr"), _("Alter von"), _("Alter bis"),
        _("Was dazugehört"), _("Regal"), _("Zustand"), _("da seit"),
    ]  # fmt: skip
    copies = Copy.objects.in_stock().select_related("title__medium").order_by("number")
    for copy in copies.prefetch_related("title__languages", "title__subjects").iterator(chunk_size=_CHUNK):
        title = copy.title
        yield [
            copy.number, title.title, title.subtitle, title.authors, title.isbn, title.medium.name,
            "; ".join(language.code for language in title.languages.all()),
            "; ".join(subject.name for subject in title.subjects.all()),
            title.series, title.volume, title.publisher, title.year or "",
            "" if title.age_from is None else title.age_from, "" if title.age_until is None else title.age_until,
            title.parts, copy.shelf, copy.get_state_display(), copy.added_on.isoformat(),
        ]  # fmt: skip


def marcxml() -> Iterator[bytes]:
    """Yield a collection of MARC records, one for each title."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n'
    titles = Title.objects.select_related("medium").prefetch_related("languages", "subjects", "copies").order_by("pk")
    for title in titles.iterator(chunk_size=_CHUNK):
        yield record_to_xml(_marc(title)) + b"\n"
    yield b"</collection>\n"


def _marc(title) -> MarcRecord:
    kind = _MARC_TYPES.get(title.medium.schema_type, "a")
    record = MarcRecord(leader=Leader(f"00000n{kind}m a2200000 c 4500"))
    _add(record, "020", ("a", title.isbn))
    for language in title.languages.all():
        _add(record, "041", ("a", bibliographic_code(language.code)))
    first, *others = title.author_names or [""]
    _add(record, "100", ("a", first), ("4", "aut" if first else ""), indicator="0")
    _add(record, "245", ("a", title.title), ("b", title.subtitle), indicator="0")
    _add(record, "264", ("b", title.publisher), ("c", str(title.year or "")))
    _add(record, "490", ("a", title.series), ("v", title.volume if title.series else ""), indicator="0")
    _add(record, "520", ("a", title.description))
    if title.age_from is not None:
        _add(record, "521", ("a", _("ab %(age)d Jahre") % {"age": title.age_from}))
    for subject in title.subjects.all():
        _add(record, "653", ("a", subject.name))
    for name in others:
        _add(record, "700", ("a", name), ("4", "aut"), indicator="0")
    for copy in title.copies.all():
        _add(record, "852", ("c", copy.shelf), ("p", copy.number))
    return record


def _add(record, tag, *subfields, indicator=" "):
    fields = [Subfield(code, text) for code, value in subfields if (text := printable(value))]
    if fields:
        record.add_field(Field(tag, Indicators(indicator, " "), fields))
