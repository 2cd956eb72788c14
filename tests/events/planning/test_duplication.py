"""A copy has every field of the event, except those listed here with a reason."""

from datetime import date, time
from uuid import uuid4

import pytest

from events.models import Event, Occurrence, OccurrenceCapacity, RegistrationSettings, Series
from events.planning.duplication import NOT_COPIED, NOT_COPIED_OF_DATES, duplicate
from events.registration.capacity.capacity import set_places
from events.scheduling.generation import add_date
from kasch_site.common import clock
from kasch_site.common.models import FormSubmission
from kasch_site.groups.models import Group
from kasch_site.house.models import Language, Room
from tests.kasch_site.common.admin.optimistic_locking.conftest import ada  # noqa: F401

# Fields that a copied date takes from the original.
COPIED_OF_DATES = {"is_all_day", "title", "room", "place", "is_special", "capacity"}


@pytest.fixture
def event(house):
    """Return an event with a value in every field."""
    values = {
        "status": "published",
        "description": "<p>Wir singen.</p>",
        "summary": "Alle Stimmen",
        "group": Group.objects.create(name="Chor", slug="chor", summary="Singt."),
        "room": Room.objects.create(name="Saal"),
        "cost": "fee",
        "cost_note": "2 Euro",
        "sign_up": "required",
        "sign_up_note": "am Empfang",
        "is_step_free": True,
        "bring_along": "Stimme",
        "children_welcome": False,
        "stop": "Am Platz",
        "publish_at": clock.now(),
    }
    event = Event.objects.create(title="Chor", slug="chor-abend", **values)
    event.languages.add(Language.objects.create(name="Englisch", code="en"))
    RegistrationSettings.objects.create(event=event, places=8, largest_party=2, rule="fitting", closes_hours_before=24)
    return event


def test_every_field_and_relation_is_copied_or_left_out_for_a_reason(event):
    copy = duplicate(event)
    for field in Event._meta.get_fields():
        if field.name in NOT_COPIED:
            assert len(NOT_COPIED[field.name]) > 10
        elif field.name == "registration_settings":
            for each in RegistrationSettings._meta.concrete_fields:
                if each.name not in ("id", "event"):
                    ours, theirs = copy.registration_settings, event.registration_settings
                    assert getattr(ours, each.attname) == getattr(theirs, each.attname) != each.get_default(), each
        elif field.many_to_many:
            assert list(getattr(copy, field.name).all()) == list(getattr(event, field.name).all()) != []
        else:
            assert getattr(copy, field.attname) == getattr(event, field.attname), field.name
    assert {field.name for field in Event._meta.get_fields()} >= NOT_COPIED.keys()
    assert (copy.status, copy.publish_at) == ("draft", None)
    assert copy.slug != event.slug


def test_every_field_of_a_date_is_copied_or_left_out_for_a_reason(event):
    fields = {field.name for field in Occurrence._meta.get_fields()}
    assert fields == COPIED_OF_DATES | NOT_COPIED_OF_DATES.keys()


def test_dates_are_copied_with_their_own_title_place_and_places(event):
    day, times = date(2026, 5, 4), (time(18), time(20))
    row = add_date(event, *(clock.local(day, each) for each in times), title="Konzert", place="Kirche")
    set_places(row, 30)
    copy = duplicate(event, [(row, date(2027, 5, 3))]).occurrences.get()
    assert (copy.title, copy.place, copy.starts_at) == ("Konzert", "Kirche", clock.local(date(2027, 5, 3), time(18)))
    assert OccurrenceCapacity.objects.get(pk=copy.pk).places == 30


def test_a_copy_has_no_series(event):
    Series.objects.create(
        event=event, frequency="weekly", weekday=0, starts_on=date(2026, 1, 5), starts_at=time(9), ends_at=time(10)
    )
    copy = duplicate(event)
    assert not copy.series.exists() and not copy.occurrences.exists()


def test_the_button_and_the_action_copy_once(ada, event):  # noqa: F811
    key = str(uuid4())
    address = f"/admin/events/event/{event.pk}/kopieren/"
    for _time in range(2):
        response = ada.client.post(address, {"_form_key": key})
        assert response.status_code == 302
    copy = Event.objects.exclude(pk=event.pk).get()
    assert response["Location"] == f"/admin/events/event/{copy.pk}/change/"
    assert copy.registration_settings.places == 8
    opened = ada.list_of(Event)
    for _time in range(2):
        assert opened.send(button="index", action="copy_event", _selected_action=str(event.pk)).status_code == 302
    assert Event.objects.count() == 3
    assert FormSubmission.objects.count() == 2


def test_looking_at_the_address_of_the_button_copies_nothing(ada, event):  # noqa: F811
    assert ada.client.get(f"/admin/events/event/{event.pk}/kopieren/").status_code == 405
    assert Event.objects.count() == 1
