"""The change sheet to display beside a printed plan, as a tagged PDF (PDF/UA-1)."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.planning.change_words import by_day, lines
from events.planning.printed_plans import SincePrint
from kasch_site.common.text.time_words import month_in_words
from kasch_site.house.building import Building
from kasch_site.house.contrast import readable

from . import drawings, printable_text
from .cached_plans import digest, kept
from .typesetting import compiled

TEMPLATE = Path(__file__).with_name("change_sheet.typ").read_bytes()
# Entries longer than this number of characters may break across pages.
_CERTAINLY_FITS = 500


def content(month: date, since: SincePrint, here: Building, address: str) -> dict:
    """Return the text of the sheet except its date; `address` is the URL of the page with the same list."""
    name = printable_text.fitted(here.house.name) if here.house else ""
    printed = date_format(timezone.localdate(since.printed_at), "j. F Y")
    heading = _("Geändert seit dem Druck")
    return {
        "language": translation.get_language().partition("-")[0],
        "title": f"{heading}: {month_in_words(month)}",
        "heading": heading,
        "month": _("Monatsplan %(month)s") % {"month": month_in_words(month)},
        "author": printable_text.clean(here.house.operator) if here.house else "",
        "house": name,
        "ink": _ink(here),
        "printed": _kept_together(_("Plan gedruckt am %(day)s") % {"day": printed}),
        "online": {
            "url": address,
            "shown": printable_text.fitted(
                address.partition("://")[2].replace("/", f"/{printable_text.ZERO_WIDTH_SPACE}")
            ),
            "words": _("Immer aktuell:"),
            "alt": _("QR-Code zu dieser Adresse: %(address)s") % {"address": address},
        },
        "days": [{"name": name, "lines": [_line(line) for line in found]} for name, found in by_day(lines(since))],
        "nothing": _("Der gedruckte Plan stimmt. Es hat sich nichts geändert."),
        "sample": _("Mit Beispieldaten") if settings.IS_DEMO else "",
        "running": f"{heading}: {month_in_words(month)}",
        "page": _("Seite %(page)s von %(pages)s") % {"page": "\0", "pages": "\0"},
    }


def sheet(found: dict, today: date) -> bytes:
    """Return the sheet with this content as a PDF; typeset it if it is not cached."""
    return kept(f"changes-{digest(TEMPLATE, found)}", lambda: _typeset(found, today))


def _typeset(found, today):
    complete = {
        **found,
        "as_of": _kept_together(_("Stand: %(day)s") % {"day": date_format(today, "j. F Y")}),
        "online": {**found["online"], "qr": drawings.qr_svg(found["online"]["url"])},
        "page": found["page"].split("\0"),
    }
    return compiled(TEMPLATE, complete, today)


def _line(line):
    said = " ".join(line.sentences)
    texts = [printable_text.fitted(text) for text in (line.title, said)]
    return {
        "title": texts[0],
        "hour": printable_text.fitted(line.hour),
        "tag": line.tag,
        "off": line.is_off,
        "words": texts[1],
        "solid": sum(map(printable_text.widest, texts)) <= _CERTAINLY_FITS,
    }


def _kept_together(text):
    return text.replace(" ", printable_text.NO_BREAK_SPACE)


def _ink(here):
    sign = here.signs.get("events")
    return readable(sign.colour_light, ["#ffffff"]) if sign else "#000000"
