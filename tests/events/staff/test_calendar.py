"""Everybody in the administration sees the month as a calendar, with drafts and cancelled dates."""

from datetime import date, time

import pytest
from django.contrib.auth.models import Permission

from events.models import Event
from events.scheduling import changes
from events.scheduling.generation import add_date
from kasch_site.common import clock
from tests.support.browser.markup import parse

CALENDAR = "/admin/events/printedplan/kalender/2026/12/"


@pytest.fixture
def staff(house, client, django_user_model, time_machine):
    time_machine.move_to(clock.local(date(2026, 12, 3), time(8)))
    user = django_user_model.objects.create_user("gast", is_staff=True)
    client.force_login(user)
    client.user = user
    return client


def add(title, day, status="published", days=0):
    event = Event.objects.create(title=title, slug=title.lower().replace(" ", "-"), status=status)
    return add_date(event, clock.local(date(2026, 12, day), time(9)), clock.local(date(2026, 12, day + days), time(11)))


def day_in(page, name):
    return next(day for day in parse(page).all("section") if day.one("h2").text == name).text.replace("\u00ad", "")


def test_a_day_lists_dates_drafts_and_cancelled_dates(staff):
    add("Chor", 4)
    changes.cancel(add("Schach", 4), "krank")
    add("Lesung", 5, status="draft")
    page = staff.get(CALENDAR)
    assert "Chor 9–11 Uhr" in day_in(page, "Fr, 4.12.") and "Schach" in day_in(page, "Fr, 4.12.")
    assert "entfällt" in day_in(page, "Fr, 4.12.") and "Entwurf" not in day_in(page, "Fr, 4.12.")
    assert "Lesung 9–11 Uhr Entwurf" in day_in(page, "Sa, 5.12.")


def test_an_entry_of_several_days_is_on_each_of_them(staff):
    add("Ausstellung", 8, days=2)
    page = staff.get(CALENDAR)
    days = [
        name for name in ("Mo, 7", "Di, 8", "Mi, 9", "Do, 10", "Fr, 11") if "Ausstellung" in day_in(page, f"{name}.12.")
    ]
    assert days == ["Di, 8", "Mi, 9", "Do, 10"]


def test_dates_link_to_their_form_or_without_permission_to_the_website(staff):
    row = add("Chor", 4)
    assert f'href="{row.get_absolute_url()}"' in staff.get(CALENDAR).text
    staff.user.user_permissions.set(Permission.objects.filter(codename="view_occurrence"))
    assert f'href="/admin/events/occurrence/{row.pk}/change/"' in staff.get(CALENDAR).text


@pytest.mark.parametrize("month", ["1999/12", "2101/1", "2026/13", "2026/0", "9999/12"])
def test_a_month_out_of_range_does_not_exist(staff, month):
    assert staff.get(f"/admin/events/printedplan/kalender/{month}/").status_code == 404


def test_the_calendar_of_many_entries_costs_few_queries(staff, django_assert_max_num_queries):
    for number in range(5, 25):
        add(f"Termin {number}", number)
    staff.get(CALENDAR)
    with django_assert_max_num_queries(18):
        assert staff.get(CALENDAR).status_code == 200
