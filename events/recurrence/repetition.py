"""How often a date repeats: printed plans show regular dates by weekday and special ones by date."""

from kasch_site.common.sections import Repetition

# Up to this interval in weeks a date counts as weekly, and up to the second one as monthly.
MAX_WEEKS_OF_WEEK, MAX_WEEKS_OF_MONTH = 3, 5


def repetition_of(frequency: str | None, interval: int | None, is_special: bool | None) -> Repetition:
    """Return how often a date repeats, by its series (`frequency` is None without one) or by staff (`is_special`)."""
    if is_special is not None and (is_special or frequency is None):
        return Repetition.ONCE if is_special else Repetition.WEEKLY
    if frequency == "weekly" and interval <= MAX_WEEKS_OF_WEEK:
        return Repetition.WEEKLY
    if (frequency == "weekly" and interval <= MAX_WEEKS_OF_MONTH) or (frequency == "monthly" and interval == 1):
        return Repetition.MONTHLY
    return Repetition.WEEKLY if is_special is False else Repetition.ONCE
