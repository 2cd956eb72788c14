"""Describe schedule rules in German: "Wohngeld: mittwochs 9–12 Uhr, alle 20 Minuten, Zimmer 2, ab 1. Januar 2027"."""

from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common.text.time_words import ON_WEEKDAYS, hours_in_words


def sentence(rule) -> str:
    """Return the complete rule as one sentence."""
    topics = " · ".join(topic.name for topic in rule.topics.all())
    parts = [
        _recurrence(rule),
        _length(rule),
        rule.room.name if rule.room else "",
        _urgent_slots(rule),
        _validity(rule),
    ]
    text = ", ".join(part for part in parts if part)
    return f"{topics}: {text}" if topics else text


def _recurrence(rule):
    when = f"{ON_WEEKDAYS[rule.weekday]} {hours_in_words(rule.starts, rule.ends)}"
    if rule.every_weeks == 1:
        return when
    return _("alle %(weeks)d Wochen %(when)s") % {"weeks": rule.every_weeks, "when": when}


def _length(rule):
    if rule.kind == rule.Kind.WALK_IN:
        return _("ohne Termin")
    return _("alle %(minutes)d Minuten") % {"minutes": rule.minutes}


def _urgent_slots(rule):
    if not rule.urgent or rule.kind == rule.Kind.WALK_IN:
        return ""
    text = ngettext("der letzte für Eilige", "die letzten %(count)d für Eilige", rule.urgent)
    return text % {"count": rule.urgent}


def _validity(rule):
    first = _("ab %(day)s") % {"day": _day(rule.valid_from)}
    return f"{first} {_('bis %(day)s') % {'day': _day(rule.valid_until)}}" if rule.valid_until else first


def _day(day: date) -> str:
    return f"{day.day}. {MONTHS[day.month]} {day.year}"
