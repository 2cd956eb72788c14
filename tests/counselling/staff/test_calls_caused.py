"""After a change at the desk that causes calls, a message links to them; there is none if nobody has to be called."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from counselling.booking.offers import offering
from counselling.booking.person import Person
from counselling.models import Booking, Counsellor
from kasch_site.accounts.roles import COUNSELLORS, DESK, LEAD
from kasch_site.common import clock
from kasch_site.messaging.delivery import manual_delivery
from kasch_site.messaging.models import Message
from tests.support.browser.markup import parse
from tests.support.toys.waiting import waiting

pytestmark = pytest.mark.django_db
PHONE = {"phone": "0371 33505"}


@pytest.fixture
def staff(in_november, client, django_user_model):
    """Return a function that logs in a member of staff with these roles."""

    def log_in(*roles):
        user = django_user_model.objects.create_user("-".join(roles), is_staff=True)
        user.groups.set(Group.objects.filter(name__in=roles))
        client.force_login(user)
        return client

    return log_in


def lines_with_links(response):
    """Return the messages of a page that link to the call list."""
    calls = reverse("admin:messaging_calls")
    lines = [line for each in parse(response.text).all("ul", class_="messagelist") for line in each.all("li")]
    return [line.text for line in lines if line.all("a", href=calls)]


def submit(client, name, row, **form_data):
    version = {"version": Booking.objects.get(pk=row.pk).version}
    return client.post(reverse(f"admin:counselling_{name}", args=[row.pk]), version | form_data, follow=True)


ONE_CALL = ["Bitte anrufen: Eine Person hat nur ein Telefon. Zur Anrufliste"]


def test_a_cancellation_by_the_house_leads_to_the_call(staff, slots, book):
    assert lines_with_links(submit(staff(DESK), "cancel", book(slots[0], **PHONE), by="house")) == ONE_CALL
    [call] = manual_delivery.open_messages("phone")
    assert call.rendered.to == "0371 33505"


def test_moving_by_the_house_leads_to_the_call(staff, slots, book):
    row = book(slots[0], **PHONE)
    assert lines_with_links(submit(staff(DESK), "move", row, by="house", slot=slots[3].pk)) == ONE_CALL


@pytest.mark.parametrize("form_data", [{"by": "person"}, {"by": "house", "without_notification": "on"}])
@pytest.mark.parametrize("name", ["cancel", "move"])
def test_no_call_is_needed_if_the_person_knows(staff, slots, book, name, form_data):
    page = submit(staff(DESK), name, book(slots[0], **PHONE), slot=slots[3].pk, **form_data)
    assert not Message.objects.filter(channel="phone").open().exists()
    assert lines_with_links(page) == []


def test_no_call_is_needed_if_all_have_a_mailbox(staff, slots, book):
    assert lines_with_links(submit(staff(DESK), "cancel", book(slots[0]), by="house")) == []


def test_a_closed_day_leads_to_all_calls_only_once_it_is_confirmed(staff, slots, book, topic):
    for slot in slots[:2]:
        book(slot, **PHONE)
    book(slots[2])
    offering.offer(
        slots[3],
        waitlist_entry=waiting(topic, Person("A", phone="0371 33507")),
        until=clock.now() + timedelta(hours=2),
    )
    manual_delivery.mark_reached(Message.objects.get(kind="free"))
    day = clock.today() + timedelta(days=1)
    form_data = {"name": "Inventur", "first_day": day.isoformat(), "last_day": ""}
    add, client = reverse("admin:house_closingday_add"), staff(LEAD, DESK)
    assert lines_with_links(client.post(add, form_data)) == []
    page = client.post(add, form_data | {"_confirmed": "1"}, follow=True)
    assert lines_with_links(page) == ["Bitte anrufen: 3 Personen haben nur ein Telefon. Zur Anrufliste"]


def test_sick_leave_links_to_the_calls_except_for_counsellors(staff, slots, book):
    book(slots[0], **PHONE)
    ill = {"counsellor": slots[0].counsellor_id, "day": (clock.today() + timedelta(days=1)).isoformat()}
    page = staff(DESK).post(reverse("admin:counselling_absence_ill"), ill | {"_confirmed": "1"}, follow=True)
    assert lines_with_links(page) == ONE_CALL


def test_staff_without_permission_get_no_link_to_the_call_list(staff, slots, book):
    client = staff(COUNSELLORS)
    Counsellor.objects.update(user=get_user_model().objects.get())
    book(slots[0], **PHONE)
    ill = {"counsellor": slots[0].counsellor_id, "day": (clock.today() + timedelta(days=1)).isoformat()}
    page = client.post(reverse("admin:counselling_absence_ill"), ill | {"_confirmed": "1"}, follow=True)
    assert Message.objects.filter(channel="phone").open().exists()
    assert "abgesagt. Gute Besserung!" in page.text
    assert lines_with_links(page) == []
