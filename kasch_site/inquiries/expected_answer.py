"""The person who answers an inquiry, and the day of the answer, from the records of the house."""

from dataclasses import dataclass
from datetime import date, timedelta

from kasch_site.house.building import building

from .models import Responsibility

# Maximum number of days ahead; beyond it no day is promised.
MAX_DAYS_AHEAD = 120


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """The announcement for a person with an inquiry: who answers, and the last day for it, if any."""

    person: str
    until: date | None = None


def responsible(kind: str) -> Responsibility | None:
    """Return the responsibility for this kind of inquiries; None if there is none."""
    return Responsibility.objects.select_related("person").filter(kind=kind).first()


def expected_answer(kind: str, asked_on: date) -> ExpectedAnswer | None:
    """Return the answer to expect for an inquiry of that day; None if nobody is responsible for this kind."""
    responsibility = responsible(kind)
    if responsibility is None:
        return None
    until = working_day_after(asked_on, responsibility.working_days) if responsibility.working_days else None
    return ExpectedAnswer(responsibility.person.name, until)


def working_day_after(day: date, number: int) -> date | None:
    """Return the working day that is `number` working days after `day`; None if it is too far ahead."""
    for ahead in range(1, MAX_DAYS_AHEAD):
        number -= is_working_day(day + timedelta(days=ahead))
        if not number:
            return day + timedelta(days=ahead)
    return None


def is_working_day(day: date) -> bool:
    """Return whether the house is open; without opening hours, Monday to Friday except holidays and closing days."""
    house = building()
    if house.has_hours:
        return bool(house.hours_on(day))
    return day.weekday() < 5 and not house.periods_on(day, "closed", "public")
