"""Chapters and screenshots of the handbook for staff.

Each section lists its own chapters (`Section.handbook`); general chapters are listed here. Each chapter is a template
with German prose in templates/admin/handbook/. The chapters are documents and not part of the interface: a version in
another language replaces whole templates, so their sentences are not marked for translation.
"""

from dataclasses import dataclass
from functools import cache

from django.contrib.staticfiles import finders
from django.utils.translation import gettext_lazy as _
from PIL import Image

from kasch_site.common.sections import Chapter, sections

# Device pixels for one CSS pixel, so that screenshots are sharp in print.
DENSITY = 2

_FIRST_CHAPTERS = (Chapter("anmelden", _("Anmelden und die erste Seite"), "admin/handbook/first_page.html"),)
_LAST_CHAPTERS = (
    Chapter("bilder", _("Bilder und Bildbeschreibungen"), "admin/handbook/pictures.html", models=("common.picture",)),
    Chapter("wer-darf-was", _("Wer darf was? Rollen und Konten"), "admin/handbook/roles.html"),
    Chapter("hilfe", _("Wenn etwas nicht klappt"), "admin/handbook/troubleshooting.html"),
    Chapter("spickzettel", _("Spickzettel: jeden Monat"), "admin/handbook/every_month.html"),
)


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A screenshot of the admin: its path below the static files, and its size on the page in CSS pixels."""

    path: str
    width: int
    height: int


def chapters() -> list[Chapter]:
    """Return all chapters in reading order: logging in, those of each section, general ones."""
    return [*_FIRST_CHAPTERS, *(chapter for section in sections() for chapter in section.handbook), *_LAST_CHAPTERS]


def is_relevant_to(chapter: Chapter, user) -> bool:
    """Return whether a chapter is about what this account works on; a chapter about nothing special is for all."""
    if not chapter.models and not chapter.permissions:
        return True
    views = [f"{app}.{action}_{name}" for app, name in _model_names(chapter) for action in ("view", "add", "change")]
    return any(user.has_perm(permission) for permission in (*chapter.permissions, *views))


def chapter_for_model(label: str) -> Chapter | None:
    """Return the first chapter about a model, given as "events.event"; None if there is none."""
    return next((chapter for chapter in chapters() if label in chapter.models), None)


def _model_names(chapter):
    return (model.split(".") for model in chapter.models)


@cache
def screenshot(name) -> Screenshot:
    """Return a screenshot by its name. Raise `FileNotFoundError` if missing (`python -m tests.handbook_pictures`)."""
    path = f"handbook/{name}.webp"
    file = finders.find(path)
    if not file:
        raise FileNotFoundError(path)
    with Image.open(file) as image:
        width, height = image.size
    return Screenshot(path, round(width / DENSITY), round(height / DENSITY))
