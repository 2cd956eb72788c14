"""Who answers an inquiry, and by which day: only what the house's own records say."""

from dataclasses import dataclass
from datetime import date, timedelta

from kasch_site.house.building import building

from .models import Responsibility

# Further ahead no promise is worth anything: then no day is named.
FARTHEST = 120


@dataclass(frozen=True, slots=True)
class Promise:
    """What whoever has asked may rely on: who answers, and the last day for it, if one is promised."""

    person: str
    until: date | None = None


def responsible(kind: str) -> Responsibility | None:
    """Who sees to that kind of inquiries; None if nobody has been named."""
    return Responsibility.objects.select_related("person").filter(kind=kind).first()


def promise(kind: str, asked_on: date) -> Promise | None:
    """The promise to somebody who asks on that day; None if nobody sees to that kind."""
    found = responsible(kind)
    if found is None:
        return None
    until = working_day_after(asked_on, found.working_days) if found.working_days else None
    return Promise(found.person.name, until)


def working_day_after(day: date, number: int) -> date | None:
    """The last of that many working days after `day`, which itself does not count; None if it lies too far ahead."""
    for ahead in range(1, FARTHEST):
        number -= is_working_day(day + timedelta(days=ahead))
        if not number:
            return day + timedelta(days=ahead)
    return None


def is_working_day(day: date) -> bool:
    """Whether the house is open; where no hours are recorded, Monday to Friday but for holidays and closing days."""
    house = building()
    if house.has_hours:
        return bool(house.hours_on(day))
    return day.weekday() < 5 and not house.periods_on(day, "closed", "public")
