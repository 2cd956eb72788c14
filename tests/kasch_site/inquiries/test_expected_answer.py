"""The responsible person and the promised day."""

from datetime import date

import pytest

from kasch_site.house.models import ClosingDay, PublicHoliday
from kasch_site.inquiries.expected_answer import expected_answer, working_day_after
from kasch_site.inquiries.models import Kind, Responsibility

TUESDAY = date(2026, 12, 1)
pytestmark = pytest.mark.django_db


def test_closed_days_do_not_count(opening_hours):
    assert working_day_after(TUESDAY, 1) == date(2026, 12, 2)
    assert working_day_after(TUESDAY, 3) == date(2026, 12, 7)  # the house is closed from Friday to Sunday
    ClosingDay.objects.create(name="Ausflug", first_day=date(2026, 12, 7), last_day=date(2026, 12, 7))
    assert working_day_after(TUESDAY, 3) == date(2026, 12, 8)


def test_without_opening_hours_office_days_count(house):
    assert working_day_after(TUESDAY, 4) == date(2026, 12, 7)
    PublicHoliday.objects.create(name="Feiertag", first_day=date(2026, 12, 3), last_day=date(2026, 12, 3))
    assert working_day_after(TUESDAY, 4) == date(2026, 12, 8)


def test_a_house_closed_for_long_promises_no_day(opening_hours):
    ClosingDay.objects.create(name="Umbau", first_day=TUESDAY, last_day=date(2027, 12, 1))
    assert working_day_after(TUESDAY, 1) is None


def test_a_promise_names_person_and_day_only_if_recorded(bertha, opening_hours):
    assert expected_answer(Kind.ROOM, TUESDAY).person == "Bertha Beispiel"
    assert expected_answer(Kind.ROOM, TUESDAY).until == date(2026, 12, 7)
    Responsibility.objects.filter(kind=Kind.ROOM).update(working_days=None)
    assert expected_answer(Kind.ROOM, TUESDAY).until is None
    Responsibility.objects.filter(kind=Kind.ROOM).delete()
    assert expected_answer(Kind.ROOM, TUESDAY) is None
