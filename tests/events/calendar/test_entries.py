"""Dates as entries of the section contract: complete, with few queries, and up to date."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import pytest
import time_machine

from events.calendar import details, entries
from events.calendar.entries import entries_between, entry_of
from events.models import Category, Event, Occurrence, Series
from kasch_site.common import clock
from kasch_site.common.caching import versions
from kasch_site.common.sections import Facet, LanguageFacet, Status
from kasch_site.groups.models import Group
from kasch_site.house.models import Language, Room

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hall():
    return Room.objects.create(name="Saal", is_step_free=True)


def make_date(event, days=0, **values):
    start = NOW + timedelta(days=days, hours=1)
    return Occurrence.objects.create(
        event=event, key=f"t{days}", starts_at=start, ends_at=start + timedelta(hours=1), **values
    )


def calendar_entries(**chosen):
    return entries_between(NOW, NOW + timedelta(days=60), **chosen)


def test_an_entry_has_all_facts_of_the_event(event, hall):
    event.category = Category.objects.create(name="Bewegung", slug="bewegung")
    event.group = Group.objects.create(name="Turner", slug="turner", summary="Turnen", status="published")
    event.room, event.summary, event.bring_along = hall, "Im Sitzen.", "Schuhe"
    event.cost, event.sign_up, event.sign_up_note = "donation", "required", "am Empfang"
    event.save()
    event.languages.add(Language.objects.create(code="uk", name="Ukrainisch"))
    event.languages.add(Language.objects.create(code="ar", name="Arabisch"))
    make_date(event)
    (entry,) = calendar_entries()
    assert (entry.title, entry.summary, entry.where, entry.room_id) == ("Gymnastik", "Im Sitzen.", "Saal", hall.pk)
    assert (entry.category, entry.group) == (Facet("bewegung", "Bewegung"), Facet("turner", "Turner"))
    assert entry.facts.languages == (
        LanguageFacet("ar", "Arabisch", "العربيّة"),
        LanguageFacet("uk", "Ukrainisch", "Українська"),
    )
    assert (entry.facts.is_free, entry.facts.cost) == (True, "Spende erbeten")
    assert (entry.facts.needs_sign_up, entry.facts.sign_up_note) == (True, "am Empfang")
    assert (entry.facts.is_step_free, entry.facts.bring_along) == (True, "Schuhe")


def test_a_date_may_override_facts_of_its_event(event, hall):
    event.room = hall
    event.save()
    cellar = Room.objects.create(name="Keller", is_step_free=False)
    make_date(event, 1, room=cellar, title="Gymnastik mit Musik", status="cancelled", reason="Krank")
    make_date(event, 2, place="Im Park")
    make_date(event, 3)
    in_cellar, outside, usual = calendar_entries()
    assert (in_cellar.title, in_cellar.where, in_cellar.facts.is_step_free) == ("Gymnastik mit Musik", "Keller", False)
    assert (in_cellar.status, in_cellar.reason) == (Status.CANCELLED, "Krank")
    assert (outside.where, outside.room_id, outside.facts.is_step_free) == ("Im Park", None, None)
    assert (usual.where, usual.room_id, usual.facts.is_step_free) == ("Saal", hall.pk, True)


def test_steps_stated_by_the_event_apply_in_every_room(event, hall):
    event.room, event.is_step_free = hall, False
    event.save()
    make_date(event)
    assert calendar_entries()[0].facts.is_step_free is False


def test_a_single_entry_equals_its_entry_in_a_list(event, hall):
    event.room = hall
    event.save()
    date = make_date(event, place="Im Park")
    assert entry_of(Occurrence.objects.get(pk=date.pk)) == calendar_entries()[0]


def test_the_url_of_an_entry_is_that_of_its_date(event):
    assert calendar_entries() == []
    date = make_date(event)
    assert calendar_entries()[0].url == date.get_absolute_url() == "/veranstaltungen/gymnastik/t0/"


def test_drafts_and_scheduled_events_are_no_entries(event):
    make_date(event)
    event.publish_at = NOW + timedelta(minutes=1)
    event.save()
    assert calendar_entries() == []
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert len(calendar_entries()) == 1
    Event.objects.update(status=Event.Status.DRAFT)
    assert calendar_entries() == []


def test_a_group_that_is_a_draft_is_not_named(event):
    event.group = Group.objects.create(name="Turner", slug="turner", summary="Turnen")
    event.save()
    make_date(event)
    assert calendar_entries()[0].group is None


def test_a_group_is_named_from_the_moment_it_is_published(event):
    later = NOW + timedelta(hours=2)
    event.group = Group.objects.create(
        name="Turner", slug="turner", summary="Turnen", status="published", publish_at=later
    )
    event.save()
    make_date(event, 1)
    assert calendar_entries()[0].group is None
    with time_machine.travel(later, tick=False):
        assert calendar_entries()[0].group == Facet("turner", "Turner")


@pytest.mark.parametrize(
    ("change", "read"),
    [
        (lambda: Event.objects.update(title="Turnen"), lambda entry: entry.title == "Turnen"),
        (lambda: Room.objects.update(name="Werkraum"), lambda entry: entry.where == "Werkraum"),
        (lambda: Category.objects.update(name="Sport"), lambda entry: entry.category.name == "Sport"),
        (lambda: Group.objects.update(name="Die Turner"), lambda entry: entry.group.name == "Die Turner"),
        (lambda: Language.objects.update(name="Русский"), lambda entry: entry.facts.languages[0].name == "Русский"),
        (lambda: Event.objects.first().languages.clear(), lambda entry: entry.facts.languages == ()),
    ],
    ids=["event", "room", "category", "group", "language", "languages of the event"],
)
def test_a_change_is_visible_at_once(event, hall, change, read):
    event.room, event.category = hall, Category.objects.create(name="Bewegung", slug="bewegung")
    event.group = Group.objects.create(name="Turner", slug="turner", summary="Turnen", status="published")
    event.save()
    event.languages.add(Language.objects.create(code="ru", name="Russisch"))
    make_date(event)
    assert not read(calendar_entries()[0])
    change()
    assert read(calendar_entries()[0])


def test_many_dates_of_many_events_need_two_queries(django_assert_num_queries):
    for number in range(30):
        event = Event.objects.create(title=f"Event {number}", slug=f"event-{number}", status="published")
        event.languages.add(Language.objects.get_or_create(code="uk", name="Ukrainisch")[0])
        make_date(event, number)
    stamp = versions.read_stamp()
    with versions.pinned(stamp), django_assert_num_queries(2):
        assert len(calendar_entries()) == 30
    with versions.pinned(stamp), django_assert_num_queries(1):
        assert len(calendar_entries()) == 30


def test_entries_can_be_limited_to_a_group(event):
    group = Group.objects.create(name="Turner", slug="turner", summary="Turnen", status="published")
    make_date(Event.objects.create(title="Turnen", slug="turnen", status="published", group=group))
    make_date(event, 1)
    assert [entry.title for entry in calendar_entries(group="turner")] == ["Turnen"]


def test_a_date_of_a_series_moved_to_another_day_states_the_original_day(event):
    series = Series.objects.create(event=event, weekday=2, starts_on="2026-11-01", starts_at="14:00", ends_at="16:00")
    date_ = make_date(event)
    Occurrence.objects.filter(pk=date_.pk).update(series=series, slot=date(2026, 11, 18), is_different=True)
    assert [each.difference for each in calendar_entries()] == ["verlegt vom Mi, 18.11."]


@pytest.mark.parametrize(
    ("hour", "place", "expected"),
    [(14, "", ""), (15, "", "andere Zeit"), (14, "Park", "anderer Ort"), (16, "Park", "andere Zeit · anderer Ort")],
)
def test_a_date_of_a_series_states_its_changes(event, hour, place, expected):
    series = Series.objects.create(event=event, weekday=2, starts_on="2026-11-01", starts_at="14:00", ends_at="16:00")
    start = clock.local(date(2026, 11, 25), time(hour))
    Occurrence.objects.create(
        event=event,
        series=series,
        slot=date(2026, 11, 25),
        key="2026-11-25",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        place=place,
        is_different=True,
    )
    (entry,) = calendar_entries()
    assert entry.difference == expected


def test_a_date_is_read_during_continuous_writes(event, monkeypatch):
    numbers = count()
    monkeypatch.setattr(versions, "stamp", lambda: (("events", next(numbers)),))
    assert entry_of(make_date(event)).title == event.title


def test_a_change_saved_during_a_read_is_visible_in_the_next_one(event, monkeypatch):
    date, address_of = make_date(event), details.reverse

    def saved_meanwhile(name):
        Event.objects.filter(pk=event.pk).update(title="Chorprobe")
        return address_of(name)

    monkeypatch.setattr(details, "reverse", saved_meanwhile)
    assert entry_of(date).title != "Chorprobe"
    assert entry_of(date).title == "Chorprobe"


def test_a_date_deleted_during_a_read_is_omitted(event, monkeypatch):
    make_date(event)
    details_of = details.details_of

    def deleted_meanwhile(keys):
        Event.objects.filter(pk=event.pk).delete()
        return details_of(keys)

    monkeypatch.setattr(entries, "details_of", deleted_meanwhile)
    assert entries.entries_of(Occurrence.objects.all()) == []
