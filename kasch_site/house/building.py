"""A snapshot of the house's records, read once per change instead of once per request."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from django.db.models import CharField, DateTimeField, F, Value
from django.db.models.functions import Cast

from kasch_site.common.caching.versions import per_version

from .models import Funder, House, OpeningHours, SectionAppearance, SpecialPeriod

# Days indexed in advance, because every page needs those around today; other days are searched in the list.
MAX_CACHED_DAYS = 1000


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of a weekday (Monday is 0); `closes` not after `opens` means the next day.

    `section` is the key of the section that has them; "" is the whole house.
    """

    weekday: int
    opens: time
    closes: time
    valid_from: date | None
    valid_until: date | None
    section: str = ""

    def is_valid_on(self, day):
        """Return whether they belong to the weekly plan valid on that day, for any weekday."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    def applies_on(self, day):
        """Return whether they apply on that very day."""
        return self.weekday == day.weekday() and self.is_valid_on(day)


@dataclass(frozen=True, slots=True)
class Period:
    """A special period; see `SpecialPeriod`."""

    kind: str
    name: str
    first_day: date
    last_day: date
    opens: time | None
    closes: time | None
    changed_at: datetime | None = None

    def covers(self, day):
        return self.first_day <= day <= self.last_day

    @property
    def length(self):
        """Return the number of days from the first to the last one, as a timedelta."""
        return self.last_day - self.first_day


@dataclass(frozen=True)
class Building:
    """The house's records as pages need them; `house` is None if there is no record yet."""

    house: House | None
    hours: tuple[Hours, ...]
    periods: tuple[Period, ...]
    funders: tuple[Funder, ...]
    appearances: dict[str, SectionAppearance]
    section_hours: tuple[Hours, ...] = ()
    _periods_by_day: dict[date, list[Period]] = field(default_factory=dict, compare=False, repr=False)

    def periods_on(self, day, *kinds):
        """Return the special periods of these kinds (by default all) that cover the day."""
        special = self._periods_by_day.get(day)
        if special is None:
            special = [period for period in self.periods if period.first_day <= day <= period.last_day]
            if len(self._periods_by_day) < MAX_CACHED_DAYS:
                self._periods_by_day[day] = special
        return [period for period in special if not kinds or period.kind in kinds]

    def hours_on(self, day) -> list[tuple[time, time]]:
        """Return the opening and closing times of the day; closing not after opening means the next day.

        A closing day takes precedence over everything. Other hours replace the weekly ones, also on a public holiday;
        of two overlapping periods of other hours the shorter one applies.
        """
        special = self.periods_on(day)
        kinds = {period.kind for period in special}
        if "closed" in kinds:
            return []
        if "hours" in kinds:
            other = [period for period in special if period.kind == "hours"]
            shortest = min(period.length for period in other)
            return [(period.opens, period.closes) for period in other if period.length == shortest]
        if "public" in kinds:
            return []
        return [(hours.opens, hours.closes) for hours in self.hours if hours.applies_on(day)]

    def section_hours_on(self, section, day) -> list[tuple[time, time]]:
        """Return when a section opens on the day, earliest first; without hours of its own, when the house does.

        It opens only while the house does: a closing day closes it, other hours of the house cut its hours.
        """
        own = [hours for hours in self.section_hours if hours.section == section]
        if not own:
            return self.hours_on(day)
        todays = sorted((hours.opens, hours.closes) for hours in own if hours.applies_on(day))
        if not self.has_hours and not self.periods_on(day, "closed", "public"):
            return todays
        both = [
            (max(opens, house_opens), _earlier(closes, house_closes))
            for opens, closes in todays
            for house_opens, house_closes in self.hours_on(day)
        ]
        return [(opens, closes) for opens, closes in both if opens < closes]

    def closing_reason(self, day) -> str:
        """Return the name of the closing day or public holiday on which the house is closed; "" if it is neither."""
        if self.hours_on(day):
            return ""
        reasons = self.periods_on(day, "closed") or self.periods_on(day, "public")
        return reasons[0].name if reasons else ""

    @cached_property
    def has_hours(self):
        """Return whether any opening hours are recorded."""
        return bool(self.hours) or any(period.kind == "hours" for period in self.periods)

    @cached_property
    def name(self):
        return self.house.name if self.house else ""


def _earlier(closes, house_closes):
    """Return the earlier of two closing times on a day; the house's may be past midnight, a section's is not."""
    return closes if house_closes <= time(6) else min(closes, house_closes)


@per_version("house")
def building() -> Building:
    """Return the current snapshot of the house's records."""
    hours, periods = _hours_and_periods()
    return Building(
        house=House.objects.first(),
        hours=tuple(row for row in hours if not row.section),
        section_hours=tuple(row for row in hours if row.section),
        periods=periods,
        funders=tuple(Funder.objects.select_related("logo")),
        appearances={appearance.key: appearance for appearance in SectionAppearance.objects.all()},
    )


def _hours_and_periods():
    """Return both tables in one query; a weekday as the kind marks opening hours, of the section `name`."""
    kind = Cast("weekday", CharField())
    weekly = OpeningHours.objects.order_by().annotate(
        kind=kind, name=F("section"), changed_at=Value(None, DateTimeField())
    )
    special = SpecialPeriod.objects.order_by()
    rows = weekly.values_list("kind", "name", "valid_from", "valid_until", "opens", "closes", "changed_at").union(
        special.values_list("kind", "name", "first_day", "last_day", "opens", "closes", "changed_at"), all=True
    )
    hours, periods = [], []
    for row_kind, name, first, last, opens, closes, changed_at in rows:
        if row_kind.isdigit():
            hours.append(Hours(int(row_kind), opens, closes, first, last, section=name))
        else:
            periods.append(Period(row_kind, name, first, last, opens, closes, changed_at))
    hours.sort(key=lambda row: (row.weekday, row.opens))
    periods.sort(key=lambda row: (row.first_day, row.kind))
    return tuple(hours), tuple(periods)


def section_name(key, default):
    """Return the name of a section as the house has set it."""
    appearance = building().appearances.get(key)
    return appearance.name if appearance else default
