"""A new closing day: the affected bookings and hours are listed, and the persons are notified."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from counselling.models import Booking, Slot
from kasch_site.accounts.roles import LEAD
from kasch_site.common import clock
from kasch_site.house.models import SpecialPeriod
from kasch_site.house.opening.closing import close_house, effects_of_closing
from kasch_site.messaging.models import Message

pytestmark = pytest.mark.django_db
ADD = "/admin/house/closingday/add/"


@pytest.fixture
def tomorrow(slots):
    return clock.today() + timedelta(days=1)


@pytest.fixture
def walk_in(schedule_rule):
    """Create walk-in hours of the same counsellor, an hour later."""
    open_one = type(schedule_rule).objects.get(pk=schedule_rule.pk)
    open_one.pk, open_one.kind = None, "walk_in"
    open_one.starts, open_one.ends = schedule_rule.ends, schedule_rule.ends.replace(hour=13)
    open_one.save()
    open_one.topics.set(schedule_rule.topics.all())
    return open_one


def close_on(day):
    SpecialPeriod.objects.create(kind="closed", name="Inventur", first_day=day, last_day=day)
    return close_house(day, day, "Inventur")


def test_affected_bookings_and_walk_in_hours_are_listed_without_names(slots, book, walk_in, tomorrow):
    booked = book(slots[0], name="Frau Geheim")
    upset = effects_of_closing(tomorrow, tomorrow)
    assert [entry.title for entry in upset] == [
        "Beratungstermin bei Beispiel, Berta",
        "Offene Sprechstunde: Wohngeld",
    ]
    assert upset[0].starts_at == booked.slot.starts_at
    assert not [entry for entry in upset if "Geheim" in str(entry)]
    assert effects_of_closing(tomorrow + timedelta(days=1), tomorrow + timedelta(days=6)) == []


def test_closing_cancels_bookings_offers_alternatives_and_notifies(slots, book, walk_in, tomorrow):
    by_mail, by_phone = book(slots[0]), book(slots[1], phone="0171 3920001")
    assert close_on(tomorrow) == 3
    assert set(Booking.objects.values_list("state", "cancelled_by")) == {("cancelled", "house")}
    for row in (by_mail, by_phone):
        assert row.offers.open().count() == 2
    messages = Message.objects.filter(kind="instead").open()
    assert {row.channel for row in messages} == {"mail", "phone"}
    assert not Slot.objects.within(*clock.day_bounds(tomorrow)).exclude(state="withdrawn").exists()
    assert close_house(tomorrow, tomorrow, "Inventur") == 1  # the walk-in hours, which have no row


def test_staff_confirm_before_persons_are_notified(slots, book, walk_in, tomorrow, client, django_user_model):
    user = django_user_model.objects.create_user("leitung", is_staff=True)
    user.groups.add(Group.objects.get(name=LEAD))
    client.force_login(user)
    booked = book(slots[0])
    form_data = {"name": "Inventur", "first_day": tomorrow.isoformat(), "last_day": ""}
    confirmation = client.post(ADD, form_data)
    assert "Beratungstermin bei Beispiel, Berta" in confirmation.text
    assert "abgesagt, zwei andere Zeiten, per E-Mail" in confirmation.text
    booked.refresh_from_db()
    assert booked.state == "booked"
    client.post(ADD, form_data | {"_confirmed": "without_notification"})
    booked.refresh_from_db()
    assert booked.state == "cancelled"
    assert not Message.objects.filter(kind__in=["instead", "cancelled"]).open().exists()


def test_deleting_a_closing_day_restores_slots(slots, tomorrow, client, django_user_model):
    close_on(tomorrow)
    client.force_login(django_user_model.objects.create_superuser("chef"))
    closed = SpecialPeriod.objects.get(kind="closed")
    client.post(f"/admin/house/closingday/{closed.pk}/delete/", {"post": "yes"})
    assert Slot.objects.within(*clock.day_bounds(tomorrow)).free(clock.now()).count() == 6
