"""Notes about the newspaper on the printed sheet of a month."""

from datetime import date

from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.sections import PlanNote

from .newest import newest


def plan_notes(month: date) -> list[PlanNote]:
    """Return the newest issue with its first articles; usually without a query."""
    there = newest(clock.now())
    if there is None:
        return []
    titles = [there.issue.theme, *(article.title for article in there.articles)]
    label = _("Die neue Ausgabe: %(number)s") % {"number": there.issue.short_name}
    return [PlanNote(label, " · ".join(title for title in titles if title))]
