"""The content of the complete list as plain data for `plan.typ`, and shared facts about the house."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from events.calendar.months import month_url
from events.calendar.notes import notes_on, periods_overlapping
from kasch_site.common.clock import next_month
from kasch_site.common.printing import printable_text
from kasch_site.common.sections import Entry
from kasch_site.common.text.time_words import long_weekday, month_in_words
from kasch_site.house.building import Building
from kasch_site.house.contrast import readable

from .lines import Lines


def content(month: date, entries: Iterable[Entry], building: Building, site: str) -> dict:
    """Return the plan of the month that begins on `month`. `site` is the base URL of the website, "https://…".

    Excludes the day of printing, so that equal content means an equal plan.
    """
    house, entries = building.house, list(entries)
    name = printable_text.fitted(house.name) if house else ""
    plan_title = _("Monatsplan %(month)s") % {"month": month_in_words(month)}
    return {
        "language": translation.get_language().partition("-")[0],
        "title": f"{plan_title} – {name}" if name else plan_title,
        "author": printable_text.clean(house.operator) if house else "",
        "house": name,
        "month": month_in_words(month),
        "ink": print_colour(building, "events"),
        "contact": contact(house),
        "online": online(site, month),
        "days": _days(month, entries, building.periods, Lines()),
        "empty": empty_words(house),
        "sample": _("Mit Beispieldaten") if settings.IS_DEMO else "",
        "running": " · ".join(
            part for part in (plan_title, printable_text.fitted(house.short_name) if house else "") if part
        ),
        "page": _("Seite %(page)s von %(pages)s") % {"page": "\0", "pages": "\0"},
        "operator": _("Träger: %(operator)s") % {"operator": printable_text.fitted(house.operator)} if house else "",
        "funders": [funder(each) for each in building.funders],
    }


def print_colour(building: Building, key: str) -> str:
    """Return the colour of a section, darkened for legibility on paper."""
    appearance = building.appearances.get(key)
    return readable(appearance.colour_light, ["#ffffff"]) if appearance else "#000000"


def contact(house) -> list[str]:
    """Return street, phone and stop of the house (a record or None), each as a text."""
    if house is None:
        return []
    street = ", ".join(part for part in (house.street, f"{house.postal_code} {house.city}".strip()) if part)
    phones = [
        printable_text.fitted(number).replace(" ", printable_text.NO_BREAK_SPACE)
        for number in (house.phone, house.mobile)
        if number
    ]
    parts = [
        printable_text.fitted(street),
        _("Telefon: %(phone)s") % {"phone": _(" oder ").join(phones)} if phones else "",
        _("Haltestelle: %(stop)s") % {"stop": printable_text.fitted(house.stop)} if house.stop else "",
    ]
    return [part for part in parts if part]


def online(site: str, month: date) -> dict:
    """Return the address of the month on the website, and the texts around it."""
    address = site + month_url(reverse("events:list"), month)
    shown = printable_text.fitted(
        address.partition("://")[2].replace("/", f"/{printable_text.ZERO_WIDTH_SPACE}").strip("\u200b")
    )
    return {
        "url": address,
        "shown": shown,
        "words": _("Immer aktuell:"),
        "alt": _("QR-Code zu dieser Adresse: %(address)s") % {"address": address},
    }


def empty_words(house) -> str:
    """Return the text of the plan of a month without entries."""
    if house and house.phone:
        return _("Für diesen Monat steht noch nichts im Kalender. Rufen Sie uns gern an: %(phone)s") % {
            "phone": printable_text.fitted(house.phone)
        }
    return _("Für diesen Monat steht noch nichts im Kalender.")


def funder(record) -> dict:
    """Return the text and the logo of a funder."""
    logo = {"file": record.logo.file.name, "alt": record.logo.alt or record.name} if record.logo else None
    return {"text": printable_text.fitted(record.text or record.name), "logo": logo}


def _days(month, entries, periods, lines):
    """Return the days on which entries begin; entries continued from the previous month are on the first."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(max(timezone.localdate(entry.starts_at), month), []).append(entry)
    near = periods_overlapping(periods, month, next_month(month) - timedelta(days=1))
    return [
        {
            "name": _("%(weekday)s, %(day)s. %(month)s")
            % {"weekday": long_weekday(day), "day": day.day, "month": MONTHS[day.month]},
            "notes": " · ".join(
                printable_text.fitted(note.text)
                for note in notes_on(day, near, begins=day == month, entries=rows_of_day)
            ),
            "entries": _lines_of(rows_of_day, day, near, lines),
        }
        for day, rows_of_day in sorted(by_day.items())
    ]


def _lines_of(entries, day, periods, lines):
    """Return a line for each entry; entries cancelled by a closure share one line, because the day gives the reason."""
    closed = {period.name for period in periods if period.kind == "closed" and period.covers(day)}
    cancelled_by_closure = [entry for entry in entries if entry.is_cancelled and entry.reason in closed]
    others = [lines.line(entry, day) for entry in entries if entry not in cancelled_by_closure]
    return [lines.cancelled_by_closure(cancelled_by_closure, day), *others] if cancelled_by_closure else others
