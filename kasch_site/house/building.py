"""The house's records in one piece, read once for each change instead of once for each request."""

from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property

from django.db.models import CharField, Value
from django.db.models.functions import Cast

from kasch_site.common.caching.versions import per_version

from .models import Funder, House, OpeningHours, RoomSign, SpecialPeriod

# Every page asks for the days around today; whoever asks for more days than these reads through the list.
MOST_DAYS_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of a weekday (Monday is 0); `closes` not after `opens` means the next day."""

    weekday: int
    opens: time
    closes: time
    valid_from: date | None
    valid_until: date | None

    def is_valid_on(self, day):
        """Whether they belong to the plan of the week that holds on that day, whatever weekday it is."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    def holds_on(self, day):
        """Whether the house opens by them on that very day."""
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

    def covers(self, day):
        return self.first_day <= day <= self.last_day

    @property
    def length(self):
        """How many days after the first the last one is; a timedelta."""
        return self.last_day - self.first_day


@dataclass(frozen=True)
class Building:
    """What pages want to know about the house; `house` is None as long as nobody has entered it."""

    house: House | None
    hours: tuple[Hours, ...]
    periods: tuple[Period, ...]
    funders: tuple[Funder, ...]
    signs: dict[str, RoomSign]
    _special: dict[date, list[Period]] = field(default_factory=dict, compare=False, repr=False)

    def periods_on(self, day, *kinds):
        """Special periods of these kinds (all kinds if none is named) that cover the day."""
        special = self._special.get(day)
        if special is None:
            special = [period for period in self.periods if period.first_day <= day <= period.last_day]
            if len(self._special) < MOST_DAYS_REMEMBERED:
                self._special[day] = special
        return [period for period in special if not kinds or period.kind in kinds]

    def hours_on(self, day) -> list[tuple[time, time]]:
        """Opening and closing times that count on the day; closing not after opening means the next day.

        A closing day comes before everything. Other hours replace those of the week, and open the house on a public
        holiday; of two periods of other hours the shorter is the more particular and holds.
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
        return [(hours.opens, hours.closes) for hours in self.hours if hours.holds_on(day)]

    def closed_because(self, day) -> str:
        """Why the house does not open on the day: the name of the closing or of the holiday; empty if it is neither."""
        if self.hours_on(day):
            return ""
        reasons = self.periods_on(day, "closed") or self.periods_on(day, "public")
        return reasons[0].name if reasons else ""

    @cached_property
    def has_hours(self):
        """Whether anybody has recorded when the house opens."""
        return bool(self.hours) or any(period.kind == "hours" for period in self.periods)

    @cached_property
    def name(self):
        return self.house.name if self.house else ""


@per_version("house")
def building() -> Building:
    """The house as it is recorded now."""
    hours, periods = _hours_and_periods()
    return Building(
        house=House.objects.first(),
        hours=hours,
        periods=periods,
        funders=tuple(Funder.objects.select_related("logo")),
        signs={sign.key: sign for sign in RoomSign.objects.all()},
    )


def _hours_and_periods():
    """Both tables in one query: a weekday in the place of a kind tells them apart."""
    kind = Cast("weekday", CharField())
    weekly = OpeningHours.objects.order_by().annotate(kind=kind, name=Value("", CharField()))
    special = SpecialPeriod.objects.order_by()
    rows = weekly.values_list("kind", "name", "valid_from", "valid_until", "opens", "closes").union(
        special.values_list("kind", "name", "first_day", "last_day", "opens", "closes"), all=True
    )
    hours, periods = [], []
    for row_kind, name, first, last, opens, closes in rows:
        if row_kind.isdigit():
            hours.append(Hours(int(row_kind), opens, closes, first, last))
        else:
            periods.append(Period(row_kind, name, first, last, opens, closes))
    hours.sort(key=lambda each: (each.weekday, each.opens))
    periods.sort(key=lambda each: (each.first_day, each.kind))
    return tuple(hours), tuple(periods)


def sign_name(key, default):
    """The name of a part of the website as the house calls it."""
    sign = building().signs.get(key)
    return sign.name if sign else default
