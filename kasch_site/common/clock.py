"""Time as the house sees it: one place that knows what "now", "today" and "midnight" are."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

# Nobody plans further ahead or writes down what was longer ago: a typing error in the year is found.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
MORNING, EVENING = time(9), time(20)


def now() -> datetime:
    """The present moment, aware."""
    return timezone.now()


def today() -> date:
    """The date on the wall of the house (in the active time zone)."""
    return timezone.localdate()


def local(day: date, at: time = time.min) -> datetime:
    """The aware moment at which the clock of the house shows `at` on `day`.

    An hour that the clock skips in spring is moved on by the hour that is missing (02:30 becomes 03:30), one that
    comes twice in autumn is the first of the two.
    """
    zone = timezone.get_current_timezone()
    moment = datetime.combine(day, at, tzinfo=zone)
    return datetime.fromtimestamp(moment.timestamp(), tz=zone)


def is_in_our_time(moment: datetime) -> bool:
    """Whether the clock of the house shows the aware moment between `FIRST_DAY` and `LAST_DAY`."""
    return local(FIRST_DAY) <= moment < local(LAST_DAY + timedelta(days=1))


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Midnight at the start of the day and at its end: 23, 24 or 25 hours apart."""
    return local(day), local(day + timedelta(days=1))


def by_day(moment: datetime) -> datetime:
    """The first full hour from `moment` on that is neither early nor late: from 9 to 20 on the clock of the house.

    Until then somebody may answer; nobody should have to in the night.
    """
    shown = timezone.localtime(moment)
    hour = shown.hour + bool(shown.minute or shown.second or shown.microsecond)
    if hour > EVENING.hour:
        return local(shown.date() + timedelta(days=1), MORNING)
    return max(local(shown.date(), time(hour)), local(shown.date(), MORNING))


def month_bounds(year: int, month: int) -> tuple[datetime, datetime]:
    """The first moment of the month and the first of the next."""
    return local(date(year, month, 1)), local(next_month(date(year, month, 1)))


def next_month(day: date) -> date:
    """The first day of the month after the one `day` lies in."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def previous_month(day: date) -> date:
    """The first day of the month before the one `day` lies in."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
