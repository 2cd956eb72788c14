"""The page of opening hours and special days."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from kasch_site.house.models import ClosingDay, OpeningHours, OtherHours

LIST = "/admin/house/openinghours/"


@pytest.fixture
def winter(time_machine, db):
    time_machine.move_to("2026-12-01 12:00+01:00")
    return ClosingDay.objects.create(name="Winterpause", first_day=date(2026, 12, 24), last_day=date(2026, 12, 31))


def test_the_page_shows_the_week_and_special_days(winter, admin_client):
    OpeningHours.objects.create(weekday=0, opens=time(9), closes=time(18))
    day = date(2026, 12, 5)
    OtherHours.objects.create(name="Adventsmarkt", first_day=day, last_day=day, opens=time(14), closes=time(20))
    page = admin_client.get(LIST).content.decode()
    assert "9–18 Uhr" in page
    assert reverse("admin:house_closingday_change", args=[winter.pk]) in page
    for text in ("Do, 24.12. bis Do, 31. Dezember 2026", "Winterpause", "Adventsmarkt, 14–20 Uhr", "Schulferien"):
        assert text in page


def test_past_days_are_only_in_their_list(winter, time_machine, admin_user, client):
    time_machine.move_to("2027-01-01 12:00+01:00")
    client.force_login(admin_user)
    assert "Winterpause" not in client.get(LIST).content.decode()


@pytest.mark.parametrize("first", [date(2026, 12, 20), date(2026, 12, 24), date(2026, 12, 31)])
def test_the_model_refuses_special_hours_on_a_closing_day(winter, first):
    hours = OtherHours(
        name="Markt", first_day=first, last_day=max(first, date(2026, 12, 24)), opens=time(9), closes=time(12)
    )
    with pytest.raises(ValidationError):
        hours.clean()


def test_days_next_to_a_closing_may_have_special_hours(winter):
    OtherHours(
        name="Markt", first_day=date(2026, 12, 23), last_day=date(2026, 12, 23), opens=time(9), closes=time(12)
    ).clean()


def test_a_section_with_its_own_hours_is_entered_on_the_same_page(house, admin_client):
    OpeningHours.objects.create(weekday=1, opens=time(9), closes=time(18))
    data = {"section": "library", "weekday": "1", "opens": "14:00", "closes": "18:30"}
    data |= {"valid_from": "", "valid_until": "", "_save": "1"}
    response = admin_client.post(f"{LIST}add/", data)
    assert "Da ist das Haus geschlossen" in response.content.decode()
    admin_client.post(f"{LIST}add/", {**data, "closes": "18:00"})
    assert OpeningHours.objects.filter(section="library", closes=time(18)).exists()
    assert "Bibliothek" in admin_client.get(LIST).content.decode()
    assert "Bibliothek</h3>" in admin_client.get("/kontakt/").content.decode()


def test_hours_of_the_house_in_which_a_section_is_open_are_not_deleted(house, admin_client):
    monday, _friday = (OpeningHours.objects.create(weekday=day, opens=time(9), closes=time(18)) for day in (0, 4))
    tuesday = OpeningHours.objects.create(weekday=1, opens=time(9), closes=time(18))
    own = OpeningHours.objects.create(section="library", weekday=1, opens=time(14), closes=time(18))
    page = admin_client.get(f"{LIST}{tuesday.pk}/delete/").content.decode()
    assert "Da ist noch ein Bereich des Hauses offen" in page and f"{LIST}{own.pk}/change/" in page
    chosen = {"action": "delete_selected", "_selected_action": [monday.pk, tuesday.pk], "post": "yes"}
    admin_client.post(LIST, chosen)
    admin_client.post(f"{LIST}{tuesday.pk}/delete/", {"post": "yes"})
    assert OpeningHours.objects.filter(pk=tuesday.pk).exists()
    own.delete()
    assert admin_client.post(f"{LIST}{tuesday.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not OpeningHours.objects.filter(pk=tuesday.pk).exists()
