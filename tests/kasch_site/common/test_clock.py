"""Moments at which people may be expected to do something."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kasch_site.common import clock

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("moment", "answer_by"),
    [
        ("2026-11-24 14:00", "2026-11-24 14:00"),
        ("2026-11-24 14:07", "2026-11-24 15:00"),
        ("2026-11-24 19:58", "2026-11-24 20:00"),
        ("2026-11-24 20:01", "2026-11-25 09:00"),
        ("2026-11-24 23:59", "2026-11-25 09:00"),
        ("2026-11-25 02:17", "2026-11-25 09:00"),
        ("2027-03-28 01:30", "2027-03-28 09:00"),
    ],
)
def test_a_deadline_is_never_at_night(moment, answer_by):
    asked, expected = (datetime.fromisoformat(each).replace(tzinfo=BERLIN) for each in (moment, answer_by))
    assert clock.next_daytime_hour(asked.astimezone(UTC)) == expected
