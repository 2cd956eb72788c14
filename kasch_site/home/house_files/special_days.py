"""Write public holidays, school holidays and closing days of the time that has dates after loading."""

from datetime import date

from kasch_site.house.models import SpecialPeriod
from kasch_site.house.opening.public_holidays import record_public_holidays

from .reading import days


def write(folder, today):
    """Write the special days; public holidays are those of the state of the house."""
    record_public_holidays(today)
    years = days.years(today)
    with folder.open("special_days") as file:
        announced = [
            _period(row, row.day("first", today), row.day("last", today)) for row in file.records("school_holidays")
        ]
        announced_until = max((period.last_day for _row, period in announced), default=date.min)
        later = _every_year(file.records("later_school_holidays"), years)
        later = [(row, period) for row, period in later if period.first_day > announced_until]
        for row, period in [*announced, *later]:
            if period.last_day >= days.first_day(today) and period.first_day <= days.last_day(today):
                row.save(period)
        for row, period in _every_year(file.records("closing_days"), [years[0] - 1, *years], SpecialPeriod.Kind.CLOSED):
            row.save(period)


def _period(row, first, last, kind=SpecialPeriod.Kind.SCHOOL_HOLIDAY):
    return row, SpecialPeriod(kind=kind, name=row.text("name"), first_day=first, last_day=last)


def _every_year(rows, years, kind=SpecialPeriod.Kind.SCHOOL_HOLIDAY):
    """Return the records with their periods, year by year; a last day before the first one is in the next year."""
    periods = [(row, row.text("name"), row.day_of_year("first"), row.day_of_year("last")) for row in rows]
    return [
        _period(row, date(year, *first), date(year + (last < first), *last), kind)
        for year in years
        for row, _name, first, last in periods
    ]
