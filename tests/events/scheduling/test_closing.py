"""Closing the house cancels the affected dates."""

from datetime import date, time

import pytest

from events.models import Event, Occurrence
from events.scheduling import changes
from events.scheduling.generation import add_date, make_dates
from kasch_site.common import clock
from kasch_site.common.sections import section
from kasch_site.house.models import Room, SpecialPeriod

TODAY = date(2026, 11, 2)
FIRST, LAST = date(2026, 12, 22), date(2026, 12, 29)


@pytest.fixture(autouse=True)
def monday_morning(time_machine):
    time_machine.move_to(clock.local(TODAY, time(8)))


@pytest.fixture
def events_section():
    return section("events")


def single(event, day, **what):
    return add_date(event, clock.local(day, time(18)), clock.local(day, time(19)), **what)


def affected_keys(events_section):
    return {entry.key for entry in events_section.effects_of_closing(FIRST, LAST)}


def key(row):
    return f"events:{row.uid.hex}"


def test_the_closing_range_is_inclusive_and_affects_no_other_day(events_section, event):
    rows = {
        day: single(event, date(2026, 12, day))
        for day in (FIRST.day - 1, FIRST.day, LAST.day - 1, LAST.day, LAST.day + 1)
    }
    assert affected_keys(events_section) == {key(rows[22]), key(rows[28]), key(rows[29])}


def test_series_rules_apply_and_external_places_are_unaffected(events_section, event, make_series):
    ordinary, stubborn = make_series(), make_series(on_closing_days="keep", starts_at=time(14), ends_at=time(15))
    outside = Event.objects.create(title="Wandern", slug="wandern", place="Bahnhof", status="published")
    make_dates(TODAY)
    hike = single(outside, FIRST)
    indoors = single(outside, FIRST, room=Room.objects.create(name="Saal"))
    moved = changes.relocate(ordinary.occurrences.get(slot=LAST), place="Stadtpark")
    cancelled = changes.cancel(single(event, FIRST), "krank")
    affected = affected_keys(events_section)
    assert affected == {key(ordinary.occurrences.get(slot=FIRST)), key(indoors)}
    assert not affected & {key(row) for row in (hike, moved, cancelled, *stubborn.occurrences.all())}


def test_closing_cancels_exactly_what_it_announces(events_section, event, make_series):
    series = make_series()
    make_dates(TODAY)
    changes.retitle(series.occurrences.get(slot=LAST), "Jahresausklang")
    single(event, FIRST)
    affected = affected_keys(events_section)
    before = set(Occurrence.objects.cancelled())
    assert events_section.close(FIRST, LAST, "Zwischen den Jahren geschlossen") == 3
    now_cancelled = set(Occurrence.objects.cancelled()) - before
    assert {key(row) for row in now_cancelled} == affected
    assert {(row.reason, row.sequence >= 1) for row in now_cancelled} == {("Zwischen den Jahren geschlossen", True)}
    assert affected_keys(events_section) == set()
    assert events_section.close(FIRST, LAST, "noch einmal") == 0


def test_deleting_a_closing_day_restores_dates_of_series_but_not_single_dates(events_section, event, make_series):
    series = make_series()
    make_dates(TODAY)
    row, own = series.occurrences.get(slot=FIRST), single(event, FIRST)
    period = SpecialPeriod.objects.create(kind="closed", name="Zu", first_day=FIRST, last_day=LAST)
    events_section.close(FIRST, LAST, "Zu")
    row.refresh_from_db()
    assert (row.is_cancelled, row.is_different, row.reason) == (True, False, "Zu")
    assert make_dates(TODAY) == []  # the rule says the same
    period.delete()
    events_section.daily(TODAY)
    row.refresh_from_db()
    own.refresh_from_db()
    assert (row.is_cancelled, own.is_cancelled) == (False, True)


def test_skipped_dates_are_deleted_except_manually_changed_ones(events_section, event, make_series):
    series = make_series(on_closing_days="skip")
    make_dates(TODAY)
    row, guest = series.occurrences.get(slot=FIRST), series.occurrences.get(slot=LAST)
    changes.retitle(guest, "Mit Gast")
    effects = {entry.key: entry.difference for entry in events_section.effects_of_closing(FIRST, LAST)}
    assert effects == {key(row): "steht dann nicht mehr im Kalender", key(guest): ""}
    period = SpecialPeriod.objects.create(kind="closed", name="Zu", first_day=FIRST, last_day=LAST)
    assert events_section.close(FIRST, LAST, "Zu") == 2
    assert make_dates(TODAY) == []  # the rule says the same
    assert not Occurrence.objects.filter(pk=row.pk).exists()
    guest.refresh_from_db()
    assert (guest.status, guest.reason, guest.title) == ("cancelled", "Zu", "Mit Gast")
    period.delete()
    events_section.daily(TODAY)
    assert series.occurrences.get(slot=FIRST).key == row.key


def test_registrants_of_a_skipped_date_read_why_it_is_cancelled_and_staff_read_that_it_is(
    events_section, event, make_series, register
):
    series = make_series(on_closing_days="skip")
    make_dates(TODAY)
    row = series.occurrences.get(slot=FIRST)
    register(occurrence=row)
    effects = {entry.key: entry.difference for entry in events_section.effects_of_closing(FIRST, LAST)}
    assert effects[key(row)] == ""
    SpecialPeriod.objects.create(kind="closed", name="Wasserschaden", first_day=FIRST, last_day=LAST)
    assert events_section.close(FIRST, LAST, "Wasserschaden") == len(effects)
    row.refresh_from_db()
    assert (row.status, row.reason) == ("cancelled", "Wasserschaden")
    make_dates(TODAY)
    row.refresh_from_db()
    assert (row.status, row.reason) == ("cancelled", "Wasserschaden")
    assert not series.occurrences.filter(slot=LAST).exists()


def test_staff_see_which_dates_would_be_deleted(admin_client, event, make_series):
    make_series(on_closing_days="skip")
    make_series(starts_at=time(14), ends_at=time(15))
    make_dates(TODAY)
    data = {"name": "Betriebsausflug", "first_day": str(FIRST), "last_day": str(FIRST), "_save": "1"}
    confirmation = admin_client.post("/admin/house/closingday/add/", data).text
    assert "9:30–10:30 Uhr: Gymnastik – steht dann nicht mehr im Kalender<" in confirmation
    assert "14–15 Uhr: Gymnastik<" in confirmation
    assert "Ein Termin fällt aus. Er bleibt sichtbar" in confirmation
    assert "Ein Termin: steht dann nicht mehr im Kalender." in confirmation


def test_a_reason_longer_than_the_record_is_shortened(events_section, event):
    single(event, FIRST)
    assert events_section.close(FIRST, LAST, "x" * 200) == 1


def test_staff_see_cancelled_dates_before_saving_a_closing_day(admin_client, event, make_series):
    make_series()
    make_dates(TODAY)
    data = {"name": "Betriebsausflug", "first_day": str(FIRST), "last_day": str(FIRST), "_save": "1"}
    confirmation = admin_client.post("/admin/house/closingday/add/", data)
    assert "Di, 22. Dezember 2026, 9:30–10:30 Uhr: Gymnastik" in confirmation.text
    assert not Occurrence.objects.cancelled().exists()
    admin_client.post("/admin/house/closingday/add/", {**data, "_confirmed": "1"})
    assert [row.reason for row in Occurrence.objects.cancelled()] == ["Betriebsausflug"]
