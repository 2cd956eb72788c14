"""Absences: each affected booking needs a decision, and sick leave is recorded with one button."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from counselling.booking.offers import acceptance
from counselling.models import Absence, Booking, Counsellor, Offer, Slot
from counselling.scheduling import absences, slot_generation
from kasch_site.accounts.roles import COUNSELLORS, DESK, LEAD
from kasch_site.common import clock
from kasch_site.messaging.models import Message

pytestmark = pytest.mark.django_db
ADD = "/admin/counselling/absence/add/"
SICK_LEAVE = "/admin/counselling/absence/krank/"
State = Slot.State


@pytest.fixture
def tomorrow(slots):
    """Return the day of the first six slots."""
    return clock.today() + timedelta(days=1)


@pytest.fixture
def absence(schedule_rule, tomorrow):
    start, end = clock.day_bounds(tomorrow)
    return Absence(counsellor=schedule_rule.counsellor, starts_at=start, ends_at=end)


@pytest.fixture
def staff(client, django_user_model):
    """Return a function that logs in a member of staff with a role."""

    def log_in(role, name="jemand"):
        user = django_user_model.objects.create_user(name, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return user

    return log_in


def on(day):
    return Slot.objects.within(*clock.day_bounds(day))


def open_messages(kind):
    return Message.objects.filter(section="counselling", kind=kind).open()


def test_an_absence_with_undecided_bookings_is_refused(absence, slots, book):
    first, second = book(slots[0]), book(slots[1])
    with pytest.raises(absences.UndecidedBookings) as refused:
        absences.save_absence(absence, {first.pk: absences.KEEP})
    assert refused.value.bookings == [second]
    with pytest.raises(absences.UndecidedBookings):
        absences.save_absence(absence, {first.pk: absences.KEEP, second.pk: "egal"})
    assert not Absence.objects.exists()
    assert on(clock.today() + timedelta(days=1)).free(clock.now()).count() == 4


def test_each_decision_is_carried_out_and_free_slots_are_withdrawn(absence, slots, book, tomorrow):
    offered, cancelled, kept = book(slots[0]), book(slots[1]), book(slots[2])
    decisions = {offered.pk: absences.OFFER, cancelled.pk: absences.CANCEL, kept.pk: absences.KEEP}
    assert absences.save_absence(absence, decisions) == []
    states = dict(Booking.objects.values_list("pk", "state"))
    assert states == {offered.pk: "cancelled", cancelled.pk: "cancelled", kept.pk: "booked"}
    assert set(Booking.objects.filter(state="cancelled").values_list("cancelled_by", flat=True)) == {"house"}
    other = Offer.objects.open().filter(booking=offered)
    assert other.count() == 2
    # None of the alternatives is during the absence.
    assert not [row for row in other if row.slot in on(tomorrow)]
    assert sorted(on(tomorrow).values_list("state", flat=True)) == ["booked", "withdrawn", "withdrawn"]
    assert (open_messages("instead").count(), open_messages("cancelled").count()) == (1, 1)
    assert slot_generation.generate_slots(clock.today()) == []


def test_bookings_outside_the_absence_need_no_decision(schedule_rule, slots, book, tomorrow):
    booked = book(slots[0])
    start = booked.slot.ends_at
    assert absences.affected(schedule_rule.counsellor, start, start + timedelta(hours=5)) == []
    assert absences.affected(schedule_rule.counsellor, start - timedelta(minutes=1), start) == [booked]
    other = Counsellor.objects.create(name="Beispiel, Zwei")
    assert absences.affected(other, *clock.day_bounds(tomorrow)) == []


def test_recording_sick_leave_is_idempotent(schedule_rule, slots, book, tomorrow):
    by_mail, by_phone = book(slots[0]), book(slots[1], phone="0171 3920001")
    at_desk = book(slots[2])
    Booking.objects.filter(pk=at_desk.pk).update(email="", email_key="", at_desk=True)
    for _again in range(2):
        unreachable = absences.record_sick_leave(schedule_rule.counsellor, tomorrow)
    assert unreachable == []
    assert Absence.objects.get().kind == Absence.Kind.ILL
    assert not on(tomorrow).free(clock.now()).exists()
    assert {row.channel for row in open_messages("instead")} == {"mail", "phone"}
    assert open_messages("instead").count() == 2
    for booking in (by_mail, by_phone, at_desk):
        assert booking.offers.open().count() == 2


def test_persons_without_contact_details_are_listed_for_staff(schedule_rule, slots, book, tomorrow):
    booked = book(slots[0])
    Booking.objects.filter(pk=booked.pk).update(email="", email_key="", at_desk=True)
    assert absences.record_sick_leave(schedule_rule.counsellor, tomorrow) == [booked]


def test_an_alternative_slot_is_accepted_with_one_click(schedule_rule, slots, book, tomorrow):
    booked = book(slots[0])
    absences.record_sick_leave(schedule_rule.counsellor, tomorrow)
    first, second = booked.offers.open().order_by("slot__starts_at")
    acceptance.accept(second)
    booked.refresh_from_db()
    first.slot.refresh_from_db()
    assert (booked.state, booked.slot_id) == ("booked", second.slot_id)
    assert first.slot.state == State.COOLING


def test_deleting_an_absence_restores_slots_but_not_cancelled_bookings(absence, slots, book, tomorrow):
    booked = book(slots[0])
    absences.save_absence(absence, {booked.pk: absences.CANCEL})
    absences.delete_absence(absence)
    assert on(tomorrow).free(clock.now()).count() == 6
    assert Booking.objects.get().state == "cancelled"


def test_a_booking_kept_in_an_absence_leaves_no_free_slot_when_cancelled(absence, slots, book, tomorrow):
    from counselling.booking import bookings as booking

    kept = book(slots[0])
    absences.save_absence(absence, {kept.pk: absences.KEEP})
    booking.cancel(kept)
    assert not on(tomorrow).exclude(state=State.WITHDRAWN).exists()


def form(schedule_rule, day, **more):
    return {"counsellor": schedule_rule.counsellor.pk, "kind": "away", "first_day": day.isoformat(), **more}


def test_the_form_asks_for_a_decision_about_each_booking_before_saving(
    staff, client, schedule_rule, slots, book, tomorrow
):
    staff(LEAD)
    booked = book(slots[0])
    page = client.post(ADD, form(schedule_rule, tomorrow))
    assert f"decision_{booked.pk}" in page.text
    assert "Was wird aus diesem Termin?" in page.text
    assert booked.name not in page.text
    assert not Absence.objects.exists()
    confirmation = client.post(ADD, form(schedule_rule, tomorrow, **{f"decision_{booked.pk}": "offer"}))
    assert "abgesagt, zwei andere Zeiten, per E-Mail" in confirmation.text
    assert not Absence.objects.exists() and not open_messages("instead").exists()
    client.post(ADD, form(schedule_rule, tomorrow, _confirmed="yes", **{f"decision_{booked.pk}": "offer"}))
    assert Absence.objects.get().ends_at - Absence.objects.get().starts_at == timedelta(days=1)
    assert open_messages("instead").count() == 1


def test_one_decision_may_apply_to_all_bookings(staff, client, schedule_rule, slots, book, tomorrow):
    staff(LEAD)
    kept, gone = book(slots[0]), book(slots[1])
    client.post(
        ADD, form(schedule_rule, tomorrow, _confirmed="yes", for_all="cancel", **{f"decision_{kept.pk}": "keep"})
    )
    assert dict(Booking.objects.values_list("pk", "state")) == {kept.pk: "booked", gone.pk: "cancelled"}


def test_nobody_is_notified_if_staff_skip_notifications(staff, client, schedule_rule, slots, book, tomorrow):
    staff(LEAD)
    before = book(slots[6])
    absences.record_sick_leave(schedule_rule.counsellor, tomorrow + timedelta(days=7))
    booked = book(slots[3])
    client.post(
        ADD, form(schedule_rule, tomorrow, _confirmed="without_notification", **{f"decision_{booked.pk}": "cancel"})
    )
    booked.refresh_from_db()
    assert booked.state == "cancelled"
    # Persons with a pending notification are notified too.
    assert [row.subject for row in open_messages("instead")] == [f"booking:{before.pk}"]
    assert not open_messages("cancelled").exists()


def test_an_absence_may_cover_some_hours_of_a_day(staff, client, schedule_rule, slots, tomorrow):
    staff(LEAD)
    client.post(ADD, form(schedule_rule, tomorrow, from_hour="10:00", until_hour="10:30"))
    assert on(tomorrow).free(clock.now()).count() == 4


@pytest.mark.parametrize(
    ("form_data", "message"),
    [
        ({"last_day": "2026-11-01"}, "Bitte prüfen Sie die Tage"),
        ({"first_day": "1026-11-01"}, "Bitte prüfen Sie die Tage"),
        ({"from_hour": "11:00", "until_hour": "10:00"}, "muss nach"),
        ({"first_day": "bald"}, "first_day"),
        ({"counsellor": "999999"}, "counsellor"),
    ],
)
def test_invalid_absences_are_refused_with_a_message(staff, client, schedule_rule, tomorrow, form_data, message):
    staff(LEAD)
    response = client.post(ADD, form(schedule_rule, tomorrow) | form_data)
    assert response.status_code == 200 and message in response.text
    assert not Absence.objects.exists()


def test_changing_an_absence_keeps_earlier_decisions(staff, client, schedule_rule, slots, book, tomorrow):
    staff(LEAD)
    booked = book(slots[0])
    absence = Absence(
        counsellor=schedule_rule.counsellor,
        **dict(zip(("starts_at", "ends_at"), clock.day_bounds(tomorrow), strict=True)),
    )
    absences.save_absence(absence, {booked.pk: absences.KEEP})
    address = f"/admin/counselling/absence/{absence.pk}/change/"
    assert tomorrow.isoformat() in client.get(address).text
    later = tomorrow + timedelta(days=1)
    page = client.post(address, form(schedule_rule, tomorrow, last_day=later.isoformat()))
    assert "checked" in page.text
    client.post(address, form(schedule_rule, tomorrow, last_day=later.isoformat(), for_all="keep"))
    absence.refresh_from_db()
    assert absence.ends_at == clock.day_bounds(later)[1]


def test_sick_leave_is_recorded_after_one_confirmation(staff, client, schedule_rule, slots, book, tomorrow):
    staff(DESK)
    booked = book(slots[0])
    form_data = {"counsellor": schedule_rule.counsellor.pk, "day": tomorrow.isoformat()}
    confirmation = client.post(SICK_LEAVE, form_data)
    assert "Wer bekommt eine Nachricht?" in confirmation.text
    assert not Absence.objects.exists()
    done = client.post(SICK_LEAVE, form_data | {"_confirmed": "yes"}, follow=True)
    assert "Gute Besserung!" in done.text
    assert booked.offers.open().count() == 2
    assert open_messages("instead").count() == 1


def test_sick_leave_without_notifications_still_offers_alternatives(
    staff, client, schedule_rule, slots, book, tomorrow
):
    staff(DESK)
    booked = book(slots[0])
    client.post(
        SICK_LEAVE,
        {"counsellor": schedule_rule.counsellor.pk, "day": tomorrow.isoformat(), "_confirmed": "without_notification"},
    )
    assert booked.offers.open().count() == 2
    assert not open_messages("instead").exists()


@pytest.mark.parametrize("day", ["2020-01-01", "2099-01-01", "heute", ""])
def test_sick_leave_cannot_begin_in_the_past(staff, client, schedule_rule, day):
    staff(DESK)
    response = client.post(SICK_LEAVE, {"counsellor": schedule_rule.counsellor.pk, "day": day, "_confirmed": "yes"})
    assert response.status_code == 200
    assert not Absence.objects.exists()


def test_counsellors_enter_only_their_own_absences(staff, client, schedule_rule, slots, book, tomorrow):
    user = staff(COUNSELLORS)
    own = Counsellor.objects.create(name="Beispiel, Ich", user=user)
    booked = book(slots[0])
    response = client.post(ADD, form(schedule_rule, tomorrow))
    assert response.status_code == 200 and f"decision_{booked.pk}" not in response.text
    assert (
        client.post(SICK_LEAVE, {"counsellor": schedule_rule.counsellor.pk, "day": tomorrow.isoformat()}).status_code
        == 200
    )
    assert not Absence.objects.exists()
    other = Absence.objects.create(
        counsellor=schedule_rule.counsellor, starts_at=clock.now(), ends_at=clock.now() + timedelta(1)
    )
    assert client.get(f"/admin/counselling/absence/{other.pk}/change/").status_code == 302
    client.post(SICK_LEAVE, {"counsellor": own.pk, "day": tomorrow.isoformat(), "_confirmed": "yes"})
    assert Absence.objects.filter(counsellor=own).exists()


def test_the_admin_index_links_to_sick_leave(staff, client, schedule_rule):
    user = staff(COUNSELLORS)
    Counsellor.objects.create(name="Beispiel, Ich", user=user)
    assert f'href="{reverse("admin:counselling_absence_ill")}"' in client.get("/admin/").text
