"""Days of the demo house, counted from the day on which it is loaded."""

from datetime import date, timedelta

from kasch_site.common import clock

AHEAD = 18  # months for which everything has dates

# Sächsisches Staatsministerium für Kultus, Ferienregelung bis zum Schuljahr 2029/2030.
SCHOOL_HOLIDAYS = [
    ("Herbstferien", "2025-10-06", "2025-10-18"),
    ("Weihnachtsferien", "2025-12-22", "2026-01-02"),
    ("Winterferien", "2026-02-09", "2026-02-21"),
    ("Osterferien", "2026-04-03", "2026-04-10"),
    ("Unterrichtsfreier Tag", "2026-05-15", "2026-05-15"),
    ("Sommerferien", "2026-07-04", "2026-08-14"),
    ("Herbstferien", "2026-10-12", "2026-10-24"),
    ("Weihnachtsferien", "2026-12-23", "2027-01-02"),
    ("Winterferien", "2027-02-08", "2027-02-19"),
    ("Osterferien", "2027-03-26", "2027-04-02"),
    ("Unterrichtsfreier Tag", "2027-05-07", "2027-05-07"),
    ("Pfingstferien", "2027-05-15", "2027-05-18"),
    ("Sommerferien", "2027-07-10", "2027-08-20"),
    ("Herbstferien", "2027-10-11", "2027-10-23"),
    ("Weihnachtsferien", "2027-12-23", "2028-01-01"),
    ("Winterferien", "2028-02-14", "2028-02-26"),
    ("Osterferien", "2028-04-14", "2028-04-22"),
    ("Unterrichtsfreier Tag", "2028-05-26", "2028-05-26"),
    ("Sommerferien", "2028-07-22", "2028-09-01"),
    ("Herbstferien", "2028-10-23", "2028-11-03"),
    ("Weihnachtsferien", "2028-12-23", "2029-01-03"),
    ("Winterferien", "2029-02-05", "2029-02-16"),
    ("Osterferien", "2029-03-29", "2029-04-06"),
    ("Unterrichtsfreier Tag", "2029-05-11", "2029-05-11"),
    ("Pfingstferien", "2029-05-19", "2029-05-22"),
    ("Sommerferien", "2029-07-21", "2029-08-31"),
    ("Herbstferien", "2029-10-22", "2029-11-02"),
    ("Weihnachtsferien", "2029-12-22", "2030-01-04"),
    ("Winterferien", "2030-02-18", "2030-03-01"),
    ("Osterferien", "2030-04-19", "2030-04-26"),
    ("Unterrichtsfreier Tag", "2030-05-31", "2030-05-31"),
    ("Pfingstferien", "2030-06-08", "2030-06-11"),
    ("Sommerferien", "2030-07-13", "2030-08-23"),
]
# Nobody has set the later ones yet: roughly where they usually lie, and named as samples.
_SAMPLE_HOLIDAYS = [
    ("Beispiel: Winterferien", (2, 10), (2, 22)),
    ("Beispiel: Sommerferien", (7, 10), (8, 20)),
    ("Beispiel: Herbstferien", (10, 10), (10, 22)),
    ("Beispiel: Weihnachtsferien", (12, 23), (12, 31)),
]


def first_day(today) -> date:
    """The first day with dates: the first of the month before."""
    return clock.previous_month(today)


def last_day(today) -> date:
    """The last day that must have its month filled: the end of the month that lies 18 months ahead."""
    day = today.replace(day=1)
    for _month in range(AHEAD + 1):
        day = clock.next_month(day)
    return day - timedelta(days=1)


def years(today) -> range:
    """The years which the demo's dates touch."""
    return range(first_day(today).year, last_day(today).year + 1)


def school_holidays(today) -> list[tuple[str, date, date]]:
    """Name, first and last day of the school holidays that touch the demo's time."""
    known = [(name, date.fromisoformat(start), date.fromisoformat(end)) for name, start, end in SCHOOL_HOLIDAYS]
    known_until = known[-1][2]
    samples = [
        (name, date(year, *start), date(year, *end)) for year in years(today) for name, start, end in _SAMPLE_HOLIDAYS
    ]
    everything = known + [row for row in samples if row[1] > known_until]
    return [row for row in everything if row[2] >= first_day(today) and row[1] <= last_day(today)]


def closing_days(today) -> list[tuple[str, date, date]]:
    """Between the years the house is closed."""
    return [
        ("Zwischen den Jahren", date(year, 12, 24), date(year + 1, 1, 1))
        for year in range(first_day(today).year - 1, last_day(today).year + 1)
    ]


def weekday_of_week(today, weeks, weekday) -> date:
    """The weekday (Monday is 0) of the week that lies that many weeks ahead of this one."""
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks, days=weekday)
