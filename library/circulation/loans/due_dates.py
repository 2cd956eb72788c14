"""Due dates and pickup days, which are always open days of the library."""

from datetime import date, timedelta

from kasch_site.house.building import building
from library.models import LendingRules, MediumKind

SECTION = "library"
# The search limit in days: a library that is closed for longer has no open day.
LOOK_AHEAD = 120
_ONE_DAY = timedelta(days=1)


def is_open_on(day: date) -> bool:
    """Return whether the library is open on a day; every day if no opening hours are recorded."""
    here = building()
    has_hours = here.has_hours or any(hours.section == SECTION for hours in here.section_hours)
    return not has_hours or bool(here.section_hours_on(SECTION, day))


def open_day_from(day: date) -> date:
    """Return the first open day of the library from `day` on; `day` if there is none within `LOOK_AHEAD` days."""
    days = (day + ahead * _ONE_DAY for ahead in range(LOOK_AHEAD))
    return next((each for each in days if is_open_on(each)), day)


def due_on(today: date, loan_days: int) -> date:
    """Return the due date of a loan that begins today: an open day."""
    return open_day_from(today + loan_days * _ONE_DAY)


def pickup_until(today: date, pickup_days: int) -> date:
    """Return the last pickup day of a copy put aside today: the n-th open day after today."""
    day = today
    for _number in range(pickup_days):
        day = open_day_from(day + _ONE_DAY)
    return day


def loan_days_of(medium: MediumKind, rules: LendingRules) -> int:
    """Return the length of a loan of this kind of medium in days."""
    return rules.loan_days if medium.loan_days is None else medium.loan_days


def max_renewals_of(medium: MediumKind, rules: LendingRules) -> int:
    """Return the maximum number of renewals of a loan of this kind of medium."""
    return rules.max_renewals if medium.max_renewals is None else medium.max_renewals
