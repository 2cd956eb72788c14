"""The new books as lines for the printed newspaper."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.sections import PressNote
from library.models import Title

# An issue comes every two months; a column has room for so many lines.
NEW_FOR = relativedelta(months=2)
MAX_LINES = 20


def press_notes(month: date) -> list[PressNote]:
    """Return the titles that came in the two months before `month` and until now, the newest first; in one query."""
    since = min(month, clock.today()) - NEW_FOR
    titles = Title.objects.published().filter(added_on__gte=since).select_related("medium").newest()
    # Two editions of a book are one line.
    lines = tuple(dict.fromkeys(_line(title) for title in titles[:MAX_LINES]))
    return [PressNote(_("Neu in der Bibliothek"), lines)] if lines else []


def _line(title):
    authors = ", ".join(title.author_names)
    named = f"{authors}: {title.title}" if authors else title.title
    return f"{named} ({title.medium.name})"
