"""If a booking changes after its page was shown, the buttons of that page refuse to act."""

from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from counselling.booking import bookings, corrections, desk_bookings, interpreters, moving
from counselling.booking.corrections import Contact
from counselling.booking.refusals.errors import BookingRefused
from counselling.models import Booking
from kasch_site.accounts.roles import DESK
from kasch_site.house.models import Language
from kasch_site.messaging.models import Message
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
# Pages that compare each typed field with what is stored.
MERGING = {"admin:counselling_correct"}


@pytest.fixture
def language(house):
    return Language.objects.create(code="uk", name="Ukrainisch")


@pytest.fixture
def row(book, slots, language):
    return book(slots[0], "Frau Weber", phone="0371 5550123", interpreter=language)


@pytest.fixture
def desk(client, django_user_model, in_november, row, time_machine):
    """Return a client logged in at the desk during the appointment, when the page shows every button."""
    user = django_user_model.objects.create_user("empfang", is_staff=True)
    user.groups.add(Group.objects.get(name=DESK))
    time_machine.move_to(row.slot.starts_at + timedelta(minutes=1), tick=False)
    client.force_login(user)
    return client


def pages_of(row):
    """Return every admin page of a booking by its route, also those to move it."""
    routes = [each for each in admin.site._registry[Booking].get_urls() if "<int:pk>" in str(each.pattern)]
    addresses = {f"admin:{each.name}": reverse(f"admin:{each.name}", args=[row.pk]) for each in routes}
    free = bookings.Slot.objects.filter(state="free", starts_at__gt=row.slot.ends_at).order_by("starts_at").first()
    addresses["admin:counselling_move"] += f"?slot={free.pk}"
    addresses["admin:counselling_booking_change"] = reverse("admin:counselling_booking_change", args=[row.pk])
    addresses["admin:counselling_booking_changelist"] = reverse("admin:counselling_booking_changelist")
    day = row.slot.starts_at.date().isoformat()
    addresses["admin:counselling_day"] = reverse("admin:counselling_day", args=[day])
    return addresses


def buttons_on(client, address):
    """Yield the address and the data that each button of each form on a page sends."""
    for form in parse(client.get(address)).all("form", method="post"):
        action = form.get("action", "")
        if form.get("id") == "logout-form" or "i18n" in action:
            continue
        data = {
            each["name"]: each.get("value", "on")
            for each in form.all("input")
            if each.get("type") not in ("radio", "checkbox") or "checked" in each.attrs
        }
        for button in form.all("button"):
            named = {button["name"]: button.get("value", "")} if button.get("name") else {}
            yield urljoin(address, action), data | named


def actions(desk, row):
    return [
        (route, address, data)
        for route, page in pages_of(row).items()
        if route not in MERGING
        for address, data in buttons_on(desk, page)
    ]


def cancel_by_person(row):
    bookings.cancel(row, by_staff=True)


def move(row):
    other = bookings.Slot.objects.filter(state="free").order_by("-starts_at").first()
    moving.move(row, other.pk, by=Booking.By.HOUSE, without_notification=True)


def record_came(row):
    desk_bookings.record_attendance(row, "came")


def record_missed(row):
    desk_bookings.record_attendance(row, "missed")


def order_interpreter(row):
    interpreters.set_ordered(row, is_ordered=True)


def change_number(row):
    corrections.correct(row, Contact(row.name, phone="0371 5550999"))


CONCURRENT_CHANGES = [cancel_by_person, move, record_came, record_missed, order_interpreter, change_number]


def state():
    fields = ("pk", "state", "slot", "cancelled_by", "cancelled_at", "interpreter_ordered", "phone")
    messages = Message.objects.order_by("pk").values_list("pk", "state")
    return list(Booking.objects.order_by("pk").values_list(*fields)), list(messages)


@pytest.mark.parametrize("change", CONCURRENT_CHANGES, ids=lambda change: change.__name__)
def test_no_button_acts_on_a_changed_booking(desk, row, change):
    pressed = actions(desk, row)
    assert {data.get("do", route) for route, _address, data in pressed} >= {
        *("came", "missed", "ordered"),
        *("admin:counselling_cancel", "admin:counselling_move"),
    }
    change(row)
    before = state()
    now = Booking.objects.get()
    for route, address, data in pressed:
        response = desk.post(address, data, follow=True)
        is_wanted_already = data.get("do") in (now.state, "ordered" if now.interpreter_ordered else "")
        is_wanted_already |= route == "admin:counselling_cancel" and now.state == "cancelled"
        assert state() == before, (route, data)
        assert ("Inzwischen hat sich der Termin von Frau Weber geändert." in response.text) != is_wanted_already, data


@pytest.mark.parametrize("button", ["undo", "came", "not_ordered"])
def test_undo_buttons_do_not_act_on_a_changed_booking(desk, row, button):
    desk_bookings.record_attendance(row, "missed")
    interpreters_ordered = Booking.objects.filter(pk=row.pk)
    if button == "not_ordered":
        desk_bookings.record_attendance(row, "booked")
        interpreters_ordered.update(interpreter_ordered=True)
    pressed = [each for each in actions(desk, row) if each[2].get("do") == button]
    assert pressed
    bookings.cancel(desk_bookings.record_attendance(row, "booked"), by_staff=True)
    before = state()
    for _route, address, data in pressed:
        assert "Jetzt gilt: abgesagt (von der Person)" in desk.post(address, data, follow=True).text
        assert state() == before


def test_each_button_acts_when_nothing_has_changed(desk, row):
    for _route, address, data in actions(desk, row):
        data = data | {"version": Booking.objects.get().version}
        assert "Inzwischen" not in desk.post(address, data, follow=True).text
        Booking.objects.update(state="booked", cancelled_by="", cancelled_at=None, slot=row.slot_id)
        bookings.Slot.objects.exclude(pk=row.slot_id).filter(state="booked").update(state="free")
        bookings.Slot.objects.filter(pk=row.slot_id).update(state="booked", until=None, holder="", blocked_by="")


@pytest.mark.parametrize("page", ["cancel", "move"])
def test_the_page_asks_again_with_the_current_state(desk, row, slots, page):
    address, data = next(
        (address, data) for route, address, data in actions(desk, row) if route == f"admin:counselling_{page}"
    )
    order_interpreter(row)
    again = desk.post(address, data)
    assert again.status_code == 200
    assert "Dolmetschen ist bestellt. Es ist nichts geschehen." in again.text
    version = Booking.objects.get().version
    assert f'name="version" value="{version}"' in again.text
    desk.post(address, data | {"version": version})
    assert Booking.objects.get().version != version


@pytest.mark.parametrize("forged", [{}, {"version": ""}, {"version": "0" * 16}, {"version": "x" * 5000}])
def test_without_the_token_nothing_happens(desk, row, forged):
    desk.post(reverse("admin:counselling_cancel", args=[row.pk]), {"by": "house", **forged})
    assert Booking.objects.get().state == "booked"


def test_actions_of_the_person_need_no_token(book, slots):
    row = book(slots[1])
    moving.move(row, slots[2].pk)
    assert bookings.cancel(row).state == "cancelled"


def test_the_verbs_refuse_a_changed_booking(row):
    version = row.version
    order_interpreter(row)
    for press in (
        lambda: bookings.cancel(row, by_staff=True, expected_version=version),
        lambda: moving.move(row, row.slot_id + 1, by_staff=True, expected_version=version),
        lambda: interpreters.set_ordered(row, is_ordered=False, expected_version=version),
        lambda: desk_bookings.record_attendance(row, "came", expected_version=version),
    ):
        with pytest.raises(BookingRefused, match="Inzwischen"):
            press()
