"""Open tasks of registration for the admin's start page."""

from django.urls import reverse
from django.utils.translation import ngettext

from events.models import OccurrenceCapacity
from events.registration.statistics.attendance import number_to_count
from kasch_site.common import clock
from kasch_site.common.sections import Todo


def todo(user) -> list[Todo]:
    """Return dates with a waitlist and dates without attendance; only those the user has permission for."""
    tasks = []
    if user.has_perm("events.change_registration"):
        tasks += _with_waitlist()
    if user.has_perm("events.change_headcount"):
        tasks += _uncounted()
    return tasks


def _with_waitlist():
    count = OccurrenceCapacity.objects.with_waitlist(clock.now()).count()
    if count:
        text = ngettext(
            "Bei einem Termin wartet jemand auf einen Platz.",
            "Bei %(count)d Terminen wartet jemand auf einen Platz.",
            count,
        )
        yield Todo(text % {"count": count}, reverse("admin:events_registration_changelist"), count=count)


def _uncounted():
    count = number_to_count()
    if count:
        text = ngettext(
            "Ein Termin der letzten Wochen ist noch nicht gezählt.",
            "%(count)d Termine der letzten Wochen sind noch nicht gezählt.",
            count,
        )
        yield Todo(text % {"count": count}, reverse("admin:registration_count"), count=count)
