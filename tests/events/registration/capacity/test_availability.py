"""Availability in lists of dates, and its query counts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F

from events.calendar.entries import entries_between
from events.models import Event, Occurrence, OccurrenceCapacity, Registration, RegistrationSettings
from events.registration import registrations
from events.scheduling.generation import add_date
from kasch_site.common import clock
from kasch_site.common.caching import versions
from kasch_site.common.sections import Places
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
LIST = "/veranstaltungen/"
FULL = "ausgebucht – Warteliste"


@pytest.fixture(autouse=True)
def at_a_fixed_moment(time_machine):
    time_machine.move_to("2026-12-01 10:30:05+01:00", tick=False)


@pytest.fixture
def month(date):
    return f"{LIST}{date.starts_at.year}/{date.starts_at.month:02}/"


@pytest.fixture
def words(client, date, month):
    """Return a function that returns the row of the date in the list, the month and the day."""

    def read():
        day = f"{month}{date.starts_at.day:02}/"
        pages = [parse(client.get(address)).one("main") for address in (LIST, month, day)]
        return [
            next(row.text for row in page.all("li") if row.all("a", href=date.get_absolute_url())) for page in pages
        ]

    return read


def set_settings(registration_settings, places):
    registration_settings.places = places
    registration_settings.save()


def places_shown():
    now = clock.now()
    return [entry.places for entry in entries_between(now, now + timedelta(days=60))]


def test_every_list_shows_registration_and_free_places(words, registration_settings):
    assert all("noch Plätze frei" in line for line in words())
    assert "Anmeldung nötig, noch Plätze frei" in words()[0]


def test_every_list_marks_full_dates_and_is_updated_at_once(words, registration_settings, register):
    words()
    row = register(people=2)
    assert all(FULL in line and "frei" not in line for line in words())
    registrations.cancel(row)
    assert all("noch Plätze frei" in line and FULL not in line for line in words())


def test_dates_without_a_limit_only_mention_registration(words, registration_settings):
    RegistrationSettings.objects.update(places=None)
    assert all("Anmeldung nötig" in line and "frei" not in line for line in words())


def test_registration_at_the_desk_shows_no_free_places(words, registration_settings):
    registration_settings.delete()
    Event.objects.update(sign_up="required")
    assert all("Anmeldung nötig" in line and "frei" not in line for line in words())


def test_nothing_is_shown_without_registration_or_for_cancelled_dates(words, registration_settings):
    Occurrence.objects.update(status="cancelled")
    assert not any("Anmeldung" in line or "frei" in line for line in words())
    registration_settings.delete()
    Occurrence.objects.update(status="planned")
    assert not any("Anmeldung" in line or "frei" in line for line in words())


def test_after_the_closing_time_no_list_promises_a_place(words, registration_settings, advance):
    RegistrationSettings.objects.update(closes_hours_before=48)
    assert "noch Plätze frei" in words()[0]
    advance(timedelta(days=8, hours=1))
    assert not any("frei" in line for line in words())
    assert "Anmeldung geschlossen" in words()[0]


def test_a_place_with_a_waitlist_is_free_only_if_overtaking_is_allowed(registration_settings, date, register):
    register()
    register(people=2)
    assert places_shown() == [Places.FULL]
    RegistrationSettings.objects.update(rule="fitting")
    assert places_shown() == [Places.FREE]


def test_the_month_page_does_not_mention_registration_for_past_days(
    client, registration_settings, date, month, advance
):
    advance(timedelta(days=11))
    line = next(row for row in parse(client.get(month)).all("li") if row.all("a", href=date.get_absolute_url()))
    assert "Anmeldung" not in line.text
    assert "frei" not in line.text


def test_the_filter_selects_dates_with_registration(client, registration_settings, date):
    other = Event.objects.create(title="Spaziergang", slug="spaziergang", status="published")
    add_date(other, date.starts_at, date.ends_at)
    for address in (LIST, f"{LIST}{date.starts_at.year}/{date.starts_at.month:02}/"):
        assert "Spaziergang" in parse(client.get(address)).one("main").text
        page = parse(client.get(f"{address}?mit-anmeldung=1")).one("main")
        assert page.all("a", href=date.get_absolute_url())
        assert "Spaziergang" not in page.text


def test_a_list_has_a_constant_query_count(event, registration_settings, date, register, django_assert_num_queries):
    def read(how_many):
        versions.clear_all()
        with versions.pinned(versions.read_stamp()), django_assert_num_queries(2):
            assert len(places_shown()) == how_many

    register()
    read(1)
    for number in range(29):
        other = Event.objects.create(title=f"Kurs {number}", slug=f"kurs-{number}", status="published")
        RegistrationSettings.objects.create(event=other, places=3)
        start = date.starts_at + timedelta(hours=number)
        register(occurrence=add_date(other, start, start + timedelta(hours=1)))
    read(30)


# Caching


def test_a_registration_invalidates_no_page_unless_a_date_becomes_full_or_free(
    client, registration_settings, date, register
):
    set_settings(registration_settings, 5)
    register()
    stamp = versions.read_stamp()
    one, two = register(), register()
    registrations.change_people(one, 2)
    registrations.change_people(one, 1)
    registrations.cancel(two)
    assert versions.read_stamp() == stamp
    last = register(people=3)
    full = versions.read_stamp()
    assert full != stamp
    register(people=3)
    assert versions.read_stamp() == full
    Registration.objects.filter(state="waiting").delete()
    assert versions.read_stamp() == full
    registrations.cancel(last)
    assert versions.read_stamp() != full


def test_accepting_an_offer_invalidates_no_page(registration_settings, date, register):
    first, waits = register(people=2), register(people=2)
    registrations.cancel(first)
    stamp = versions.read_stamp()
    registrations.accept(waits)
    assert versions.read_stamp() == stamp


def test_the_list_is_served_from_the_cache_after_a_registration(
    client, registration_settings, date, register, django_assert_num_queries
):
    set_settings(registration_settings, 9)
    register()
    client.get(LIST)
    register()
    with django_assert_num_queries(1):
        client.get(LIST)


def test_a_page_with_the_number_of_places_is_updated_by_each_registration(
    client, registration_settings, date, register
):
    set_settings(registration_settings, 9)
    register()
    for free in (7, 6):
        stamp = versions.read_stamp()
        for page in (f"{LIST}gymnastik/", date.get_absolute_url()):
            assert f"Noch {free + 1} Plätze frei." in parse(client.get(page)).text
        register()
        assert versions.read_stamp() == stamp
        for page in (f"{LIST}gymnastik/", date.get_absolute_url()):
            assert f"Noch {free} Plätze frei." in parse(client.get(page)).text


def test_an_unchanged_page_with_the_number_of_places_costs_two_queries(
    client, registration_settings, date, register, django_assert_num_queries
):
    register()
    for page in (f"{LIST}gymnastik/", date.get_absolute_url()):
        client.get(page)
        with django_assert_num_queries(2):
            client.get(page)


# Counts of the database


def counted():
    return list(OccurrenceCapacity.objects.order_by("pk").values_list("held", "waiting", "state"))


def test_the_waitlist_is_counted_for_every_kind_of_write(event, registration_settings, date, register):
    other = add_date(event, date.starts_at + timedelta(days=1), date.ends_at + timedelta(days=1))
    register(occurrence=other)
    register(people=2)
    waits = [register(), register()]
    assert counted() == [(2, 2, "full"), (1, 0, "free")]
    Registration.objects.filter(pk=waits[0].pk).update(capacity=other.pk)
    assert counted() == [(2, 1, "full"), (1, 1, "awaited")]
    Registration.objects.filter(pk=waits[0].pk).update(state="booked", people=F("people"))
    assert counted() == [(2, 1, "full"), (2, 0, "full")]
    Registration.objects.filter(pk=waits[0].pk).update(name="Frau Weber")
    assert counted() == [(2, 1, "full"), (2, 0, "full")]
    OccurrenceCapacity.objects.filter(pk=date.pk).update(places=None)
    assert counted()[0] == (2, 1, "open")
    Registration.objects.all().delete()
    assert counted() == [(0, 0, "open"), (0, 0, "free")]


def test_a_bulk_insert_is_counted(registration_settings, date, register):
    register(people=2)
    rows = [
        Registration(
            capacity_id=date.pk,
            name="Li",
            phone="0123 4567",
            phone_key="+491234567",
            people=3,
            state="waiting",
            idempotency_key=uuid4(),
            created_at=clock.now(),
        )
        for _number in range(3)
    ]
    Registration.objects.bulk_create(rows)
    assert counted() == [(2, 3, "full")]
