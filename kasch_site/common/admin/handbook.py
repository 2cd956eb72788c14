"""The handbook for staff: which chapters it has, and how large its pictures are.

Each room says what staff do in it (`AppRoom.handbook`); what belongs to no room stands here. The chapters are German
prose in templates/admin/handbook/, one template each. They are a text and no surface: in another language they would be
written anew, so their sentences are not translated one by one.
"""

from dataclasses import dataclass
from functools import cache

from django.contrib.staticfiles import finders
from django.utils.translation import gettext_lazy as _
from PIL import Image

from kasch_site.common.sections import Chapter, sections

# So many pixels of a picture lie on one of the page, so that it stays sharp on paper.
DENSITY = 2

_FIRST = (Chapter("anmelden", _("Anmelden und die erste Seite"), "admin/handbook/first_page.html"),)
_LAST = (
    Chapter("bilder", _("Bilder und Bildbeschreibungen"), "admin/handbook/pictures.html"),
    Chapter("wer-darf-was", _("Wer darf was? Rollen und Konten"), "admin/handbook/roles.html"),
    Chapter("hilfe", _("Wenn etwas nicht klappt"), "admin/handbook/trouble.html"),
    Chapter("spickzettel", _("Spickzettel: jeden Monat"), "admin/handbook/every_month.html"),
)


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A picture of the administration: where it lies below the static files, and its size on the page in CSS pixels."""

    path: str
    width: int
    height: int


def chapters() -> list[Chapter]:
    """All chapters in reading order: logging in, each room, and what concerns them all."""
    return [*_FIRST, *(chapter for each in sections() for chapter in each.handbook), *_LAST]


@cache
def screenshot(name) -> Screenshot:
    """The picture of that name; FileNotFoundError if nobody has taken it (`python -m tests.handbook_pictures`)."""
    path = f"handbook/{name}.webp"
    file = finders.find(path)
    if not file:
        raise FileNotFoundError(path)
    with Image.open(file) as image:
        width, height = image.size
    return Screenshot(path, round(width / DENSITY), round(height / DENSITY))
