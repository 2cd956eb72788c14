"""When things take place in the demo house, counted from the day of loading.

Series carry the year; what happens once is set so many weeks ahead, never on a holiday or a closing day. On exactly
those days a café and a walk take place, so that no day is empty.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from dateutil.relativedelta import relativedelta

from events.models import Occurrence, Series
from events.planning.printed_plans import mark_printed
from events.scheduling import changes
from events.scheduling.generation import add_date, make_dates
from kasch_site.common import clock
from kasch_site.house.models import Room, SpecialPeriod

from . import calendar

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


@dataclass(frozen=True)
class Span:
    """The time that the demo fills, and the days in it on which the house rests."""

    today: date
    first: date
    last: date
    days_of_rest: frozenset[date]

    def working_day(self, weeks, weekday):
        """That weekday so many weeks ahead, or in the first week after in which it is no day of rest."""
        day = calendar.weekday_of_week(self.today, weeks, weekday)
        while day in self.days_of_rest:
            day += timedelta(weeks=1)
        return day


@dataclass(frozen=True)
class Repeats:
    """A series without an end that began well before the first date which is made, on that day of that month."""

    answers: dict
    month: int = 1
    day: int = 1

    def write(self, event, span):
        starts_on = date(span.first.year - 1, self.month, self.day)
        Series.objects.create(event=event, starts_on=starts_on, **self.answers)


def weekly(weekday, starts, ends, *, every=1, **special_days):
    """Every week, or every few weeks; `special_days` are the answers of `Series` for holidays and closing days."""
    return Repeats(_answers(Series.Frequency.WEEKLY, starts, ends, weekday=weekday, interval=every, **special_days))


def monthly(nth, weekday, starts, ends, *, every=1, month=1, **special_days):
    """On the n-th weekday of the month; every few months counted from `month`."""
    answers = {"nth": nth, "weekday": weekday, "interval": every, **special_days}
    return Repeats(_answers(Series.Frequency.MONTHLY, starts, ends, **answers), month)


def yearly(month, day, starts, ends, **special_days):
    """On the same day of each year, whatever weekday it is."""
    answers = {"on_public_holidays": "keep", **special_days}
    return Repeats(_answers(Series.Frequency.YEARLY, starts, ends, **answers), month, day)


def _answers(frequency, starts, ends, **others):
    return {"frequency": frequency, "starts_at": starts, "ends_at": ends, **others}


@dataclass(frozen=True)
class Course:
    """A series that begins next week and ends: after so many times, or after so many months."""

    weekday: int
    starts: time
    ends: time
    every: int = 1
    count: int | None = None
    months: int | None = None

    def write(self, event, span):
        begins = calendar.weekday_of_week(span.today, 1, self.weekday)
        answers = _answers(Series.Frequency.WEEKLY, self.starts, self.ends, weekday=self.weekday, interval=self.every)
        until = begins + relativedelta(months=self.months) if self.months else None
        Series.objects.create(event=event, starts_on=begins, count=self.count, until=until, **answers)


@dataclass(frozen=True)
class Once:
    """A single date so many weeks ahead."""

    weeks: int
    weekday: int
    starts: time
    ends: time

    def write(self, event, span):
        day = span.working_day(self.weeks, self.weekday)
        add_date(event, clock.local(day, self.starts), clock.local(day, self.ends))


@dataclass(frozen=True)
class Exhibition:
    """All day for two weeks from a Monday, and again every so many weeks."""

    first_week: int
    every: int

    def write(self, event, span):
        begins = calendar.weekday_of_week(span.today, self.first_week, MONDAY)
        while begins <= span.last:
            add_date(event, clock.local(begins), clock.local(begins + timedelta(weeks=2)), is_all_day=True)
            begins += timedelta(weeks=self.every)


@dataclass(frozen=True)
class OnDaysOfRest:
    """A date on each holiday and closing day, but for some days of the year and some weekdays."""

    starts: time
    ends: time
    but: frozenset[tuple[int, int]] = frozenset()
    but_weekdays: frozenset[int] = frozenset()

    def write(self, event, span):
        for day in sorted(span.days_of_rest):
            if (day.month, day.day) not in self.but and day.weekday() not in self.but_weekdays:
                add_date(event, clock.local(day, self.starts), clock.local(day, self.ends))


@dataclass(frozen=True)
class Change:
    """What staff did to a date to come: the how-manieth from today, and the verb for it."""

    event: str
    which: int
    verb: object
    arguments: dict = field(default_factory=dict)


def later(occurrence, hours):
    """Move a date by hours on the same day."""
    shift = timedelta(hours=hours)
    changes.move(occurrence, occurrence.starts_at + shift, occurrence.ends_at + shift)


def into(occurrence, room):
    """Move a date into another room of the house."""
    changes.relocate(occurrence, room=Room.objects.get(name=room))


CHANGES = [
    Change("nachbarschaftshilfe-naehen", 3, changes.retitle, {"title": "Nähen: Taschen aus alten Jeans"}),
    Change("familienwerkstatt", 1, changes.retitle, {"title": "Familienwerkstatt: Instrumente bauen"}),
    Change("lesung", 0, changes.retitle, {"title": "Lesung: Geschichten vom Kaßberg"}),
    Change("lesung", 1, changes.retitle, {"title": "Lesung: Gedichte zum Mitnehmen"}),
    Change("lesung", 2, changes.retitle, {"title": "Lesung: Briefe von unterwegs"}),
    Change("lesung", 3, changes.retitle, {"title": "Lesung: Krimis aus der Nachbarschaft"}),
    Change("wanderung", 0, changes.retitle, {"title": "Wanderung zum Küchwald"}),
    Change("wanderung", 1, changes.retitle, {"title": "Wanderung durch den Zeisigwald"}),
    Change("wanderung", 2, changes.retitle, {"title": "Wanderung in den Rabensteiner Wald"}),
]
# What came up when the plan was printed already.
SINCE_PRINT = [
    Change("holzwerkstatt", 0, changes.cancel, {"reason": "Die Hobelbänke werden überholt"}),
    Change("gymnastikgruppe", 0, later, {"hours": 1}),
    Change("sprachtreff-deutsch-im-alltag", 0, into, {"room": "Bibliothek"}),
]


def write(today, whens):
    """Make the dates of each event (`whens`: its rules and single dates), from last month to 18 months ahead."""
    span = span_around(today)
    for event, rules in whens.items():
        for rule in rules:
            rule.write(event, span)
    # The timetable looks ahead only: for the days that have passed it is asked as of then.
    make_dates(span.first)
    make_dates(today)
    _carry_out(CHANGES, today)
    _carry_out(_print(today), today)


def _print(today) -> list[Change]:
    """Print this month, in its last days the next one as well; returns what has come up since on the sheets."""
    month = today.replace(day=1)
    end = clock.local(clock.next_month(month))
    mark_printed(month)
    on_it = [change for change in SINCE_PRINT if _date_to_come(change, today).starts_at < end]
    if len(on_it) > 1:
        return on_it
    mark_printed(clock.next_month(month))
    return SINCE_PRINT


def _carry_out(planned, today):
    for change in planned:
        change.verb(_date_to_come(change, today), **change.arguments)


def span_around(today) -> Span:
    """The time to fill, with the days of rest that are recorded in it."""
    first, last = calendar.first_day(today), calendar.last_day(today)
    resting = [SpecialPeriod.Kind.PUBLIC_HOLIDAY, SpecialPeriod.Kind.CLOSED]
    days = set()
    for period in SpecialPeriod.objects.between(first, last).filter(kind__in=resting):
        length = (period.last_day - period.first_day).days
        days.update(period.first_day + timedelta(days=number) for number in range(length + 1))
    return Span(today, first, last, frozenset(day for day in days if first <= day <= last))


def _date_to_come(change, today) -> Occurrence:
    tomorrow = clock.local(today + timedelta(days=1))
    dates = Occurrence.objects.planned().filter(event__slug=change.event, starts_at__gte=tomorrow)
    return dates.order_by("starts_at")[change.which]
