"""Typesetting of the complete list as a tagged PDF (PDF/UA-1). Uses no request and no database."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kasch_site.common.printing.compiling import compile_pdf
from kasch_site.common.printing.printable_text import NO_BREAK_SPACE

from . import drawings
from .fitting import certainly_fits
from .formats import LIST

TEMPLATE = Path(__file__).with_name("plan.typ").read_bytes()


def typeset(content: dict, day: date) -> bytes:
    """Return the list as a PDF dated `day`; equal arguments return equal bytes."""
    measures = json.dumps({**asdict(LIST), "surely_fits": certainly_fits(content["days"], LIST)})
    return compile_pdf(TEMPLATE, _complete(content, day), day, sheet=measures)


def _complete(content, day):
    """Add the date, the drawings and the parts of "Seite 1 von 3", which only paper needs."""
    return {
        **content,
        "as_of": (_("Stand: %(day)s") % {"day": date_format(day, "j. F Y")}).replace(" ", NO_BREAK_SPACE),
        "online": {**content["online"], "qr": drawings.qr_svg(content["online"]["url"])},
        "page": content["page"].split("\0"),
        "funders": [drawings.with_logo(funder) for funder in content["funders"]],
    }
