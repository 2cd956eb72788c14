"""Whether a date is regular or special follows from its series, unless staff say otherwise."""

import pytest

from events.recurrence.rhythm import rhythm_of
from kasch_site.common.sections import Rhythm


@pytest.mark.parametrize(
    ("frequency", "interval", "is_special", "rhythm"),
    [
        ("weekly", 1, None, Rhythm.WEEKLY),
        ("weekly", 2, None, Rhythm.WEEKLY),
        ("weekly", 4, None, Rhythm.MONTHLY),
        ("weekly", 26, None, Rhythm.ONCE),
        ("monthly", 1, None, Rhythm.MONTHLY),
        ("monthly", 3, None, Rhythm.ONCE),
        ("yearly", 1, None, Rhythm.ONCE),
        (None, None, None, Rhythm.ONCE),
        ("weekly", 1, True, Rhythm.ONCE),
        ("yearly", 1, False, Rhythm.WEEKLY),
        ("monthly", 1, False, Rhythm.MONTHLY),
        (None, None, False, Rhythm.WEEKLY),
    ],
)
def test_the_rhythm_of_a_date(frequency, interval, is_special, rhythm):
    assert rhythm_of(frequency, interval, is_special) is rhythm
