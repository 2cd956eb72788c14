"""The list of dates is read by day, and says what differs and how many have signed up."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission

from events.models import RegistrationSettings
from events.registration import registrations
from events.registration.registrant import Registrant
from events.scheduling import changes
from events.scheduling.generation import add_date, make_dates
from kasch_site.common import clock
from tests.support.browser.markup import parse

TODAY = date(2026, 11, 2)
LIST = "/admin/events/occurrence/"


@pytest.fixture(autouse=True)
def monday_morning(time_machine):
    time_machine.move_to(clock.local(TODAY, time(8)))


@pytest.fixture
def series(make_series):
    series = make_series()
    make_dates(TODAY)
    return series


def headings(page):
    return [row.text for row in parse(page).all("tr", class_="day-heading")]


def rows(page):
    return [row for row in parse(page).one("table", id="result_list").all("tr") if row.all("input", type="checkbox")][
        1:
    ]


def test_days_are_headings_and_today_and_tomorrow_are_named(admin_client, event):
    for days in (-2, 0, 1, 70):
        start = clock.local(TODAY + timedelta(days=days), time(18))
        add_date(event, start, start + timedelta(days=3 if days < 0 else 0, hours=1))
    assert headings(admin_client.get(LIST)) == [
        "Hat schon begonnen",
        "Heute, Montag, 2. November",
        "Morgen, Dienstag, 3. November",
        "Montag, 11. Januar 2027",
    ]


def test_a_list_sorted_by_title_has_no_headings(admin_client, series):
    assert headings(admin_client.get(f"{LIST}?o=2")) == []


def test_a_row_shows_differences_and_the_number_of_registrations(admin_client, series):
    first, second, third = series.occurrences.order_by("starts_at")[:3]
    RegistrationSettings.objects.create(event=first.event, places=1)
    for name in ("Ada Probe", "Bea Probe"):
        registrant = Registrant(name=name, people=1, phone="0371 5550123")
        registrations.register(first, registrant, uuid4(), by_staff=True)
    changes.cancel(second, "krank")
    changes.retitle(third, "Mit Gast")
    texts = [row.text for row in rows(admin_client.get(LIST))]
    assert "1 von 1, 1 wartet" in texts[0]
    assert "entfällt: krank" in texts[1] and "Findet doch statt" in texts[1] and "Verlegen" not in texts[1]
    assert "weicht ab" in texts[2] and "Absagen" in texts[2]


def test_staff_without_permission_get_no_link_to_names_and_forms(client, django_user_model, series):
    guest = django_user_model.objects.create_user("gast", is_staff=True)
    guest.user_permissions.set(Permission.objects.filter(codename="view_occurrence"))
    RegistrationSettings.objects.create(event=series.event, places=5)
    client.force_login(guest)
    page = client.get(LIST)
    assert "0 von 5" in page.text and "Absagen" not in page.text
    assert not [link for link in parse(page).all("a") if "/registration/" in link["href"]]


def test_the_list_costs_the_same_queries_for_one_date_and_for_many(admin_client, series, django_assert_max_num_queries):
    RegistrationSettings.objects.create(event=series.event, places=5)
    admin_client.get(LIST)
    with django_assert_max_num_queries(12):
        assert len(rows(admin_client.get(LIST))) == 60
