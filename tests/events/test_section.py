"""The events section: tasks, first steps, search results."""

from datetime import date, time

import pytest
from django.contrib.auth.models import Group as Role
from django.urls import resolve

from events.models import Category, Event
from events.scheduling.generation import add_date, make_dates
from kasch_site.common import clock
from kasch_site.common.models import Picture
from kasch_site.common.sections import section
from kasch_site.house.models import Room

TODAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def monday_morning(time_machine):
    time_machine.move_to(clock.local(TODAY, time(8)))


@pytest.fixture
def events_section():
    return section("events")


@pytest.fixture
def editor(django_user_model, db):
    user = django_user_model.objects.create_user("redaktion", is_staff=True)
    user.groups.add(Role.objects.get(name="Redaktion"))
    return user


def texts(events_section, user):
    return [str(todo.text) for todo in events_section.todo(user)]


def single(event, day):
    return add_date(event, clock.local(day, time(18)), clock.local(day, time(19)))


@pytest.fixture
def complete_event(event):
    """Return an event without tasks."""
    event.room = Room.objects.create(name="Saal")
    event.save()
    single(event, date(2026, 12, 4))
    return event


def test_a_complete_calendar_has_no_tasks(events_section, editor, complete_event):
    assert texts(events_section, editor) == []


def test_drafts_are_a_task(events_section, editor, complete_event):
    Event.objects.create(title="Lesung")
    assert texts(events_section, editor) == ["Eine Veranstaltung ist ein Entwurf."]


def test_a_published_event_without_dates_is_a_task_unless_it_has_past_ones(events_section, editor, complete_event):
    single(Event.objects.create(title="Sommerfest", status="published"), date(2026, 7, 4))
    assert texts(events_section, editor) == []
    Event.objects.create(title="Lesung", status="published")
    assert texts(events_section, editor) == [
        "Eine veröffentlichte Veranstaltung hat keinen Termin und steht in keinem Plan."
    ]


def test_dates_of_the_next_eight_weeks_without_room_or_place_are_urgent(events_section, editor, complete_event):
    event = Event.objects.create(title="Lesung", status="published")
    single(event, date(2027, 1, 20))
    assert texts(events_section, editor) == []
    single(event, date(2026, 12, 20))
    todo = events_section.todo(editor)[0]
    assert str(todo.text) == "Bei einem Termin der nächsten acht Wochen fehlt Raum oder Ort."
    assert todo.urgent
    Event.objects.filter(pk=event.pk).update(place="Stadtpark")
    assert texts(events_section, editor) == []


def test_an_empty_next_month_is_urgent_shortly_before_it_begins(events_section, editor, complete_event, time_machine):
    complete_event.occurrences.all().delete()
    todo = events_section.todo(editor)[0]
    assert (str(todo.text), todo.urgent) == ("Im Dezember 2026 gibt es noch keinen Termin.", False)
    time_machine.move_to(clock.local(date(2026, 11, 22), time(8)))
    assert events_section.todo(editor)[0].urgent


def test_a_series_that_ends_within_six_weeks_is_a_task(events_section, editor, complete_event, make_series):
    make_series(until=date(2026, 12, 10))
    make_series(starts_on=date(2026, 10, 27), count=4)
    make_series(until=date(2027, 2, 1))
    make_series()
    make_dates(TODAY)
    assert texts(events_section, editor) == [
        "„Gymnastik“: Die Serie endet am 8. Dezember. Geht es weiter?",
        "„Gymnastik“: Die Serie endet am 17. November. Geht es weiter?",
    ]


def test_a_picture_without_description_is_a_task_unless_it_is_decorative(events_section, editor, complete_event):
    picture = Picture.objects.create(title="Foto", file="bilder/foto.webp", width=1, height=1)
    Event.objects.update(picture=picture)
    assert texts(events_section, editor) == ["Das Bild einer Veranstaltung hat keine Beschreibung."]
    Picture.objects.update(is_decorative=True)
    assert texts(events_section, editor) == []


def test_every_task_links_to_a_list_that_shows_it(events_section, admin_client, admin_user, event, make_series):
    make_series(until=date(2026, 11, 10))
    Event.objects.create(title="Lesung")
    Event.objects.update(picture=Picture.objects.create(title="Foto", file="bilder/foto.webp", width=1, height=1))
    make_dates(TODAY)
    todos = events_section.todo(admin_user)
    assert len(todos) == 5
    for todo in todos:
        response = admin_client.get(todo.url)
        assert response.status_code == 200
        if "?" in todo.url and "monat=" not in todo.url:
            assert response.context["cl"].result_count == todo.count


def test_tasks_are_shown_only_to_users_who_can_resolve_them(events_section, django_user_model, event):
    guest = django_user_model.objects.create_user("gast", is_staff=True)
    assert events_section.todo(guest) == []
    assert events_section.quick_actions(guest) == []


def test_an_empty_house_has_first_steps_and_no_tasks(events_section, editor):
    assert events_section.todo(editor) == []
    assert [step.is_done for step in events_section.first_steps()] == [False, False]
    Category.objects.create(name="Lesen")
    assert [step.is_done for step in events_section.first_steps()] == [True, False]


def test_steps_and_quick_actions_link_to_admin_pages(events_section, admin_user, db):
    for link in [*events_section.first_steps(), *events_section.quick_actions(admin_user)]:
        where = resolve(link.url.partition("#")[0])
        assert (where.namespace, where.url_name) == ("events", "month") or where.namespace == "admin"


def test_the_daily_job_generates_dates(events_section, make_series):
    series = make_series()
    events_section.daily(TODAY)
    assert series.occurrences.count() == 83
