"""Permissions: counsellors read their own bookings, the desk names and times, the lead statistics."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from counselling.models import AccessLogEntry, Booking, Counsellor, Slot
from kasch_site.accounts.roles import COUNSELLORS, DESK, EDITORS, LEAD
from kasch_site.common import clock
from kasch_site.common.text.time_words import day_in_words

pytestmark = pytest.mark.django_db
INDEX = "/admin/counselling/booking/"


@pytest.fixture
def as_role(in_november, client, django_user_model):
    """Return a function that logs in a member of staff with a role, as the given counsellor if there is one."""

    def log_in(role, counsellor=None):
        user, _new = django_user_model.objects.get_or_create(username=role.lower(), is_staff=True)
        user.groups.set([Group.objects.get(name=role)])
        if counsellor:
            Counsellor.objects.filter(pk=counsellor.pk).update(user=user)
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def booking(slots, book):
    return book(slots[0], "Frau Geheim", note="bitte klingeln")


@pytest.fixture
def colleague(db):
    return Counsellor.objects.create(name="Beispiel, Clara")


def pages_of(booking):
    names = ("counselling_booking_change", "counselling_slip", "counselling_cancel", "counselling_move")
    return [reverse(f"admin:{name}", args=[booking.pk]) for name in names]


def day_page(booking):
    return reverse("admin:counselling_day", args=[booking.slot.starts_at.date().isoformat()])


def test_a_counsellor_opens_their_own_bookings(as_role, booking):
    client = as_role(COUNSELLORS, booking.slot.counsellor)
    response = client.get(pages_of(booking)[0])
    assert "Frau Geheim" in response.text and "bitte klingeln" in response.text


def test_the_admin_index_shows_a_counsellor_their_day(as_role, booking):
    assert "Wer heute zu mir kommt" in as_role(COUNSELLORS, booking.slot.counsellor).get("/admin/").text
    assert "Wer heute zu mir kommt" not in as_role(DESK).get("/admin/").text


def test_records_of_other_counsellors_look_like_unknown_ones(as_role, booking, colleague):
    owner = as_role(COUNSELLORS, booking.slot.counsellor)
    for page in [*pages_of(booking)[:2], day_page(booking)]:
        assert "Geheim" in owner.get(page).text
    Counsellor.objects.filter(pk=booking.slot.counsellor.pk).update(user=None)
    client = as_role(COUNSELLORS, colleague)
    for page in pages_of(booking):
        foreign = client.get(page)
        unknown = client.get(page.replace(f"/{booking.pk}/", "/999999/"))
        assert (foreign.status_code, unknown.status_code) == (404, 404)
        assert foreign.text.replace(f"/{booking.pk}/", "/999999/") == unknown.text
    assert "Geheim" not in client.get(day_page(booking)).text
    assert "Geheim" not in client.get(INDEX, {"q": "Geheim"}).text.replace("„Geheim“", "").replace('value="Geheim"', "")


def test_a_counsellor_without_an_own_account_sees_no_bookings(as_role, booking):
    assert as_role(COUNSELLORS).get(INDEX).status_code == 403


@pytest.mark.parametrize("role", [LEAD, EDITORS])
def test_the_lead_and_editors_cannot_open_records(as_role, booking, role):
    client = as_role(role)
    for page in [*pages_of(booking), INDEX, day_page(booking)]:
        assert client.get(page).status_code == 403, page
    for page in pages_of(booking):
        assert client.post(page, {"do": "came"}).status_code == 403, page
    assert Booking.objects.get().state == "booked"


def test_only_the_lead_sees_statistics_and_the_access_log(as_role, booking):
    pages = [reverse("admin:counselling_statistics"), reverse("admin:counselling_statistics_csv", args=[2026]),
             reverse("admin:counselling_accesslogentry_changelist")]  # fmt: skip
    for role, allowed in [(LEAD, True), (EDITORS, False), (DESK, False), (COUNSELLORS, False)]:
        client = as_role(role, booking.slot.counsellor if role == COUNSELLORS else None)
        assert {client.get(page).status_code for page in pages} == {200 if allowed else 403}, role


def test_the_desk_sees_names_without_topics_in_lists(as_role, booking):
    client = as_role(DESK)
    for page in [day_page(booking), f"{INDEX}?q=Geheim"]:
        response = client.get(page)
        assert "Frau Geheim" in response.text
        assert "Wohngeld" not in response.text and "bitte klingeln" not in response.text


def week_page(booking):
    return reverse("admin:counselling_week", args=[booking.slot.starts_at.date().isoformat()])


def test_the_week_shows_a_counsellor_their_own_appointments_and_the_desk_all(as_role, booking, colleague):
    for client in (as_role(COUNSELLORS, booking.slot.counsellor), as_role(DESK)):
        page = client.get(week_page(booking))
        assert "Frau Geheim" in page.text and "frei" in page.text
        assert "Wohngeld" not in page.text
    assert set(AccessLogEntry.objects.values_list("how", "booking_number")) == {("day", booking.pk)}
    Counsellor.objects.update(user=None)
    assert "Geheim" not in as_role(COUNSELLORS, colleague).get(week_page(booking)).text
    assert as_role(EDITORS).get(week_page(booking)).status_code == 403


def test_a_counsellor_moves_an_appointment_to_another_of_their_own_times(as_role, booking, slots, colleague):
    client, page = as_role(COUNSELLORS, booking.slot.counsellor), pages_of(booking)[3]
    foreign = Slot.objects.exclude(pk=booking.slot_id).filter(state="free").last()
    Slot.objects.filter(pk=foreign.pk).update(counsellor=colleague)
    text = client.get(page).text
    assert f"?slot={slots[2].pk}" in text and f"?slot={foreign.pk}" not in text
    version = {"version": Booking.objects.get().version, "by": "person"}
    client.post(page, {"slot": foreign.pk, **version})
    assert Booking.objects.get().slot_id == booking.slot_id
    client.post(page, {"slot": slots[2].pk, **version})
    assert Booking.objects.get().slot_id == slots[2].pk


def test_a_counsellor_sees_topics_on_their_own_list(as_role, booking):
    response = as_role(COUNSELLORS, booking.slot.counsellor).get(day_page(booking))
    assert "Wohngeld" in response.text and "bitte klingeln" in response.text


def test_the_desk_sees_the_topic_while_booking_and_moving(as_role, booking):
    client = as_role(DESK)
    assert "Wohngeld" in client.get(pages_of(booking)[0]).text
    assert client.get(pages_of(booking)[3]).status_code == 200


def test_each_access_is_logged_without_names_and_a_reload_is_not(as_role, booking, time_machine):
    client = as_role(DESK)
    client.get(pages_of(booking)[0])
    client.get(pages_of(booking)[0])
    client.get(day_page(booking))
    client.get(pages_of(booking)[1])
    time_machine.shift(timedelta(minutes=61))
    client = as_role(DESK)
    client.get(f"{INDEX}?q=Geheim")
    lines = list(AccessLogEntry.objects.order_by("pk").values_list("how", "booking_number", "by__username"))
    assert lines == [(how, booking.pk, "empfang") for how in ("record", "day", "slip", "record")]


def test_the_log_names_the_day_of_the_appointment(in_november, admin_client, booking):
    AccessLogEntry.objects.create(at=clock.now(), how="record", booking_number=booking.pk)
    AccessLogEntry.objects.create(at=clock.now(), how="call", booking_number=7, is_waitlist=True)
    text = admin_client.get(reverse("admin:counselling_accesslogentry_changelist")).text
    assert f"Termin Nr. {booking.pk}" in text and day_in_words(booking.slot.starts_at.date()) in text
    assert "Warteliste Nr. 7" in text


def test_a_refused_access_is_not_logged(as_role, booking):
    as_role(EDITORS).get(pages_of(booking)[0])
    assert not AccessLogEntry.objects.exists()


def test_log_entries_cannot_be_changed_or_deleted(in_november, admin_client, booking):
    line = AccessLogEntry.objects.create(at=clock.now(), how="record", booking_number=booking.pk)
    page = reverse("admin:counselling_accesslogentry_change", args=[line.pk])
    assert admin_client.post(page, {"how": "day"}).status_code == 403
    assert admin_client.post(page.replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert AccessLogEntry.objects.filter(how="record").exists()


def test_pages_with_personal_data_are_not_cached(as_role, booking):
    client = as_role(DESK)
    for page in [*pages_of(booking), INDEX, day_page(booking)]:
        assert "no-store" in client.get(page)["Cache-Control"], page


def test_the_list_has_a_constant_query_count(as_role, slots, book, django_assert_max_num_queries):
    client = as_role(DESK)
    first = book(slots[0])
    Slot.objects.exclude(pk=first.slot_id).filter(starts_at__gt=clock.now() + timedelta(days=3)).delete()
    with django_assert_max_num_queries(22) as few:
        client.get(day_page(first))
    for slot in slots[1:5]:
        book(slot)
    with django_assert_max_num_queries(len(few)):
        client.get(day_page(first))


def test_the_lead_finds_who_accessed_a_record(as_role, booking):
    as_role(COUNSELLORS, booking.slot.counsellor).get(pages_of(booking)[0])
    readings = reverse("admin:counselling_accesslogentry_changelist")
    client = as_role(LEAD)
    for query, is_found in [
        (str(booking.pk), True),
        (COUNSELLORS.lower(), True),
        (f"{booking.pk}0", False),
        ("niemand", False),
    ]:
        assert (
            COUNSELLORS.lower() in client.get(readings, {"q": query}).text.partition("result_list")[2]
        ) is is_found, query
