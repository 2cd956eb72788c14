"""The days that differ from the week, as the page of the opening hours shows them."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.text.time_words import days_in_words, hours_in_words
from kasch_site.house.models import ClosingDay, OtherHours, PublicHoliday, SchoolHoliday

_KINDS = [
    (ClosingDay, _("Geschlossene Tage"), _("Schließtag eintragen")),
    (OtherHours, _("Tage mit anderer Öffnungszeit"), _("Andere Öffnungszeit eintragen")),
    (PublicHoliday, _("Feiertage"), _("Feiertag eintragen")),
    (SchoolHoliday, _("Schulferien"), _("Ferien eintragen")),
]
MAX_LINES = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A period with a link to its form."""

    name: str
    days: str
    hours: str
    url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """Current and future periods of one kind; `add_url` is empty without the permission to add."""

    heading: str
    lines: list[Line]
    has_more: bool
    list_url: str
    add_url: str
    add_label: str


def special_days_by_kind(user, today: date) -> list[Kind]:
    """Return the kinds that a user may see, each with its next periods."""
    return [_kind(user, today, *kind) for kind in _KINDS if user.has_perm(f"house.view_{kind[0]._meta.model_name}")]


def _kind(user, today, model, heading, add_label):
    name = model._meta.model_name
    periods = list(model.objects.filter(last_day__gte=today).order_by("first_day", "name")[: MAX_LINES + 1])
    return Kind(
        heading=heading,
        lines=[_line(period, name) for period in periods[:MAX_LINES]],
        has_more=len(periods) > MAX_LINES,
        list_url=reverse(f"admin:house_{name}_changelist"),
        add_url=reverse(f"admin:house_{name}_add") if user.has_perm(f"house.add_{name}") else "",
        add_label=add_label,
    )


def _line(period, name):
    hours = hours_in_words(period.opens, period.closes) if period.opens else ""
    days = days_in_words(period.first_day, period.last_day)
    return Line(period.name, days, hours, reverse(f"admin:house_{name}_change", args=[period.pk]))
