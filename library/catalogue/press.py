"""New books as lines for the printed newspaper and for the sheet of the month."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.sections import PlanNote, PressNote
from kasch_site.common.text.isolates import isolated
from library.models import Title

# An issue is printed every two months; `MAX_LINES` fit into a column.
NEW_FOR = relativedelta(months=2)
MAX_LINES = 20
# The sheet of the month comes each month and names a few.
NEW_ON_PLAN, MAX_ON_PLAN = relativedelta(months=1), 5


def press_notes(month: date) -> list[PressNote]:
    """Return the titles added from two months before `month` until now, newest first; in one query."""
    since = min(month, clock.today()) - NEW_FOR
    titles = Title.objects.published().filter(added_on__gte=since).select_related("medium").newest()
    # Two editions of a book are one line.
    lines = tuple(dict.fromkeys(_line(title) for title in titles[:MAX_LINES]))
    return [PressNote(_("Neu in der Bibliothek"), lines)] if lines else []


def plan_notes(month: date) -> list[PlanNote]:
    """Return the newest titles since the month before `month`, as one line; in one query."""
    since = min(month, clock.today()) - NEW_ON_PLAN
    newest = Title.objects.published().filter(added_on__gte=since).newest().values_list("title", flat=True)
    names = dict.fromkeys(newest[: 2 * MAX_ON_PLAN])
    text = " · ".join(isolated(name) for name in [*names][:MAX_ON_PLAN])
    return [PlanNote(_("Neu im Regal"), text)] if text else []


def _line(title):
    authors = ", ".join(title.author_names)
    named = f"{authors}: {title.title}" if authors else title.title
    return f"{named} ({title.medium.name})"
