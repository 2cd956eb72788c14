"""Current time, dates and day bounds in the time zone of the house."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

# The range of accepted dates; anything outside is taken for a typing error in the year.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def now() -> datetime:
    """Return the current time, aware."""
    return timezone.now()


def today() -> date:
    """Return the current date in the active time zone."""
    return timezone.localdate()


def local(day: date, at: time = time.min) -> datetime:
    """Return the aware datetime of `at` on `day` in the active time zone.

    A time skipped in spring is moved forward by the missing hour (02:30 becomes 03:30); of a time that occurs twice in
    autumn the first is returned.
    """
    zone = timezone.get_current_timezone()
    moment = datetime.combine(day, at, tzinfo=zone)
    return datetime.fromtimestamp(moment.timestamp(), tz=zone)


def parse_day(text: str | None) -> date | None:
    """Return the day in a URL, written as 2026-12-24; None if it is missing or invalid."""
    if len(text or "") > len("2026-12-24"):
        return None
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def is_plausible(moment: datetime) -> bool:
    """Return whether an aware datetime lies between `FIRST_DAY` and `LAST_DAY` in the active time zone."""
    return local(FIRST_DAY) <= moment < local(LAST_DAY + timedelta(days=1))


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return midnight at the start and at the end of the day: 23, 24 or 25 hours apart."""
    return local(day), local(day + timedelta(days=1))


def month_bounds(year: int, month: int) -> tuple[datetime, datetime]:
    """Return the first moment of the month and the first of the next month."""
    return local(date(year, month, 1)), local(next_month(date(year, month, 1)))


def next_month(day: date) -> date:
    """Return the first day of the month after that of `day`."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def previous_month(day: date) -> date:
    """Return the first day of the month before that of `day`."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
