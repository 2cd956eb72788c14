"""The installed sections, and what they offer together."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import TypeVar

from django.conf import settings

from kasch_site.common.text.german_order import sort_key

from .base import Section
from .calendar import CalendarProvider, PlanCorrection, PlanCorrectionProvider
from .entry import Entry
from .personal_data import PersonalDataProvider

Provider = TypeVar("Provider")


@cache
def sections() -> tuple[Section, ...]:
    """Return the installed sections in reading order."""
    return tuple(import_module(path).section for path in settings.SECTIONS)


def section(key: str) -> Section | None:
    """Return the section with that key, or None if it is not installed."""
    return next((candidate for candidate in sections() if candidate.key == key), None)


def providers(kind: type[Provider]) -> tuple[Provider, ...]:
    """Return the installed sections that provide this (`CalendarProvider`, `StaffProvider`, …), in reading order."""
    return tuple(candidate for candidate in sections() if isinstance(candidate, kind))


def entries(start: datetime, end: datetime, *, group: str | None = None) -> list[Entry]:
    """Return entries of all sections in [start, end), by start, all-day entries first, then by title."""
    all_entries = [
        entry for provider in providers(CalendarProvider) for entry in provider.entries(start, end, group=group)
    ]
    return sorted(all_entries, key=lambda entry: (entry.starts_at, not entry.all_day, sort_key(entry.title), entry.key))


def plan_corrections(month: date) -> list[PlanCorrection]:
    """Return corrections to the printed plan of the month that begins on `month`."""
    return [change for provider in providers(PlanCorrectionProvider) for change in provider.plan_corrections(month)]


def models_with_personal_data() -> list[str]:
    """Return the labels of models that store personal data, or whose pages in the administration show some."""
    stored = [label for provider in providers(PersonalDataProvider) for label in provider.personal_models]
    shown = [label for candidate in sections() for label in candidate.models_showing_personal_data]
    return [*stored, *shown]
