"""The date that leads the printed plan of a month."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from events.models import MonthHighlight, Occurrence
from events.planning.highlights import can_be_highlight, highlight_of, set_highlight
from events.scheduling import changes
from events.scheduling.generation import add_date, make_dates
from kasch_site.common import clock

DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)
pytestmark = pytest.mark.django_db


def on(event, day, month=12, **values):
    start = clock.local(date(2026, month, day)) + timedelta(hours=15)
    return add_date(event, start, start + timedelta(hours=2), **values)


def test_a_month_has_no_highlight_until_one_is_chosen(event):
    on(event, 18)
    assert highlight_of(DECEMBER) is None


def test_a_new_choice_replaces_the_former_one(event):
    first, second = on(event, 6), on(event, 18)
    set_highlight(DECEMBER, first)
    set_highlight(DECEMBER, second)
    assert highlight_of(DECEMBER).occurrence == second
    set_highlight(DECEMBER, None)
    assert highlight_of(DECEMBER) is None


def test_the_database_allows_one_highlight_per_month(event):
    set_highlight(DECEMBER, on(event, 6))
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthHighlight.objects.create(year=2026, month=12, occurrence=on(event, 18))


def test_a_date_that_is_moved_to_another_month_is_no_longer_its_highlight(event):
    row = on(event, 18)
    set_highlight(DECEMBER, row)
    changes.move(row, row.starts_at + timedelta(days=30), row.ends_at + timedelta(days=30))
    assert highlight_of(DECEMBER) is None and highlight_of(JANUARY) is None


@pytest.mark.parametrize(("is_special", "answer"), [(None, False), (True, True)])
def test_a_date_of_the_week_can_be_the_highlight_only_if_staff_make_it_special(
    event, make_series, time_machine, is_special, answer
):
    time_machine.move_to(datetime(2026, 11, 22, 9, tzinfo=UTC))
    make_series()
    make_dates(clock.today())
    row = Occurrence.objects.select_related("series").upcoming().first()
    row = changes.change(row, is_special=is_special)
    assert can_be_highlight(row) is answer


def test_a_cancelled_date_cannot_be_the_highlight(event):
    assert not can_be_highlight(changes.cancel(on(event, 18), "krank"))
