"""How often the dates of a series repeat: printed plans show what is regular as a week, and what is special by date."""

from kasch_site.common.sections import Rhythm

# A weekly rule of at most so many weeks belongs to the week; of at most so many, to the month.
MAX_WEEKS_OF_WEEK, MAX_WEEKS_OF_MONTH = 3, 5


def rhythm_of(frequency: str | None, interval: int | None, is_special: bool | None) -> Rhythm:
    """Return the rhythm of a date from its series; `frequency` is None without one. Staff override it: `is_special`."""
    if is_special is not None and (is_special or frequency is None):
        return Rhythm.ONCE if is_special else Rhythm.WEEKLY
    if frequency == "weekly" and interval <= MAX_WEEKS_OF_WEEK:
        return Rhythm.WEEKLY
    if (frequency == "weekly" and interval <= MAX_WEEKS_OF_MONTH) or (frequency == "monthly" and interval == 1):
        return Rhythm.MONTHLY
    return Rhythm.WEEKLY if is_special is False else Rhythm.ONCE
