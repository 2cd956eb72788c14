"""The month sheet as plain data for the templates in this folder."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _

from events.printing.content import contact, empty_words, funder, online, print_colour
from events.printing.lines import has_all_facts
from kasch_site.common.printing.printable_text import clean, fitted
from kasch_site.common.sections import Entry, PlanProvider, providers
from kasch_site.common.text.time_words import month_in_words
from kasch_site.house.building import Building, section_name
from kasch_site.house.opening.week import week

from .parts import MonthSheet, month_sheet
from .texts import SheetTexts


def sheet_content(
    month: date,
    entries: Iterable[Entry],
    building: Building,
    site: str,
    *,
    highlight_key: str = "",
    picture: dict | None = None,
) -> dict:
    """Return the sheet of the month that begins on `month`, for all forms. `site` is the base URL of the website.

    `highlight_key` is the key of the highlighted entry, `picture` the file and the alternative text of its picture, if
    any. Excludes the day of printing, so that equal content means an equal sheet.
    """
    entries, house = list(entries), building.house
    sheet = month_sheet(month, entries, building.periods, highlight_key=highlight_key)
    own = [entry for entry in entries if entry.app == "events"]
    only_exceptions = bool(own) and has_all_facts(own)
    texts = SheetTexts(month, only_exceptions=only_exceptions)
    return {
        **_frame(month, building),
        "online": online(site, month),
        "highlight": {**texts.highlight(sheet.highlight), "picture": picture} if sheet.highlight else None,
        "specials": [texts.dated(each) for each in sheet.specials],
        "monthly": [texts.dated(each) for each in sheet.monthly],
        "changes": [texts.change(each) for each in sheet.changes],
        "closures": [texts.closure(each) for each in sheet.closures],
        "week": [
            {"name": str(WEEKDAYS[number]), "rows": [texts.row(row) for row in rows]}
            for number, rows in enumerate(sheet.week)
        ],
        "blocks": _blocks(sheet, building, texts),
        "empty": empty_words(house) if sheet.is_empty else "",
        "words": _words(house, only_exceptions=only_exceptions, has_closures=bool(sheet.closures)),
    }


def _frame(month, building) -> dict:
    """Return everything but the dates: title, name, contact and opening hours of the house, operator and funders."""
    house = building.house
    title = _("Monatsplan %(month)s") % {"month": month_in_words(month)}
    name = fitted(house.name) if house else ""
    return {
        "language": translation.get_language().partition("-")[0],
        "title": f"{title} – {name}" if name else title,
        "running": " · ".join(part for part in (title, fitted(house.short_name) if house else "") if part),
        "author": clean(house.operator) if house else "",
        "house": name,
        "month": [str(MONTHS[month.month]), str(month.year)],
        "ink": print_colour(building, "events"),
        "contact": contact(house),
        "hours": _hours(month),
        "number": fitted(house.house_number) if house else "",
        "sample": _("Mit Beispieldaten") if settings.IS_DEMO else "",
        "operator": _("Träger: %(operator)s") % {"operator": fitted(house.operator)} if house else "",
        "funders": [funder(each) for each in building.funders],
    }


def _hours(month):
    """Return the opening hours of the house on one line: "geöffnet Mo–Do 9–18 Uhr, Fr 9–14 Uhr"; "" without any."""
    lines = ", ".join(f"{line.days} {line.hours}" for line in week(month))
    return _("Geöffnet: %(hours)s") % {"hours": lines} if lines else ""


def _blocks(sheet: MonthSheet, building, texts) -> list[dict]:
    """Return a block for each other section that has hours or notes for the sheet, in reading order."""
    notes = {each.key: each.plan_notes(sheet.month) for each in providers(PlanProvider)}
    names = {each.key: str(each.name) for each in providers(PlanProvider)}
    blocks = []
    for key in dict.fromkeys((*names, *sheet.sections)):
        hours = texts.hours(sheet.sections.get(key, []))
        rows = [*hours, *({"label": fitted(each.label), "text": fitted(each.text)} for each in notes.get(key, []))]
        if rows:
            name = fitted(section_name(key, names.get(key, key)))
            blocks.append({"name": name, "ink": print_colour(building, key), "rows": rows})
    spoken = texts.languages([row for rows in sheet.week for row in rows])
    return [*blocks, {"name": _("In anderen Sprachen"), "ink": "#000000", "rows": spoken}] if spoken else blocks


def _words(house, *, only_exceptions, has_closures) -> dict:
    """Return the fixed texts of the sheet."""
    ways = [_("am Empfang"), *([_("am Telefon %(phone)s") % {"phone": house.phone}] if house and house.phone else [])]
    return {
        "specials": _("Besonderes in diesem Monat"),
        "monthly": _("Einmal im Monat"),
        "changes": _("Anders als sonst"),
        "closures": _("Geschlossen"),
        "during_closures": _("Dann entfällt, was es jede Woche gibt. Ausnahmen stehen dabei: „auch am …“.")
        if has_closures
        else "",
        "sign_up": _("Anmelden"),
        "ways": fitted(_("%(ways)s oder auf der Website.") % {"ways": ", ".join(ways)})[:1].upper()
        + fitted(_("%(ways)s oder auf der Website.") % {"ways": ", ".join(ways)})[1:],
        "legend": _("Wo nichts anderes steht: kostenlos, ohne Anmeldung, ohne Stufen.") if only_exceptions else "",
        "week": _("Jede Woche"),
        "hours_note": _("Alle Zeiten in Uhr. Eine Zahl mit Punkt ist ein Tag in diesem Monat."),
        "always": _("Immer aktuell:"),
        "over": _("Auf der Rückseite: jede Woche"),
        "more": _("und %(count)s weitere: siehe Plan") % {"count": "\0"},
        "further": _("%(count)s weitere Termine stehen auf einem zweiten Blatt.") % {"count": "\0"},
        "further_heading": _("Weitere Termine"),
        "page": _("Seite %(page)s von %(pages)s") % {"page": "\0", "pages": "\0"},
    }
