"""What hangs on the board."""

from dataclasses import dataclass
from datetime import timedelta

from kasch_site.home.models import Notice


@dataclass(frozen=True)
class Sheet:
    title: str
    text: str
    days: int  # how long it still hangs
    link: str = ""
    is_important: bool = False


SHEETS = [
    Sheet(
        "Wir suchen helfende Hände",
        "Für das Sonntagscafé und die Bücherbörse fehlen uns noch Menschen, "
        "die einmal im Monat zwei Stunden mithelfen. "
        "Sagen Sie einfach am Empfang Bescheid oder rufen Sie an.",
        60,
        "/mitmachen/",
        is_important=True,
    ),
    Sheet(
        "Stoffe und Garn gesucht",
        "Die Nachbarschaftshilfe Nähen freut sich über Stoffreste, Reißverschlüsse und Knöpfe. "
        "Abgeben können Sie alles dienstags im Werkraum.",
        35,
    ),
    Sheet(
        "Beitrag für die nächste KaSch",
        "Haben Sie etwas erlebt, das der Stadtteil lesen sollte? "
        "Die Redaktion nimmt Texte und Fotos noch bis zum nächsten Treffen an.",
        21,
        "/gruppen/redaktion-kasch/",
    ),
    Sheet(
        "Handschuh gefunden",
        "Im Foyer liegt ein einzelner grauer Handschuh. Er wartet am Empfang auf Sie.",
        9,
    ),
]


def write(today):
    """Hang the sheets up, as if the oldest had been there for some days."""
    for age, sheet in enumerate(SHEETS):
        Notice.objects.create(
            title=sheet.title,
            text=sheet.text,
            link=sheet.link,
            is_important=sheet.is_important,
            from_day=today - timedelta(days=age),
            until_day=today + timedelta(days=sheet.days),
        )
