"""The cost of the PDF plan, as a ratio to a plain table of the same texts with the same typesetter."""

import json
import time
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from statistics import median

from .pages import verdict

ROUNDS = 9
ALLOWED = 2.5
SIZES = (60, 200)
MONTH = date(2026, 12, 1)
SITE = "https://buergerzentrum.example"
# Columns with fixed widths are laid out in one pass; the title column is wide enough for most.
TABLE = b"""#let rows = json(bytes(sys.inputs.rows))
#set text(size: 11pt, lang: "de")
#table(columns: (2fr, 1fr, 3fr, 5fr), ..rows.flatten())"""

TITLES = (
    "Gymnastikgruppe",
    "Nachbarschaftshilfe Nähen",
    "Seminar: Miete und Nebenkosten verstehen",
    "Offene Lesestube",
    "Treffen der Bürgerinitiative",
    "Stadtteilfrühstück",
)


def measure(_environment=None) -> list[str]:
    """Yield a line for each ratio of CPU time, with the limit and whether it is met."""
    import django

    django.setup()
    from events.printing.formats import FORMATS

    return [_compare(rows, format_) for rows in SIZES for format_ in FORMATS]


def _compare(rows, format_):
    """Measure both in turn, each time with new texts: typst caches layouts."""
    plan, table = [], []
    for _round in range(ROUNDS):
        entries = _entries(rows)
        plan.append(_cpu(_plan, entries, format_))
        table.append(_cpu(_table, _table_rows(_with_new_texts(entries))))
    name = f"Plan {format_}, {rows} rows, {min(plan) * 1000:.0f} ms against {min(table) * 1000:.0f} ms"
    return verdict(name, median(plan) / median(table), ALLOWED)


def _cpu(function, *arguments):
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


def _plan(entries, format_):
    from events.printing.formats import LIST_KEY
    from events.printing.sheet.content import sheet_content
    from events.printing.sheet.typesetting import typeset_sheet
    from events.printing.typesetting import typeset

    if format_ == LIST_KEY:
        return typeset(_content(entries), MONTH)
    return typeset_sheet(sheet_content(MONTH, entries, _building(), SITE), format_, MONTH)


def _table(rows):
    import typst

    from kasch_site.common.printing.compiling import fonts

    return typst.compile(TABLE, font_paths=fonts(), format="pdf", sys_inputs={"rows": json.dumps(rows)})


def _table_rows(entries):
    """Return the contents of the plan as table rows."""
    days = _content(entries)["days"]
    return [[day["name"], line["hour"], line["title"], line["words"]] for day in days for line in day["entries"]]


def _content(entries):
    from events.printing.content import content

    return content(MONTH, entries, _building(), SITE)


def _building():
    from kasch_site.house.building import Building
    from kasch_site.house.models import Funder, House

    house = House(
        name="Bürgerzentrum", short_name="Bürgerzentrum", operator="Verein e.V.", street="Am Platz 7",
        postal_code="01234", city="Stadt", phone="0123 456789", stop="Am Platz, Linie 1",
    )  # fmt: skip
    funders = (Funder(name="Stadt", text="Gefördert aus Mitteln der Stadt."),)
    return Building(house=house, hours=(), periods=(), funders=funders, appearances={})


_numbers = count(1)


def _entries(rows):
    """Create ordinary dates in the whole month: a room, a price, sometimes something to bring along."""
    from kasch_site.common.clock import local
    from kasch_site.common.sections import Entry, Facts

    entries = []
    for number in range(rows):
        starts_at = local(MONTH + timedelta(days=number * 31 // rows)) + timedelta(hours=9 + number % 9)
        facts = Facts(
            is_free=True, cost="kostenlos", needs_sign_up=number % 3 == 0, sign_up_note="am Empfang bis zum Tag davor",
            is_step_free=number % 4 != 0, bring_along="Bequeme Kleidung, ein Handtuch" if number % 2 else "",
        )  # fmt: skip
        entries.append(
            Entry(
                key=f"bench:{number}",
                title=f"{TITLES[number % len(TITLES)]} {next(_numbers)}",
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=2),
                url="/",
                app="bench",
                where=f"Raum {next(_numbers)}",
                facts=facts,
                changed_at=starts_at,
            )
        )
    return entries


def _with_new_texts(entries):
    """Return the same dates with new texts of the same length."""
    return [
        replace(entry, title=f"{entry.title.rpartition(' ')[0]} {next(_numbers)}", where=f"Raum {next(_numbers)}")
        for entry in entries
    ]
