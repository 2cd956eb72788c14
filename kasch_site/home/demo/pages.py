"""The staff's own pages. Their texts lie in `texts/`; a marked blank is what only the association knows."""

from dataclasses import dataclass
from pathlib import Path

from kasch_site.pages.models import Page

TEXTS = Path(__file__).parent / "texts"
MAIN, TOP, FOOTER, LEGAL = Page.Place.MAIN, Page.Place.TOP, Page.Place.FOOTER, Page.Place.LEGAL


@dataclass(frozen=True)
class Sheet:
    text: str  # the file in texts/, and the address where none is named
    title: str
    summary: str
    menu: str = Page.Place.NOWHERE
    menu_name: str = ""
    role: str = ""
    language: str = "de"


SHEETS = [
    Sheet(
        "beratung-im-haus",
        "Beratung im Haus",
        "Arbeit, Geld, Wohnen, Recht: Wir hören zu und helfen weiter, kostenlos und vertraulich.",
        FOOTER,
    ),
    Sheet("mitmachen", "Mitmachen", "Eine Stunde im Monat oder eine eigene Idee: So sind Sie dabei.", MAIN),
    Sheet("ueber-uns", "Über uns", "Wer das Haus betreibt und was das Quartiermanagement tut.", MAIN),
    Sheet(
        "leichte-sprache",
        "Das Bürger-Zentrum in Leichter Sprache",
        "Das Wichtigste, leicht zu lesen.",
        TOP,
        "Leichte Sprache",
    ),
    Sheet(
        "stadtteilzeitung",
        "KaSch, die Stadtteilzeitung",
        "Der Bürgerreport zwischen Kaßberg und Schloßchemnitz.",
        FOOTER,
        "Stadtteilzeitung KaSch",
    ),
    Sheet("impressum", "Impressum", "Wer für diese Website verantwortlich ist.", LEGAL, role=Page.Role.IMPRINT),
    Sheet("datenschutz", "Datenschutz", "Was wir über Sie erfahren, und was nicht.", LEGAL, role=Page.Role.PRIVACY),
    Sheet(
        "barrierefreiheit",
        "Barrierefreiheit",
        "Was geht, was noch nicht geprüft ist und wie Sie ein Hindernis melden.",
        LEGAL,
        role=Page.Role.ACCESSIBILITY,
    ),
    Sheet(
        "haftungsausschluss",
        "Haftungsausschluss",
        "Was für unsere Texte und für Links gilt.",
        LEGAL,
        role=Page.Role.DISCLAIMER,
    ),
    Sheet(
        "welcome-en",
        "Welcome to the neighbourhood centre",
        "A house for everyone: meet people, learn, get advice.",
        role=Page.Role.WELCOME,
        language="en",
    ),
    Sheet(
        "welcome-uk",
        "Ласкаво просимо до громадського центру",
        "Дім для всіх: зустрічі, навчання, поради.",
        role=Page.Role.WELCOME,
        language="uk",
    ),
    Sheet(
        "welcome-ar",
        "مرحبًا بكم في مركز المواطنين",
        "بيت للجميع: لقاء وتعلّم ومشورة.",
        role=Page.Role.WELCOME,
        language="ar",
    ),
]


def write():
    """Publish the pages, in the order in which the menus show them."""
    for order, sheet in enumerate(SHEETS):
        Page.objects.create(
            title=sheet.title,
            slug="" if sheet.role == Page.Role.WELCOME else sheet.text,
            language=sheet.language,
            summary=sheet.summary,
            body=(TEXTS / f"{sheet.text}.html").read_text(encoding="utf-8"),
            menu=sheet.menu,
            menu_name=sheet.menu_name,
            order=order,
            role=sheet.role,
            status=Page.Status.PUBLISHED,
        )
