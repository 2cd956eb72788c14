"""The days on which the issues of a paper appear, counted back from a day, with their numbers and years."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

MONTHS = 12


@dataclass(frozen=True)
class Appearance:
    """An issue by its number, with its day of appearance and the months until the next one."""

    number: int
    year: int
    day: date
    last_month: date


def appearance(today: date, ago: int, per_year: int, day_of_month: int) -> Appearance:
    """Return the issue that is `ago` issues before the newest one of this day.

    A year has `per_year` issues, a divisor of 12; each appears on that day of the first of its months.
    """
    months = MONTHS // per_year
    first = date(today.year, (today.month - 1) // months * months + 1, day_of_month)
    if first > today:
        ago += 1
    first -= relativedelta(months=months * ago)
    return Appearance(
        number=(first.month - 1) // months + 1,
        year=first.year,
        day=first,
        last_month=first.replace(day=1) + relativedelta(months=months - 1),
    )
