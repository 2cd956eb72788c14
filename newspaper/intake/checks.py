"""Findings about an uploaded file, shown before staff confirm it: text or scan, tagged or not, size, order."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from newspaper.models import ArchiveFile, Issue

from . import documents, ocr
from .errors import PageFailed
from .proposals import propose

_LARGE = 30 * 1024 * 1024
_PAGES_LOOKED_AT = 3
_FEW_LETTERS = 30  # on the first pages: a scan with a stamp


@dataclass(frozen=True)
class Check:
    """A finding about a file as a sentence, and whether staff should act on it."""

    sentence: str
    is_problem: bool = False


def inspect(path: Path, name: str, today: date) -> dict:
    """Return the fields of an `ArchiveFile` for a PDF: its properties, number and date. Raise `FileRefused`."""
    with tempfile.NamedTemporaryFile() as sanitised:
        facts = documents.sanitise(path, sanitised)
        with documents.Document(Path(sanitised.name)) as document:
            texts = [_text(document, number) for number in range(1, min(facts.page_count, _PAGES_LOOKED_AT) + 1)]
    proposal = propose(name, texts[0], today)
    return {
        "number": proposal.number,
        "year": proposal.year,
        "published_on": proposal.published_on,
        "is_doubtful": proposal.is_doubtful,
        "page_count": facts.page_count,
        "is_tagged": facts.is_tagged,
        "has_text_layer": sum(map(len, texts)) >= _FEW_LETTERS,
    }


def of(file: ArchiveFile) -> list[Check]:
    """Return the findings about a file."""
    return of_all([file])[0]


def of_all(files: Sequence[ArchiveFile]) -> list[list[Check]]:
    """Return the findings about each of these files, in one query."""
    issues = list(Issue.objects.filter(year__in={file.year for file in files} - {None}))
    return [[_text_layer(file), _tags(file), _size(file), *_doubt(file), *_order(file, issues)] for file in files]


def _text(document, number):
    try:
        return document.text(number).text
    except PageFailed:
        return ""


def _text_layer(file):
    if file.has_text_layer:
        return Check(_("Die Seiten haben Text. Man kann sie durchsuchen und vorlesen lassen."))
    if ocr.is_available():
        return Check(_("Die Seiten sind Bilder ohne Text. Wir lesen ihn nach dem Aufnehmen von den Bildern ab."))
    return Check(_("Die Seiten sind Bilder ohne Text. Bitte tippen oder kopieren Sie ihn nach dem Aufnehmen."), True)


def _tags(file):
    if file.is_tagged:
        return Check(_("Das PDF ist barrierefrei ausgezeichnet."))
    return Check(_("Das PDF ist nicht barrierefrei ausgezeichnet. Vorgelesen wird der Text auf der Website."))


def _size(file):
    facts = {"pages": file.page_count, "size": filesizeformat(file.size)}
    if file.size > _LARGE:
        return Check(_("%(pages)d Seiten, %(size)s. Das Herunterladen dauert am Handy lange.") % facts, True)
    return Check(_("%(pages)d Seiten, %(size)s.") % facts)


def _doubt(file):
    if file.is_doubtful:
        yield Check(_("Der Name der Datei und die erste Seite sagen Verschiedenes. Bitte sehen Sie nach."), True)


def _order(file, issues):
    """Yield findings about a number that exists already, and about dates that are not in the order of the numbers."""
    if not (file.number and file.year):
        yield Check(_("Nummer und Jahr stehen nicht in der Datei. Bitte tragen Sie sie ein."), True)
        return
    same_year = [issue for issue in issues if issue.year == file.year]
    if any(issue.number == file.number for issue in same_year):
        yield Check(_("Diese Nummer gibt es schon."), True)
    if file.published_on is None:
        return
    wrong = next((issue for issue in same_year if _is_wrong(issue, file)), None)
    if wrong is not None:
        yield Check(_("Das Datum passt nicht zur Ausgabe %(issue)s. Bitte sehen Sie nach.") % {"issue": wrong}, True)


def _is_wrong(issue, file):
    """Return whether an issue of the same year is on the wrong side of the date of a file."""
    if issue.published_on in (None, file.published_on) or issue.number == file.number:
        return False
    return (issue.number < file.number) != (issue.published_on < file.published_on)
