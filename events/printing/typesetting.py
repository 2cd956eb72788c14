"""Typesetting of the plan as a tagged PDF (PDF/UA-1). Uses no request and no database."""

import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kasch_site.common.printing.compiling import compiled
from kasch_site.common.printing.printable_text import NO_BREAK_SPACE

from . import drawings
from .fitting import attempts, fits_for_certain
from .formats import Format, Sheet

TEMPLATE = Path(__file__).with_name("plan.typ").read_bytes()
_PAGES = re.compile(rb"<xmpTPg:NPages>(\d+)<")


def typeset(content: dict, format_: Format, day: date) -> bytes:
    """Return the plan as a PDF dated `day`; equal arguments return equal bytes."""
    plan = _complete(content, day)
    for enough, sheet in attempts(content, format_.sheets):
        pdf = _compile(plan, sheet, day)
        if pages(pdf) <= enough:
            break
    return pdf


def pages(pdf: bytes) -> int:
    """Return the number of pages of the PDF according to typst."""
    return int(_PAGES.search(pdf)[1])


def _complete(content, day):
    """Add the date, the drawings and the parts of "Seite 1 von 3", which only paper needs."""
    funders = []
    for funder in content["funders"]:
        svg = drawings.logo_svg(funder["logo"]["file"]) if funder["logo"] else ""
        funders.append({**funder, "logo": {"svg": svg, "alt": funder["logo"]["alt"]} if svg else None})
    return {
        **content,
        "as_of": (_("Stand: %(day)s") % {"day": date_format(day, "j. F Y")}).replace(" ", NO_BREAK_SPACE),
        "online": {**content["online"], "qr": drawings.qr_svg(content["online"]["url"])},
        "page": content["page"].split("\0"),
        "funders": funders,
    }


def _compile(plan, sheet: Sheet, day) -> bytes:
    measures = json.dumps({**asdict(sheet), "surely_fits": fits_for_certain(plan["days"], sheet)})
    return compiled(TEMPLATE, plan, day, sheet=measures)
