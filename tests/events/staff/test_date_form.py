"""Start and end of a date, as entered by staff and shown again."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.models import Occurrence
from events.staff.date_form import DateForm
from kasch_site.common import clock
from tests.proving import examples

DAY = date(2026, 12, 12)
TYPED = {"status": "planned", "reason": "", "day": "2026-12-12", "last_day": ""}
# Steps of 16 minutes are uneven, and reach midnight often.
MOMENTS = st.integers(0, 90 * 6).map(lambda number: timedelta(minutes=16 * number))


def moments(**form_data):
    form = DateForm({**TYPED, **form_data}, instance=Occurrence())
    form.fields = {
        name: form.fields[name] for name in ("day", "start", "end", "last_day", "is_all_day", "status", "reason")
    }
    form.is_valid()
    return form.moments, form.errors


@pytest.mark.parametrize("midnight", ["00:00", "24:00", "0:00"])
@pytest.mark.parametrize("start", ["10:00", "20:00", "00:30"])
def test_a_date_may_end_at_midnight(start, midnight):
    (_start, end), errors = moments(start=start, end=midnight)
    assert not errors
    assert end == clock.local(date(2026, 12, 13))


def test_an_end_at_midnight_belongs_to_the_last_day():
    (start, end), _errors = moments(start="18:00", end="24:00", last_day="2026-12-13")
    assert (start, end) == (clock.local(DAY, time(18)), clock.local(date(2026, 12, 14)))


def test_other_end_times_are_not_treated_as_midnight():
    _moments, errors = moments(start="10:00", end="25:00")
    assert "end" in errors


@examples(150)
@given(MOMENTS, MOMENTS)
def test_the_form_shows_values_that_save_unchanged(begins, lasts):
    start = clock.local(DAY) + begins
    date = Occurrence(starts_at=start, ends_at=start + lasts)
    shown = DateForm(instance=date).initial
    form_data = {
        name: str(value) for name, value in shown.items() if name in ("day", "start", "end", "last_day") and value
    }
    shown_moments, errors = moments(
        **{"last_day": "", **form_data, "end": f"{shown['end']:%H:%M}", "start": f"{shown['start']:%H:%M}"}
    )
    assert errors or shown_moments == (date.starts_at, date.ends_at)
    assert not errors or lasts == timedelta(0) or shown["start"] == shown["end"]
