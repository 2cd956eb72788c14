"""Texts about the opening hours of the library."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.text.time_words import hours_in_words
from kasch_site.house.building import building
from library.circulation.loans.due_dates import LOOK_AHEAD, SECTION


def opening_today() -> str:
    """Return today's hours: "Heute 14–18 Uhr", or when it opens next; "" if no hours are recorded."""
    today = clock.today()
    hours = _hours_on(today)
    if hours:
        return _("Heute %(hours)s") % {"hours": hours}
    for ahead in range(1, LOOK_AHEAD):
        day = today + timedelta(days=ahead)
        hours = _hours_on(day)
        if hours:
            values = {"day": date_format(day, _("l, j. F")), "hours": hours}
            return _("Heute geschlossen, wieder am %(day)s, %(hours)s") % values
    return ""


def _hours_on(day):
    return ", ".join(hours_in_words(*each) for each in building().section_hours_on(SECTION, day))
