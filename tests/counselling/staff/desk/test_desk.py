"""The desk: bookings by phone, moving, cancelling, and attendance at the end of the day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from counselling.booking import bookings as bookings
from counselling.models import Booking, Slot
from kasch_site.accounts.roles import DESK, LEAD
from kasch_site.common import clock
from kasch_site.house.models import Language
from kasch_site.messaging.models import Message
from tests.kasch_site.common.admin.optimistic_locking.conftest import conflicts_in
from tests.support.browser.browser_forms import form_on

pytestmark = pytest.mark.django_db
INDEX = "/admin/counselling/booking/"


@pytest.fixture
def desk(in_november, client, django_user_model):
    """Return a client logged in with the desk role."""
    user = django_user_model.objects.create_user("empfang", is_staff=True)
    user.groups.add(Group.objects.get(name=DESK))
    client.force_login(user)
    return client


def book_page(slot):
    return reverse("admin:counselling_book", args=["wohngeld", slot.pk])


def page(row, name="booking_change"):
    return reverse(f"admin:counselling_{name}", args=[row.pk])


def version_of(row):
    """Return the token of what the page of a booking shows now, as its forms send it."""
    return {"version": Booking.objects.get(pk=row.pk).version}


def assign(client, slot, **form_data):
    form = {"name": "Frau Weber", "contact": "0371 33 50 520", "number": uuid4()}
    return client.post(book_page(slot), form | form_data, follow=True)


def test_a_booking_needs_three_clicks_and_ends_with_the_slip(desk, slots):
    topics = desk.get(INDEX)
    times = reverse("admin:counselling_times", args=["wohngeld"])
    assert times in topics.text
    assert book_page(slots[0]) in desk.get(times).text
    slip = assign(desk, slots[0])
    assert slip.redirect_chain[-1][0].endswith("/zettel/")
    assert str(Booking.objects.get()) in slip.text and "Wohngeld" not in slip.text


def test_only_the_name_is_required(desk, slots):
    assign(desk, slots[0], contact="")
    booking = Booking.objects.get()
    assert (booking.name, booking.email, booking.phone, booking.at_desk) == ("Frau Weber", "", "", True)


def test_submitting_the_form_twice_creates_one_booking(desk, slots):
    number = uuid4()
    assign(desk, slots[0], number=number)
    assign(desk, slots[0], number=number)
    assert Booking.objects.count() == 1


def test_a_taken_slot_is_refused_with_alternatives_without_losing_input(desk, slots, book):
    book(slots[0])
    response = assign(desk, slots[0], note="bitte klingeln")
    assert Booking.objects.count() == 1
    assert "bitte klingeln" in response.text and "error-summary" in response.text
    assert book_page(slots[1]) in response.text


def test_the_desk_may_book_urgent_slots(desk, slots):
    urgent = next(slot for slot in slots if slot.is_urgent)
    assign(desk, urgent)
    assert Booking.objects.get().slot == urgent


def test_nobody_is_notified_if_staff_skip_notifications(desk, slots):
    assign(desk, slots[0], contact="weber@example.org", without_notification="on")
    assert not Message.objects.open().exists()
    assign(desk, slots[1], contact="anna@example.org")
    assert Message.objects.open().count() == 1


def test_a_booking_is_found_by_name_code_and_number(desk, slots, book):
    booking = book(slots[0], "Frau Müller", phone="0371 5550123")
    # The area code of the house may be omitted.
    for query in ["Mueller", "mül", str(booking), "+49 371 5550123", "555 01 23", "50123"]:
        assert page(booking) in desk.get(INDEX, {"q": query}).text, query
    for query in ["Schmidt", "0123", "5550124"]:
        assert page(booking) not in desk.get(INDEX, {"q": query}).text, query


@pytest.mark.parametrize("query", ["Müller Anna", "Anna Müller", "mueller anna", "Muller, Anna"])
def test_last_and_first_name_match_in_either_order(desk, slots, book, query):
    booking, other = book(slots[0], "Anna Müller"), book(slots[1], "Anna Schmidt")
    text = desk.get(INDEX, {"q": query}).text
    assert page(booking) in text and page(other) not in text


def test_a_booking_is_moved_by_selecting_another_slot(desk, slots, book):
    booking = book(slots[0], phone="0371 5550123")
    assert f"?slot={slots[2].pk}" in desk.get(page(booking, "move")).text
    question = desk.get(page(booking, "move"), {"slot": slots[2].pk}).text
    assert "Wer möchte verschieben?" in question and Booking.objects.get().slot == slots[0]
    desk.post(page(booking, "move"), {"slot": slots[2].pk, "by": "house", **version_of(booking)})
    booking.refresh_from_db()
    assert booking.slot == slots[2]
    assert Message.objects.open().filter(kind="moved", channel="phone").exists()


def test_a_person_who_moves_by_phone_is_not_called_about_it(desk, slots, book):
    booking = book(slots[0], phone="0371 5550123")
    desk.post(page(booking, "move"), {"slot": slots[2].pk, "by": "person", **version_of(booking)})
    booking.refresh_from_db()
    assert booking.slot == slots[2]
    assert not Message.objects.open().exists()


def test_a_person_who_moves_by_phone_gets_a_mail_with_the_new_time(desk, slots, book):
    booking = book(slots[0])
    desk.post(page(booking, "move"), {"slot": slots[2].pk, "by": "person", **version_of(booking)})
    assert [(each.kind, each.channel) for each in Message.objects.open()] == [("moved", "mail")]
    desk.post(
        page(booking, "move"),
        {"slot": slots[3].pk, "by": "person", "without_notification": "on", **version_of(booking)},
    )
    assert not Message.objects.open().exists()


def test_staff_may_move_a_booking_to_an_urgent_slot(desk, slots, book):
    booking, urgent = book(slots[0]), next(slot for slot in slots if slot.is_urgent)
    desk.post(page(booking, "move"), {"slot": urgent.pk, "by": "person", **version_of(booking)})
    assert Booking.objects.get().slot == urgent


def test_a_slot_taken_meanwhile_is_refused_with_a_message(desk, slots, book):
    booking = book(slots[0])
    book(slots[1])
    assert "nicht mehr frei" in desk.get(page(booking, "move"), {"slot": slots[1].pk}).text


def days_in(text, slots):
    """Return the days of the slots that a page offers."""
    return {slot.starts_at.date() for slot in slots if book_page(slot) in text}


def test_the_desk_sees_a_week_a_day_and_later_slots(desk, slots):
    times = reverse("admin:counselling_times", args=["wohngeld"])
    first, second = sorted({slot.starts_at.date() for slot in slots})[:2]
    week = desk.get(times)
    assert days_in(week.text, slots) == {first}
    later = f"?ab={first + timedelta(days=7)}"
    assert later in week.text
    assert days_in(desk.get(times + later).text, slots) == {second}
    assert days_in(desk.get(times, {"ab": second.isoformat(), "tage": "1"}).text, slots) == {second}
    nothing = desk.get(times, {"ab": (second + timedelta(days=1)).isoformat(), "tage": "1"}).text
    assert "An diesem Tag ist nichts frei." in nothing and f"?ab={second + timedelta(days=7)}" in nothing


def test_the_week_starts_with_the_first_free_slot(desk, slots):
    Slot.objects.filter(starts_at__lt=slots[0].starts_at + timedelta(days=20)).delete()
    assert days_in(desk.get(reverse("admin:counselling_times", args=["wohngeld"])).text, slots)


@pytest.mark.parametrize("day", ["", "gestern", "2020-01-01", "9999-12-31", "2" * 500, "0001-01-01"])
def test_an_invalid_day_shows_the_next_free_slots(desk, slots, day):
    response = desk.get(reverse("admin:counselling_times", args=["wohngeld"]), {"ab": day})
    assert response.status_code == 200 and book_page(slots[0]) in response.text


def test_the_slots_have_a_constant_query_count(desk, slots, schedule_rule, django_assert_max_num_queries):
    times = reverse("admin:counselling_times", args=["wohngeld"])
    Slot.objects.exclude(pk=slots[0].pk).update(state="withdrawn")
    with django_assert_max_num_queries(25) as few:
        desk.get(times)
    Slot.objects.update(state="free")
    with django_assert_max_num_queries(len(few)):
        desk.get(times)


def form_data(row, **changed):
    return {"name": row.name, "phone": row.phone, "email": row.email, **changed}


def test_name_and_number_are_corrected_on_a_separate_page(desk, slots, book):
    booking = book(slots[0], "Frau Meyer", phone="0371 5550123")
    address = page(booking, "correct")
    assert address in desk.get(page(booking)).text
    assert "Frau Meyer" in desk.get(address).text
    response = desk.post(address, form_data(booking, name="Frau Maier", phone="0371 5550199"))
    assert response["Location"] == page(booking)
    booking.refresh_from_db()
    assert (booking.name, booking.phone, booking.phone_key) == ("Frau Maier", "0371 5550199", "+493715550199")


def test_what_somebody_else_has_corrected_meanwhile_is_kept(desk, slots, book):
    booking = book(slots[0], "Frau Meyer", phone="0371 5550123")
    form = form_on(desk.get(page(booking, "correct")))
    Booking.objects.filter(pk=booking.pk).update(phone="0371 5550199", phone_key="+493715550199")
    assert desk.post(page(booking, "correct"), form | {"name": "Frau Maier"}).status_code == 302
    booking.refresh_from_db()
    assert (booking.name, booking.phone) == ("Frau Maier", "0371 5550199")


def test_two_corrections_of_one_name_are_shown_with_a_choice(desk, slots, book):
    booking = book(slots[0], "Frau Meyer", phone="0371 5550123")
    form = form_on(desk.get(page(booking, "correct")))
    Booking.objects.filter(pk=booking.pk).update(name="Frau Meier")
    response = desk.post(page(booking, "correct"), form | {"name": "Frau Maier"})
    mine, theirs, choice = conflicts_in(response)["Name"]
    assert (mine, theirs) == ("Frau Maier", "Frau Meier")
    assert Booking.objects.get().name == "Frau Meier"
    assert desk.post(page(booking, "correct"), form_on(response) | {choice: "mine"}).status_code == 302
    assert Booking.objects.get().name == "Frau Maier"


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "123"}, {"phone": "12", "email": ""}, {"phone": ""}])
def test_an_invalid_correction_is_refused_and_preserves_input(desk, slots, book, wrong):
    booking = book(slots[0], "Frau Meyer", phone="0371 5550123")
    response = desk.post(page(booking, "correct"), form_data(booking, **{"name": "Frau Neu"} | wrong))
    assert response.status_code == 200 and "error-summary" in response.text
    assert Booking.objects.get().name == "Frau Meyer"


def test_moving_to_a_taken_slot_is_refused_with_a_message(desk, slots, book):
    booking = book(slots[0])
    book(slots[1])
    response = desk.post(page(booking, "move"), {"slot": slots[1].pk, **version_of(booking)})
    assert response.status_code == 200
    assert Booking.objects.get(pk=booking.pk).slot == slots[0]


@pytest.mark.parametrize("slot", ["", "x", "9" * 30, "²"])
def test_a_tampered_slot_number_is_refused_with_a_message(desk, slots, book, slot):
    booking = book(slots[0])
    assert desk.post(page(booking, "move"), {"slot": slot, **version_of(booking)}).status_code == 200


@pytest.mark.parametrize("by", ["person", "house"])
def test_cancelling_asks_for_confirmation_once_and_records_by_whom(desk, slots, book, by):
    booking = book(slots[0])
    assert desk.get(page(booking, "cancel")).status_code == 200
    assert Booking.objects.get().state == "booked"
    desk.post(page(booking, "cancel"), {"by": by, **version_of(booking)})
    booking.refresh_from_db()
    assert (booking.state, booking.cancelled_by) == ("cancelled", by)


def test_attendance_is_recorded_with_one_button_and_can_be_undone(desk, slots, book, time_machine):
    booking, user = book(slots[0]), desk.get(INDEX).wsgi_request.user
    time_machine.move_to(booking.slot.ends_at + timedelta(minutes=5), tick=False)
    desk.force_login(user)
    for button, state in [("came", "came"), ("missed", "missed"), ("undo", "booked")]:
        desk.post(page(booking), {"do": button, **version_of(booking)})
        assert Booking.objects.get().state == state


def test_attendance_is_recorded_in_the_list_of_the_day_after_the_start(
    desk, slots, book, time_machine, django_user_model
):
    booking = book(slots[0], phone="0371 5550123")
    its_day = reverse("admin:counselling_day", args=[slots[0].starts_at.date().isoformat()])
    button = f"War da: {booking.name}"
    time_machine.move_to(slots[0].starts_at - timedelta(minutes=1))
    desk.force_login(django_user_model.objects.get())
    assert button not in desk.get(its_day).text
    time_machine.move_to(slots[0].starts_at + timedelta(minutes=1))
    assert button in desk.get(its_day).text and button in desk.get(INDEX).text
    response = desk.post(page(booking), {"do": "came", "back": its_day.split("/")[-2], **version_of(booking)})
    assert response["Location"] == its_day
    assert button not in desk.get(its_day).text
    assert Booking.objects.get().state == "came"
    assert desk.post(page(booking), {"do": "missed", "back": "index", **version_of(booking)})["Location"] == INDEX
    assert desk.post(page(booking), {"do": "undo", "back": "//example.org", **version_of(booking)}).status_code == 404


def test_the_admin_index_links_to_the_bookings_of_tomorrow(desk, slots):
    assert (
        reverse("admin:counselling_day", args=[(clock.today() + timedelta(days=1)).isoformat()]) in desk.get(INDEX).text
    )


def test_an_unknown_button_is_refused_with_a_message(desk, slots, book):
    booking = book(slots[0])
    assert desk.post(page(booking), {"do": "eat", **version_of(booking)}, follow=True).status_code == 200
    assert Booking.objects.get().state == "booked"


def test_a_person_who_missed_the_last_appointment_is_marked_to_be_called_before(desk, slots, book):
    missed = book(slots[0], phone="0371 5550123")
    Booking.objects.filter(pk=missed.pk).update(state="missed")
    again = book(slots[7], "Herr Anders", phone="+49 371/5550123")
    other = book(slots[8], phone="0371 5550124")
    assert "vorher anrufen" in desk.get(page(again)).text
    assert "vorher anrufen" not in desk.get(page(other)).text


def test_erasing_a_person_on_request_passes_the_slot_on(slots, book):
    from counselling import retention

    book(slots[0], phone="0371 5550123")
    kept = book(slots[1])
    assert retention.erase_person("0371/5550123") == 1
    assert list(Booking.objects.all()) == [kept]
    assert Slot.objects.get(pk=slots[0].pk).state == "cooling"
    assert not Message.objects.open().filter(subject__startswith="booking:", kind="cancelled").exists()
    assert bookings.cancel(kept).state == "cancelled"


def test_a_cancelled_booking_gets_a_new_slot_and_no_slip(desk, slots, book):
    row = book(slots[0])
    desk.post(page(row, "cancel"), {"by": "person", **version_of(row)})
    record = desk.get(page(row)).text
    assert "Neuen Termin vergeben" in record and reverse("admin:counselling_times", args=["wohngeld"]) in record
    assert "Zettel drucken" not in record


def test_the_lead_sees_statistics_without_links_to_forbidden_pages(in_november, client, django_user_model, slots):
    lead = django_user_model.objects.create_user("leitung", is_staff=True)
    lead.groups.add(Group.objects.get(name=LEAD))
    client.force_login(lead)
    numbers = reverse("admin:counselling_statistics")
    assert f'href="{numbers}"' in client.get(reverse("admin:index")).text
    assert f'href="{INDEX}"' not in client.get(numbers).text
    assert client.get(INDEX).status_code == 403


def test_the_desk_sees_a_missing_interpreter_and_records_that_one_is_ordered(desk, slots, book, house):
    row = book(slots[0], interpreter=Language.objects.create(code="uk", name="Ukrainisch"))
    todo = "Für einen Beratungstermin ist noch keine Übersetzung bestellt."
    assert todo in desk.get("/admin/").text
    assert "Dolmetschen: Ukrainisch (noch nicht bestellt)" in desk.get(page(row)).text
    desk.post(page(row), {"do": "ordered", **version_of(row)})
    assert Booking.objects.get().interpreter_ordered
    assert "Dolmetschen: Ukrainisch (bestellt)" in desk.get(page(row)).text
    assert todo not in desk.get("/admin/").text
    desk.post(page(row), {"do": "not_ordered", **version_of(row)})
    assert not Booking.objects.get().interpreter_ordered


def test_no_interpreter_is_missing_where_the_counsellor_speaks_the_language(desk, slots, book, house):
    language = Language.objects.create(code="uk", name="Ukrainisch")
    row = book(slots[0], interpreter=language)
    row.slot.counsellor.languages.add(language)
    text = desk.get(page(row)).text
    assert "auf Ukrainisch" in text and "bestellt" not in text
    assert "keine Übersetzung bestellt" not in desk.get("/admin/").text
