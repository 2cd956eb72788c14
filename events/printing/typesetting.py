"""Typesetting of content as a tagged PDF (PDF/UA-1) with typst. Uses no request and no database."""

import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import drawings, glyphs
from .fitting import attempts, fits_for_certain
from .formats import Format, Sheet
from .printable_text import NO_BREAK_SPACE

TEMPLATE = Path(__file__).with_name("plan.typ").read_bytes()
_ONE_LINE = b'#set document(title: "-")\n#set text(font: "Libertinus Serif")\n#sys.inputs.text'
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


def compiled(template: bytes, plan: dict, day: date, **inputs: str) -> bytes:
    """Compile a typst template with its data (`sys.inputs.plan`, as JSON) to a tagged PDF of that day.

    Compiles once; a second and third time only if no font has a glyph for a character.
    """
    plan_json = json.dumps(plan, ensure_ascii=False)
    for made_showable in (
        lambda: plan_json,
        lambda: glyphs.with_printable_glyphs(plan_json, _can_typeset),
        lambda: glyphs.plain(plan_json),
    ):
        try:
            return _run(template, day, plan=made_showable(), **inputs)
        except typst.TypstError as error:
            refused = error
            if not glyphs.is_about_glyphs(error):
                break
    raise refused


def _can_typeset(text) -> bool:
    try:
        _run(_ONE_LINE, date(2000, 1, 1), text=text)
    except typst.TypstError:
        return False
    return True


def _run(template, day, **inputs):
    return typst.compile(
        template,
        font_paths=fonts(),
        sys_inputs=inputs,
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=int(datetime.combine(day, time(), tzinfo=UTC).timestamp()),
    )


@cache
def fonts():
    """Return the fonts of typst, extended with system fonts for other scripts."""
    return typst.Fonts(include_system_fonts=True)
