"""Whether a date is regular or special follows from its series, unless staff say otherwise."""

import pytest

from events.recurrence.repetition import repetition_of
from kasch_site.common.sections import Repetition


@pytest.mark.parametrize(
    ("frequency", "interval", "is_special", "repetition"),
    [
        ("weekly", 1, None, Repetition.WEEKLY),
        ("weekly", 2, None, Repetition.WEEKLY),
        ("weekly", 4, None, Repetition.MONTHLY),
        ("weekly", 26, None, Repetition.ONCE),
        ("monthly", 1, None, Repetition.MONTHLY),
        ("monthly", 3, None, Repetition.ONCE),
        ("yearly", 1, None, Repetition.ONCE),
        (None, None, None, Repetition.ONCE),
        ("weekly", 1, True, Repetition.ONCE),
        ("yearly", 1, False, Repetition.WEEKLY),
        ("monthly", 1, False, Repetition.MONTHLY),
        (None, None, False, Repetition.WEEKLY),
    ],
)
def test_the_repetition_of_a_date(frequency, interval, is_special, repetition):
    assert repetition_of(frequency, interval, is_special) is repetition
