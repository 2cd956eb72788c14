"""Public holidays are recorded by federal state; manual entries are kept."""

from datetime import date, time

import pytest

from kasch_site.common.caching import versions
from kasch_site.house.models import FEDERAL_STATES, House, OtherHours, PublicHoliday, SpecialPeriod
from kasch_site.house.opening.public_holidays import calendar_of, record_public_holidays
from kasch_site.house.section import section

TODAY = date(2026, 11, 22)


def names(year):
    return list(PublicHoliday.objects.filter(first_day__year=year).values_list("name", flat=True))


def test_saxony_has_eleven_holidays_with_repentance_day(house):
    record_public_holidays(TODAY)
    for year in (2026, 2027):
        assert len(names(year)) == 11
        assert "Buß- und Bettag" in names(year)
    assert PublicHoliday.objects.get(name="Buß- und Bettag", first_day__year=2026).first_day == date(2026, 11, 18)


def test_holidays_are_recorded_from_last_year_to_three_years_ahead(house):
    record_public_holidays(TODAY)
    years = {period.first_day.year for period in PublicHoliday.objects.all()}
    assert years == {2025, 2026, 2027, 2028, 2029}
    assert all(period.first_day == period.last_day for period in PublicHoliday.objects.all())


def test_recording_twice_changes_nothing_and_invalidates_no_page(house):
    assert record_public_holidays(TODAY) == 55
    rows, stamp = list(SpecialPeriod.objects.values_list("pk")), versions.read_stamp()
    assert record_public_holidays(TODAY) == 0
    assert list(SpecialPeriod.objects.values_list("pk")) == rows
    assert versions.read_stamp() == stamp


def test_a_change_of_the_state_deletes_holidays_of_the_previous_one(house):
    record_public_holidays(TODAY)
    House.objects.update(federal_state="BY")
    record_public_holidays(TODAY)
    assert "Buß- und Bettag" not in names(2026)
    assert "Fronleichnam" in names(2026)
    assert names(2026).count("Neujahr") == 1


def test_manually_entered_holidays_are_kept(house):
    own = PublicHoliday.objects.create(name="Fronleichnam", first_day=date(2026, 6, 4), last_day=date(2026, 6, 4))
    record_public_holidays(TODAY)
    House.objects.update(federal_state="BY")
    record_public_holidays(TODAY)
    House.objects.update(federal_state="SN")
    record_public_holidays(TODAY)
    assert PublicHoliday.objects.get(name="Fronleichnam", first_day__year=2026) == own


def test_a_holiday_removed_from_the_calendar_is_deleted(house):
    PublicHoliday.objects.create(
        name="Ein Irrtum", first_day=date(2026, 7, 1), last_day=date(2026, 7, 1), made_for="SN"
    )
    record_public_holidays(TODAY)
    assert "Ein Irrtum" not in names(2026)


def test_holidays_of_past_years_are_kept(house):
    record_public_holidays(date(2022, 1, 1))
    record_public_holidays(TODAY)
    assert len(names(2021)) == 11


def test_other_special_days_are_not_changed(house):
    OtherHours.objects.create(
        name="Neujahr", first_day=date(2026, 1, 1), last_day=date(2026, 1, 1), opens=time(14), closes=time(16)
    )
    record_public_holidays(TODAY)
    assert OtherHours.objects.count() == 1
    assert "Neujahr" in names(2026)


def test_a_missing_house_has_no_holidays(db):
    assert record_public_holidays(TODAY) == 0
    assert not SpecialPeriod.objects.exists()


def test_the_daily_job_records_holidays(house):
    section.daily(TODAY)
    assert len(names(2026)) == 11


@pytest.mark.parametrize("state", [code for code, _name in FEDERAL_STATES])
def test_every_state_has_a_calendar_in_german(state):
    holidays = dict(calendar_of(state, 2026, 2026))
    assert holidays[date(2026, 10, 3)] == "Tag der Deutschen Einheit"
    assert 9 <= len(holidays) <= 13
    assert not any("Day" in name for name in holidays.values())


def test_a_special_period_is_unique(house):
    record_public_holidays(TODAY)
    keys = list(SpecialPeriod.objects.values_list("kind", "first_day", "name"))
    assert len(keys) == len(set(keys))
