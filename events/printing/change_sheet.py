"""The change sheet to display beside a printed plan, as a tagged PDF (PDF/UA-1)."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.planning.change_descriptions import by_day, lines
from events.planning.printed_plans import ChangesSincePrint
from kasch_site.common.printing import printable_text
from kasch_site.common.printing.compiling import compile_pdf
from kasch_site.common.text.time_words import month_in_words
from kasch_site.house.building import Building
from kasch_site.house.contrast import readable

from . import drawings
from .cached_plans import cached_or_made, digest

TEMPLATE = Path(__file__).with_name("change_sheet.typ").read_bytes()
# Entries longer than this number of characters may break across pages.
_CERTAINLY_FITS = 500


def content(month: date, since: ChangesSincePrint, building: Building, address: str) -> dict:
    """Return the text of the sheet except its date; `address` is the URL of the page with the same list."""
    name = printable_text.fitted(building.house.name) if building.house else ""
    printed = date_format(timezone.localdate(since.printed_at), "j. F Y")
    heading = _("Geändert seit dem Druck")
    return {
        "language": translation.get_language().partition("-")[0],
        "title": f"{heading}: {month_in_words(month)}",
        "heading": heading,
        "month": _("Monatsplan %(month)s") % {"month": month_in_words(month)},
        "author": printable_text.clean(building.house.operator) if building.house else "",
        "house": name,
        "ink": _ink(building),
        "printed": _unbreakable(_("Plan gedruckt am %(day)s") % {"day": printed}),
        "online": {
            "url": address,
            "shown": printable_text.fitted(
                address.partition("://")[2].replace("/", f"/{printable_text.ZERO_WIDTH_SPACE}")
            ),
            "words": _("Immer aktuell:"),
            "alt": _("QR-Code zu dieser Adresse: %(address)s") % {"address": address},
        },
        "days": [
            {"name": name, "lines": [_line(line) for line in lines_of_day]}
            for name, lines_of_day in by_day(lines(since))
        ],
        "nothing": _("Der gedruckte Plan stimmt. Es hat sich nichts geändert."),
        "sample": _("Mit Beispieldaten") if settings.IS_DEMO else "",
        "running": f"{heading}: {month_in_words(month)}",
        "page": _("Seite %(page)s von %(pages)s") % {"page": "\0", "pages": "\0"},
    }


def sheet(sheet_content: dict, today: date) -> bytes:
    """Return the sheet with this content as a PDF; typeset it if it is not cached."""
    return cached_or_made(f"changes-{digest(TEMPLATE, sheet_content)}", lambda: _typeset(sheet_content, today))


def _typeset(sheet_content, today):
    complete = {
        **sheet_content,
        "as_of": _unbreakable(_("Stand: %(day)s") % {"day": date_format(today, "j. F Y")}),
        "online": {**sheet_content["online"], "qr": drawings.qr_svg(sheet_content["online"]["url"])},
        "page": sheet_content["page"].split("\0"),
    }
    return compile_pdf(TEMPLATE, complete, today)


def _line(line):
    sentences = " ".join(line.sentences)
    texts = [printable_text.fitted(text) for text in (line.title, sentences)]
    return {
        "title": texts[0],
        "hour": printable_text.fitted(line.hour),
        "tag": line.tag,
        "is_cancelled": line.is_cancelled,
        "words": texts[1],
        "solid": sum(map(printable_text.widest, texts)) <= _CERTAINLY_FITS,
    }


def _unbreakable(text):
    return text.replace(" ", printable_text.NO_BREAK_SPACE)


def _ink(building):
    appearance = building.appearances.get("events")
    return readable(appearance.colour_light, ["#ffffff"]) if appearance else "#000000"
