"""Describe schedule rules in German: "Wohngeld: mittwochs 9–12 Uhr, alle 20 Minuten, Zimmer 2, ab 1. Januar 2027"."""

from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kasch_site.common.text.time_words import hours_in_words

_ON_WEEKDAYS = [
    gettext_lazy("montags"),
    gettext_lazy("dienstags"),
    gettext_lazy("mittwochs"),
    gettext_lazy("donnerstags"),
    gettext_lazy("freitags"),
    gettext_lazy("samstags"),
    gettext_lazy("sonntags"),
]


def sentence(hours) -> str:
    """Return the complete rule as one sentence."""
    topics = " · ".join(topic.name for topic in hours.topics.all())
    parts = [
        _rhythm(hours),
        _length(hours),
        hours.room.name if hours.room else "",
        _kept_back(hours),
        _validity(hours),
    ]
    words = ", ".join(part for part in parts if part)
    return f"{topics}: {words}" if topics else words


def _rhythm(hours):
    when = f"{_ON_WEEKDAYS[hours.weekday]} {hours_in_words(hours.starts, hours.ends)}"
    if hours.every_weeks == 1:
        return when
    return _("alle %(weeks)d Wochen %(when)s") % {"weeks": hours.every_weeks, "when": when}


def _length(hours):
    if hours.kind == hours.Kind.WALK_IN:
        return _("ohne Termin")
    return _("alle %(minutes)d Minuten") % {"minutes": hours.minutes}


def _kept_back(hours):
    if not hours.urgent or hours.kind == hours.Kind.WALK_IN:
        return ""
    words = ngettext("der letzte für Eilige", "die letzten %(count)d für Eilige", hours.urgent)
    return words % {"count": hours.urgent}


def _validity(hours):
    first = _("ab %(day)s") % {"day": _day(hours.valid_from)}
    return f"{first} {_('bis %(day)s') % {'day': _day(hours.valid_until)}}" if hours.valid_until else first


def _day(day: date) -> str:
    return f"{day.day}. {MONTHS[day.month]} {day.year}"
