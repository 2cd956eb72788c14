"""From rules to dates."""

from datetime import date, time, timedelta

import pytest

from events.models import Occurrence
from events.timetable import make_dates, plan
from kasch_site.common import clock

TODAY = date(2026, 11, 2)


def test_a_weekly_series_gets_dates_to_the_end_of_the_month_18_months_ahead(make_series, time_machine):
    time_machine.move_to(clock.local(TODAY, time(8)))
    series = make_series()
    make_dates(TODAY)
    days = [row.slot for row in series.occurrences.order_by("slot")]
    assert days[0] == date(2026, 11, 3)
    assert days[-1] == date(2028, 5, 30)
    assert {day.weekday() for day in days} == {1}
    assert len(days) == 83
