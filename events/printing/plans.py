"""The plan of a month in one of its forms, from current data."""

from datetime import date

from events.planning.highlights import highlight_of
from kasch_site.common import clock
from kasch_site.common.sections import Entry, entries
from kasch_site.house.building import building

from .cached_plans import finished_plan
from .content import content
from .formats import LIST_KEY
from .sheet.content import sheet_content
from .sheet.typesetting import finished_sheet


def plan_pdf(month: date, form: str, site: str) -> bytes:
    """Return the plan of the month that begins on `month` as a PDF; `form` is one of `formats.FORMATS`.

    `site` is the base URL of the website, "https://…".
    """
    month_entries = entries(*clock.month_bounds(month.year, month.month))
    if form == LIST_KEY:
        return finished_plan(content(month, month_entries, building(), site), clock.today())
    return finished_sheet(current_sheet(month, month_entries, site), form, clock.today())


def current_sheet(month: date, month_entries: list[Entry], site: str) -> dict:
    """Return the content of the month sheet with the highlight that staff have chosen."""
    chosen = highlight_of(month)
    if chosen is None:
        return sheet_content(month, month_entries, building(), site)
    picture = chosen.occurrence.event.picture
    shown = {"file": picture.file.name, "alt": picture.alt or chosen.occurrence.shown_title} if picture else None
    highlight_key = f"events:{chosen.occurrence.uid.hex}"
    return sheet_content(month, month_entries, building(), site, highlight_key=highlight_key, picture=shown)
