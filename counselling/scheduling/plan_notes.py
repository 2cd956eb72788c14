"""Notes about counselling on the sheet of the month, in addition to the walk-in hours."""

from datetime import date

from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.sections import PlanNote

from .walk_in_hours import released_topics


def plan_notes(month: date) -> list[PlanNote]:
    """Return the published topics, for which people book appointments; usually without a query."""
    names = [topic.name for topic in released_topics() if topic.is_published(clock.now())]
    return [PlanNote(_("Mit Termin, kostenlos und vertraulich"), " · ".join(names))] if names else []
