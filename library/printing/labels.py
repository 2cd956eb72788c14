"""Labels and cards as a PDF with a bar code each, readable by a scanner from paper printed at 203 dpi."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from kasch_site.common.printing.compiling import compile_pdf
from kasch_site.common.printing.printable_text import clean
from kasch_site.house.building import Building
from library.catalogue.records.cleaning import fit
from library.models.numbers import serial_of

from . import codes
from .sheets import Sheet

TEMPLATE = Path(__file__).with_name("labels.typ").read_bytes()
MAX_LABELS = 500
# A label printer and an old laser printer have 8 dots in a millimetre: bars of whole dots stay equally wide.
DOT = 0.125
_MODULE = 3 * DOT
_SMALLEST_MODULE = 2 * DOT
_MARGIN = 2.0
_LETTER = 1.9  # the width of a bold letter in millimetres, on average and a little more
_LOW, _HIGH = 20, 32  # heights of labels with one line of the heading, and with three


@dataclass(frozen=True)
class Label:
    """The content of a label: its number, a heading and a line below, which can be empty."""

    number: str
    heading: str = ""
    line: str = ""


def of_copies(copies) -> list[Label]:
    """Return the labels of copies, with title and place."""
    return [Label(copy.number, copy.title.title, str(copy.place)) for copy in copies]


def of_cards(cards) -> list[Label]:
    """Return labels for cards, with the names of the patrons; without a name for blank cards."""
    return [Label(card.number, card.patron.name if card.patron else "", _("Leseausweis")) for card in cards]


def blank(numbers: list[str]) -> list[Label]:
    """Return labels printed ahead, with numbers that are not assigned to copies yet."""
    return [Label(number) for number in numbers]


def labels_pdf(labels: list[Label], sheet: Sheet, start: int, building: Building, today: date) -> bytes:
    """Return the labels on sheets, the first one at position `start` (from 1), as a tagged PDF (PDF/UA-1)."""
    if not 1 <= start <= sheet.places or not 1 <= len(labels) <= MAX_LABELS:
        raise ValueError("There are no labels, too many, or no such place on the sheet.")
    return compile_pdf(TEMPLATE, content(labels, sheet, start, building), today)


def content(labels: list[Label], sheet: Sheet, start: int, building: Building) -> dict:
    """Return texts, measures and bars for the PDF template."""
    house = building.house
    name = clean(house.short_name or house.name) if house else ""
    pages: list[list[dict]] = []
    for place, label in enumerate(labels, start=start - 1):
        while len(pages) <= place // sheet.places:
            pages.append([])
        left, top = sheet.corner(place)
        pages[-1].append({"left": left, "top": top, **_drawn(label, sheet)})
    return {
        "language": translation.get_language().partition("-")[0],
        "title": _("Etiketten"),
        "author": clean(house.operator) if house else "",
        "house": name,
        "width": sheet.width,
        "height": sheet.height,
        "margin": _MARGIN,
        "low": sheet.height < _LOW,
        "pages": pages,
    }


def _lines(sheet) -> int:
    if sheet.height < _LOW:
        return 1
    return 2 if sheet.height < _HIGH else 3


def _drawn(label, sheet) -> dict:
    modules, bars = codes.bars(label.number)
    letters = int((sheet.width - 2 * _MARGIN) / _LETTER)
    module = _MODULE
    while module > _SMALLEST_MODULE and (modules + 2 * codes.QUIET_ZONE_MODULES) * module > sheet.width:
        module -= DOT
    return {
        "heading": fit(clean(label.heading), letters * _lines(sheet)),
        "line": fit(clean(label.line), letters),
        "number": _("Nr. %(serial)d") % {"serial": serial_of(label.number)},
        "digits": label.number,
        "module": module,
        "modules": modules,
        "bars": bars,
    }
