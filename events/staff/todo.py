"""Open tasks of events for the admin's start page, and first steps of a new installation."""

from datetime import timedelta

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Category, Event, Occurrence, Series
from kasch_site.common import clock
from kasch_site.common.sections import FirstStep, Todo

LOOK_AHEAD = timedelta(weeks=8)
# Days before the start of a month when its plan is printed.
PRINTED_BEFORE = 10


def todo(user) -> list[Todo]:
    """Return the tasks this user has permission for; empty without any event, which is a first step."""
    if not Event.objects.exists():
        return []
    return [item for permission, find in _CHECKS if user.has_perm(permission) for item in find()]


def _dates_without_place():
    now = clock.now()
    missing = Occurrence.objects.upcoming(now).planned().without_place().filter(starts_at__lt=now + LOOK_AHEAD)
    count = missing.count()
    if count:
        text = ngettext(
            "Bei einem Termin der nächsten acht Wochen fehlt Raum oder Ort.",
            "Bei %(count)d Terminen der nächsten acht Wochen fehlt Raum oder Ort.",
            count,
        ) % {"count": count}
        yield Todo(text, _dates("ort=fehlt"), urgent=True, count=count)


def _empty_month():
    today = clock.today()
    month = clock.next_month(today)
    start, end = clock.month_bounds(month.year, month.month)
    if Occurrence.objects.visible(end).planned().filter(starts_at__gte=start, starts_at__lt=end).exists():
        return
    text = _("Im %(month)s %(year)d gibt es noch keinen Termin.") % {"month": MONTHS[month.month], "year": month.year}
    address = _dates(f"zeit=alle&monat={month:%Y-%m}")
    yield Todo(text, address, urgent=(month - today).days <= PRINTED_BEFORE)


def _ending():
    for series in Series.objects.ending_soon().select_related("event"):
        text = _("„%(event)s“: Die Serie endet am %(day)s. Geht es weiter?") % {
            "event": series.event,
            "day": f"{series.last_slot.day}. {MONTHS[series.last_slot.month]}",
        }
        yield Todo(text, reverse("admin:events_event_change", args=[series.event_id]))


def _drafts():
    count = Event.objects.drafts().count()
    if count:
        text = ngettext("Eine Veranstaltung ist ein Entwurf.", "%(count)d Veranstaltungen sind Entwürfe.", count) % {
            "count": count
        }
        yield Todo(text, _events("status__exact=draft"), count=count)


def _never_dated():
    count = Event.objects.without_dates().count()
    if count:
        text = ngettext(
            "Eine veröffentlichte Veranstaltung hat keinen Termin und steht in keinem Plan.",
            "%(count)d veröffentlichte Veranstaltungen haben keinen Termin und stehen in keinem Plan.",
            count,
        ) % {"count": count}
        yield Todo(text, _events("termine=nie"), count=count)


def _undescribed_pictures():
    count = Event.objects.with_undescribed_picture().count()
    if count:
        text = ngettext(
            "Das Bild einer Veranstaltung hat keine Beschreibung.",
            "Die Bilder von %(count)d Veranstaltungen haben keine Beschreibung.",
            count,
        ) % {"count": count}
        yield Todo(text, _events("bild=stumm"), count=count)


def _dates(query):
    return f"{reverse('admin:events_occurrence_changelist')}?{query}"


def _events(query):
    return f"{reverse('admin:events_event_changelist')}?{query}"


_CHECKS = [
    ("events.change_occurrence", _dates_without_place),
    ("events.add_event", _empty_month),
    ("events.change_event", _ending),
    ("events.change_event", _drafts),
    ("events.change_event", _never_dated),
    ("events.change_event", _undescribed_pictures),
]


def first_steps() -> list[FirstStep]:
    """Return the first steps: categories, then the first event."""
    return [
        FirstStep(
            gettext_lazy("Die Kategorien der Veranstaltungen eintragen: zum Beispiel Bewegung, Basteln, Lesen"),
            reverse("admin:events_category_add"),
            Category.objects.exists(),
        ),
        FirstStep(
            gettext_lazy("Die erste Veranstaltung eintragen"), reverse("admin:events_event_add"), Event.objects.exists()
        ),
    ]
