"""The desk adds callers to the waitlist when no slot is free, by the same rules as on the website."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from counselling.models import Slot, WaitlistEntry
from kasch_site.accounts.roles import DESK, LEAD
from kasch_site.messaging.models import Message
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
TIMES, WAIT = (
    "/admin/counselling/booking/vergeben/wohngeld/",
    "/admin/counselling/booking/vergeben/wohngeld/warteliste/",
)


@pytest.fixture
def desk(slots, client, django_user_model):
    user = django_user_model.objects.create_user("empfang", is_staff=True)
    user.groups.add(Group.objects.get(name=DESK))
    client.force_login(user)
    return client


@pytest.fixture
def nothing_free(slots):
    Slot.objects.update(state="withdrawn")


def form_data(**more):
    return {"name": "Frau Weber", "contact": "0371 33 50 520", "number": str(uuid4())} | more


def test_the_list_is_offered_where_nothing_is_free_on_any_day(desk, slots):
    assert reverse("admin:counselling_wait", args=["wohngeld"]) == WAIT
    assert WAIT not in desk.get(TIMES).text
    last = slots[-1].starts_at.date().isoformat()
    Slot.objects.exclude(pk=slots[0].pk).update(state="withdrawn")
    assert WAIT not in desk.get(TIMES, {"ab": last}).text, "an earlier time is free"
    Slot.objects.update(state="withdrawn")
    assert WAIT in desk.get(TIMES).text


def test_a_caller_is_put_on_the_waitlist_and_gets_an_offer_by_phone(desk, nothing_free, topic, advance):
    form = form_data(is_urgent="on")
    for _time in range(2):
        response = desk.post(WAIT, form, follow=True)
    assert "Frau Weber steht auf der Warteliste." in response.text
    entry = WaitlistEntry.objects.get()
    assert (entry.topic, entry.phone, entry.is_urgent, entry.must_confirm) == (topic, "0371 33 50 520", True, False)
    assert not Message.objects.exists()
    free = Slot.objects.filter(is_urgent=True).order_by("-starts_at").first()
    Slot.objects.filter(pk=free.pk).update(state="free")
    advance(free.ends_at - free.starts_at)
    assert Message.objects.get().kind == "free"


def test_a_mail_address_is_confirmed_first_as_on_the_website(desk, nothing_free):
    response = desk.post(WAIT, form_data(contact="weber@example.org"), follow=True)
    assert "Frau Weber bekommt eine E-Mail" in response.text
    assert WaitlistEntry.objects.get().must_confirm
    assert Message.objects.get().kind == "confirm_entry"


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "123"}, {"contact": ""}, {"contact": "12"}])
def test_a_mistake_is_reported_and_nothing_is_lost(desk, nothing_free, wrong):
    response = desk.post(WAIT, form_data(**wrong, is_urgent="on"))
    assert parse(response).one(class_="error-summary")
    assert {"name": "Frau Weber", "contact": "0371 33 50 520"}[
        {"name": "contact", "contact": "name"}[next(iter(wrong))]
    ] in (response.text)
    assert not WaitlistEntry.objects.exists()


def test_no_entry_is_added_while_a_slot_is_free(desk):
    response = desk.post(WAIT, form_data())
    assert "Zurzeit sind Zeiten frei." in response.text and "0371 33 50 520" in response.text
    assert not WaitlistEntry.objects.exists()


def test_only_the_desk_puts_people_on_the_list(nothing_free, client, django_user_model):
    lead = django_user_model.objects.create_user("leitung", is_staff=True)
    lead.groups.add(Group.objects.get(name=LEAD))
    client.force_login(lead)
    assert client.post(WAIT, form_data()).status_code == 403
    assert not WaitlistEntry.objects.exists()
