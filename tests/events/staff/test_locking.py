"""Saving an event, a date or a list preserves changes made meanwhile by colleagues, special days and registrants."""

import re
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Category, Event, Occurrence, RegistrationSettings, Series
from events.registration import registrations
from events.registration.registrant import Registrant
from events.scheduling import changes
from events.scheduling.generation import add_date, make_dates
from kasch_site.common import clock
from kasch_site.house.models import ClosingDay
from tests.kasch_site.common.admin.optimistic_locking.conftest import ada, conflicts_in, erika  # noqa: F401
from tests.support.browser.browser_forms import form_on
from tests.support.browser.markup import parse

DAY = date(2027, 3, 4)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to("2027-03-01T11:00Z")


@pytest.fixture
def event(house):
    event = Event.objects.create(title="Chor", slug="chor", status="published")
    add_date(event, starts_at=clock.local(DAY, _at(18)), ends_at=clock.local(DAY, _at(20)))
    return event


def _at(hour):
    return time(hour)


def only(event):
    return event.occurrences.get()


def test_a_date_moved_in_the_list_stays_moved_when_the_event_is_corrected(erika, event):  # noqa: F811
    opened = erika.record(event)
    later = DAY + timedelta(days=7)
    changes.move(only(event), clock.local(later, _at(18)), clock.local(later, _at(20)))
    assert opened.send(summary="Wir singen", _confirmed="yes").status_code == 302
    assert only(event).starts_at == clock.local(later, _at(18))
    event.refresh_from_db()
    assert event.summary == "Wir singen"


def test_a_date_cancelled_meanwhile_stays_cancelled_when_its_title_is_saved(erika, event):  # noqa: F811
    opened = erika.record(only(event))
    changes.cancel(only(event), "krank")
    assert opened.send(title="Probe", _confirmed="yes").status_code == 302
    row = only(event)
    assert (row.title, row.status, row.reason) == ("Probe", "cancelled", "krank")


def test_a_closing_day_added_meanwhile_keeps_its_date_cancelled(ada, erika, event):  # noqa: F811
    opened = erika.record(only(event))
    days = {"name": "Wasserschaden", "first_day": DAY.isoformat(), "last_day": ""}
    assert ada.new(ClosingDay).send(**days, _confirmed="yes").status_code == 302
    assert only(event).is_cancelled
    assert opened.send(title="Probe", _confirmed="yes").status_code == 302
    assert only(event).is_cancelled


def test_an_order_set_in_a_list_survives_another_row_saved_there(ada, erika, house):  # noqa: F811
    first, second = (Category.objects.create(name=name, order=number) for number, name in enumerate("AB", 1))
    opened = erika.list_of(Category)
    assert ada.list_of(Category).send(form__0__order="7").status_code == 302
    assert opened.send(form__1__order="9").status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.order, second.order) == (7, 9)


def test_an_order_changed_on_both_sides_needs_a_decision_in_the_list(ada, erika, house):  # noqa: F811
    first = Category.objects.create(name="A", order=1)
    opened = erika.list_of(Category)
    ada.list_of(Category).send(form__0__order="7")
    response = opened.send(form__0__order="9")
    assert response.status_code == 200
    ((label, conflict),) = conflicts_in(response).items()
    assert (label, conflict[:2]) == ("A: Reihenfolge", ("9", "7"))
    again = opened.shown_again(response, "changelist-form")
    assert again.send(**{conflict[2]: "mine"}).status_code == 302
    first.refresh_from_db()
    assert first.order == 9


def test_a_list_row_deleted_meanwhile_is_reported_and_the_others_are_saved(erika, house):  # noqa: F811
    for number, name in enumerate("ABC", 1):
        Category.objects.create(name=name, order=number)
    opened = erika.list_of(Category)
    Category.objects.get(name="B").delete()
    response = opened.send(form__1__order="8", form__2__order="9")
    assert response.status_code == 302
    assert dict(Category.objects.values_list("name", "order")) == {"A": 1, "C": 9}
    message = parse(erika.client.get(response["Location"])).one(class_="messagelist").text
    assert "„B“ gibt es hier inzwischen nicht mehr" in message and "Reihenfolge: 8" in message


def register(occurrence, people):
    return registrations.register(occurrence, Registrant("Kim Lang", people, email="kim@example.org"), uuid4())


def test_a_party_size_changed_by_the_registrant_survives_a_corrected_name(erika, event):  # noqa: F811
    RegistrationSettings.objects.create(event=event, places=10)
    row = register(only(event), 2)
    address = f"/admin/events/registration/{row.pk}/change/"
    opened = erika.open(address)
    opened.fields = correction_on(erika, address)
    registrations.change_people(row, 4)
    assert opened.send(button="x", name="Kim Lange").status_code == 302
    row.refresh_from_db()
    assert (row.name, row.people) == ("Kim Lange", 4)
    opened.fields = correction_on(erika, address)
    registrations.change_people(row, 5)
    response = opened.send(button="x", people="3")
    assert conflicts_in(response)["Personen"][:2] == ("3", "5")
    row.refresh_from_db()
    assert row.people == 5


def correction_on(staff, address):
    page = parse(staff.client.get(address))
    form = next(each for each in page.all("form", method="post") if each.all("input", name="people"))
    return {each["name"]: [each.get("value", "")] for each in form.all("input") if each.get("type") != "checkbox"}


def test_attendance_counted_meanwhile_is_not_overwritten_by_an_older_page(ada, erika, event, time_machine):  # noqa: F811
    RegistrationSettings.objects.create(event=event, places=10)
    register(only(event), 2)
    time_machine.move_to("2027-03-05T11:00Z")
    for staff in (ada, erika):
        staff.log_in()  # the session is over by then
    opened = erika.open(reverse("admin:registration_count"))
    field = f"d{only(event).pk}-came"
    assert ada.open(reverse("admin:registration_count")).send(button="x", **{field: "12"}).status_code == 302
    assert opened.send(button="x").status_code == 302
    assert only(event).head_count.came == 12


def test_a_date_deleted_meanwhile_is_reported_and_the_event_is_saved(erika, event):  # noqa: F811
    opened = erika.record(event)
    only(event).delete()
    response = opened.send(summary="Wir singen", occurrences__0__title="Probe", _confirmed="yes")
    assert response.status_code == 302
    event.refresh_from_db()
    assert event.summary == "Wir singen"
    assert not event.occurrences.exists()
    message = parse(erika.client.get(response["Location"])).one(class_="messagelist").text
    assert "„Chor, " in message and "gibt es hier inzwischen nicht mehr" in message and "Probe" in message


def test_a_series_deleted_meanwhile_is_reported_and_the_event_is_saved(erika, event):  # noqa: F811
    hours = {"starts_at": _at(10), "ends_at": _at(11)}
    series = Series.objects.create(event=event, frequency="weekly", weekday=0, starts_on=DAY, **hours)
    make_dates(clock.today())
    opened = erika.record(event)
    series.delete()
    Occurrence.objects.filter(series=None, slot__isnull=False).delete()
    response = opened.send(summary="Wir singen", _confirmed="yes")
    assert response.status_code == 302
    event.refresh_from_db()
    assert event.summary == "Wir singen" and not event.series.exists()


def test_deleting_a_date_changed_meanwhile_asks_for_confirmation(erika, event):  # noqa: F811
    opened = erika.record(event)
    changes.retitle(only(event), "Konzert")
    response = opened.send(occurrences__0__DELETE="on", _confirmed="yes")
    assert response.status_code == 200
    ((_label, conflict),) = conflicts_in(response).items()
    assert only(event).title == "Konzert"
    again = opened.shown_again(response, "event_form")
    sent = {conflict[2]: "mine", "occurrences-0-DELETE": "on"}
    assert again.send(_confirmed="yes", **sent).status_code == 302
    assert not event.occurrences.exists()


def test_settings_added_on_both_sides_are_compared(ada, erika, event):  # noqa: F811
    opened = erika.record(event)
    settings = {"registration_settings-0-is_on": "on", "registration_settings-0-places": "8"}
    assert ada.record(event).send(_confirmed="yes", **settings).status_code == 302
    response = opened.send(_confirmed="yes", **{**settings, "registration_settings-0-places": "12"})
    assert response.status_code == 200
    ((_label, conflict),) = conflicts_in(response).items()
    assert conflict[:2] == ("12", "8")
    again = opened.shown_again(response, "event_form")
    assert again.send(_confirmed="yes", **{conflict[2]: "mine"}).status_code == 302
    assert RegistrationSettings.objects.get().places == 12


def test_input_for_a_deleted_event_fills_a_new_form_with_its_dates(erika, event):  # noqa: F811
    opened = erika.record(event)
    event.delete()
    response = opened.send(summary="Wir singen")
    assert response.status_code == 409
    form = next(each for each in parse(response).all("form") if each.get("action", "").endswith("/add/"))
    fields = {each["name"]: each["value"] for each in form.all("input", type="hidden")}
    filled = erika.client.post("/admin/events/event/add/", {**fields, "_back_to_form": "1"})
    sent = {**form_on(filled, "event_form"), "_save": "1", "_confirmed": "yes"}
    assert erika.client.post("/admin/events/event/add/", sent).status_code == 302
    made = Event.objects.get()
    assert made.summary == "Wir singen"
    assert only(made).starts_at == clock.local(DAY, _at(18))


def test_an_action_on_a_date_moved_meanwhile_asks_for_confirmation(erika, event):  # noqa: F811
    opened = erika.list_of(Occurrence)
    later = DAY + timedelta(days=7)
    changes.move(only(event), clock.local(later, _at(18)), clock.local(later, _at(20)))
    chosen = {"action": "cancel_dates", "reason": "krank", "_selected_action": str(only(event).pk)}
    response = opened.send(button="index", **chosen)
    assert response.status_code == 200
    assert "Do, 11.3." in parse(response).one("ul", class_="consequences").text
    assert not only(event).is_cancelled
    form = next(each for each in parse(response).all("form", method="post") if each.all("input", name="action"))
    fields = {each["name"]: each["value"] for each in form.all("input", type="hidden")}
    assert erika.client.post(opened.address, {**fields, "_confirmed": "yes"}).status_code == 302
    assert only(event).is_cancelled


def test_an_action_on_an_unchanged_date_needs_no_confirmation(erika, event):  # noqa: F811
    opened = erika.list_of(Occurrence)
    chosen = {"action": "cancel_dates", "reason": "krank", "_selected_action": str(only(event).pk)}
    assert opened.send(button="index", _confirmed="yes", **chosen).status_code == 302
    assert only(event).is_cancelled


def test_withdrawing_an_event_published_meanwhile_asks_for_confirmation(erika, event):  # noqa: F811
    opened = erika.list_of(Event)
    Event.objects.update(title="Großer Chor")
    chosen = {"action": "withdraw", "_selected_action": str(event.pk)}
    assert "Großer Chor" in opened.send(button="index", **chosen).content.decode()
    event.refresh_from_db()
    assert event.status == "published"


def test_the_event_is_locked_before_its_date(erika, event):  # noqa: F811
    """All operations on dates lock in this order: another one would let two of them wait for each other."""
    opened = erika.record(only(event))
    with CaptureQueriesContext(connection) as queries:
        opened.send(title="Probe", _confirmed="yes")
    locks = [re.match(r'SELECT "events_(event|occurrence)"."id"', query["sql"]) for query in queries]
    assert [found[1] for found in locks if found][:2] == ["event", "occurrence"]
