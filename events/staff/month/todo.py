"""Reminders to prepare a month, and of errors on a printed plan."""

from datetime import timedelta

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Occurrence
from events.planning.addresses import assistant_url
from events.planning.printed_plans import last_edition, since_print
from events.staff.todo import PRINTED_BEFORE
from kasch_site.common import clock
from kasch_site.common.sections import Todo


def todo(user) -> list[Todo]:
    """Return reminders for next month's unprinted plan when due, and for changes since this month's printing."""
    if not user.has_perms(("events.change_occurrence", "events.add_printedplan")):
        return []
    return [*_not_printed(), *_has_changed()]


def _not_printed():
    today = clock.today()
    month = clock.next_month(today)
    start, end = clock.month_bounds(month.year, month.month)
    is_time = month - today <= timedelta(days=PRINTED_BEFORE)
    if is_time and last_edition(month) is None and Occurrence.objects.between(start, end).exists():
        text = _("Der Plan für %(month)s ist noch nicht gedruckt.") % {"month": MONTHS[month.month]}
        yield Todo(text, assistant_url(month))


def _has_changed():
    this_month = clock.today().replace(day=1)
    for month in (this_month, clock.next_month(this_month)):
        since = since_print(month)
        upcoming = [each for each in since.differences if _is_upcoming(each)] if since else []
        if upcoming:
            text = ngettext(
                "Seit dem Druck des Plans für %(month)s hat sich ein Termin geändert. Hängen Sie das Blatt dazu aus.",
                "Seit dem Druck des Plans für %(month)s haben sich %(count)d Termine geändert. "
                "Hängen Sie das Blatt dazu aus.",
                len(upcoming),
            ) % {"month": MONTHS[month.month], "count": len(upcoming)}
            yield Todo(text, f"{assistant_url(month)}#drucken", count=len(upcoming))


def _is_upcoming(difference):
    return any(row.end > clock.now() for row in (difference.before, difference.after) if row)
