"""Compiling of a typst template to a tagged PDF (PDF/UA-1). Uses no request and no database."""

import json
from datetime import UTC, date, datetime, time
from functools import cache

import typst

from . import glyphs

_ONE_LINE = b'#set document(title: "-")\n#set text(font: "Libertinus Serif")\n#sys.inputs.text'


def compile_pdf(template: bytes, plan: dict, day: date, **inputs: str) -> bytes:
    """Compile a typst template with its data (`sys.inputs.plan`, as JSON) to a tagged PDF of that day.

    Compiles once; a second and third time only if no font has a glyph for a character.
    """
    plan_json = json.dumps(plan, ensure_ascii=False)
    for prepared in (
        lambda: plan_json,
        lambda: glyphs.with_printable_glyphs(plan_json, _can_typeset),
        lambda: glyphs.plain(plan_json),
    ):
        try:
            return _run(template, day, plan=prepared(), **inputs)
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
