"""Typesetting of the month sheet as a tagged PDF (PDF/UA-1). Uses no request and no database."""

from datetime import date
from functools import cache
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.printing import drawings
from events.printing.cached_plans import cached_or_made, digest
from kasch_site.common.printing.compiling import compile_pdf
from kasch_site.common.printing.printable_text import NO_BREAK_SPACE

# The template of each form, and its smallest type in points; all templates begin with `common.typ`.
FORMS = {"a4": ("sheet", 9.5), "gross": ("large", 16), "a3": ("poster", 12)}


@cache
def template(form: str) -> bytes:
    """Return the template of a form of the sheet."""
    here = Path(__file__).parent
    return b"\n".join((here / f"{name}.typ").read_bytes() for name in ("common", FORMS[form][0]))


def finished_sheet(content: dict, form: str, today: date) -> bytes:
    """Return the sheet with this content in this form as a PDF; typeset it if it is not cached.

    Its "Stand" is the day of typesetting, as `cached_plans` says.
    """
    key = f"sheet-{form}-{digest(template(form), content)}"
    return cached_or_made(key, lambda: typeset_sheet(content, form, today))


def typeset_sheet(content: dict, form: str, day: date) -> bytes:
    """Return the sheet as a PDF dated `day`; equal arguments return equal bytes."""
    plan = {**_complete(content, day), "smallest": FORMS[form][1]}
    return compile_pdf(template(form), plan, day)


def _complete(content, day):
    """Add the date, the drawings and the sentences with gaps, which only paper needs."""
    words = {name: text.split("\0") if "\0" in text else text for name, text in content["words"].items()}
    lead = content["highlight"]
    if lead:
        picture = lead["picture"]
        svg = drawings.logo_svg(picture["file"], drawings.PICTURE_DOTS) if picture else ""
        lead = {**lead, "picture": {"svg": svg, "alt": picture["alt"]} if svg else None}
    return {
        **content,
        "words": words,
        "highlight": lead,
        "as_of": (_("Stand: %(day)s") % {"day": date_format(day, "j. F Y")}).replace(" ", NO_BREAK_SPACE),
        "online": {**content["online"], "qr": drawings.qr_svg(content["online"]["url"])},
        "funders": [drawings.with_logo(funder) for funder in content["funders"]],
    }
