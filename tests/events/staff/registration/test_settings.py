"""Registration settings in the form of an event; capacity of all dates and of one."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from events.models import Event, Occurrence, OccurrenceCapacity, Registration, RegistrationSettings
from events.registration import registrations
from events.registration.capacity.capacity import set_places
from events.scheduling.generation import add_date
from kasch_site.accounts.roles import EDITORS
from kasch_site.common import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, django_user_model):
    user = django_user_model.objects.create_user("redaktion", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(user)
    return client


def text_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


ON = {"is_on": "on", "places": "15", "largest_party": "6", "rule": "in_order", "closes_hours_before": "0"}
OFF = {"places": "", "largest_party": "6", "rule": "in_order", "closes_hours_before": "0"}


def save(client, event, changed, **more):
    """Save the form of an event with these registration settings."""
    registration_settings = RegistrationSettings.objects.filter(event=event).first()
    values = {"id": registration_settings.pk, "event": event.pk} if registration_settings else {"event": event.pk}
    data = {
        "title": event.title,
        "slug": event.slug,
        "status": event.status,
        "cost": "free",
        "sign_up": event.sign_up,
    }
    data |= {"is_step_free": "unknown", "children_welcome": "unknown", "_save": "1"}
    for prefix in ("series", "occurrences"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    data |= {
        "registration_settings-TOTAL_FORMS": 1,
        "registration_settings-INITIAL_FORMS": int(registration_settings is not None),
    }
    data |= {f"registration_settings-0-{name}": value for name, value in {**values, **changed}.items()}
    return client.post(f"/admin/events/event/{event.pk}/change/", data | more, follow=True)


def places_of(date):
    return OccurrenceCapacity.objects.get(pk=date.pk).places


def test_one_checkbox_enables_registration_and_the_event_page_shows_it(editor, house, event):
    response = save(editor, event, OFF | {"is_on": "on"})
    assert RegistrationSettings.objects.get().places is None
    assert Event.objects.get().sign_up == "required"
    assert "steht jetzt als „mit Anmeldung“ da" in text_of(response)


def test_registration_is_disabled_by_default(editor, house, event):
    save(editor, event, OFF)
    assert not RegistrationSettings.objects.exists()
    assert Event.objects.get().sign_up == "none"


def test_settings_without_the_checkbox_are_reported_and_preserved(editor, house, event):
    response = save(editor, event, OFF | {"places": "12"})
    assert "Soll man sich über die Website anmelden können? Dann setzen Sie hier das Häkchen." in text_of(response)
    assert 'value="12"' in response.text
    assert not RegistrationSettings.objects.exists()


def test_registration_on_the_website_excludes_the_phrase_without_registration(
    editor, house, event, registration_settings
):
    save(editor, event, ON | {"places": "2"}, sign_up="none")
    assert Event.objects.get().sign_up == "required"


def test_disabling_registration_keeps_existing_registrations(editor, event, register):
    row = register()
    response = save(editor, event, OFF | {"places": "2"})
    assert not RegistrationSettings.objects.exists()
    assert "Wer angemeldet ist, bleibt es." in text_of(response)
    assert registrations.cancel(Registration.objects.get(pk=row.pk)).state == "cancelled"


def test_a_larger_capacity_applies_to_future_dates_and_moves_the_waitlist_up(editor, event, date, register):
    register(people=2)
    waiting = register(name="Herr Li")
    confirmation = save(editor, event, ON)
    assert "Herr Li: Platz frei, per E-Mail" in text_of(confirmation)
    assert places_of(date) == 2
    save(editor, event, ON, _confirmed="yes")
    assert places_of(date) == 15
    assert Registration.objects.get(pk=waiting.pk).state == "offered"


def test_a_capacity_below_held_places_is_refused_with_the_days_and_nothing_is_saved(editor, event, date, register):
    register(people=2)
    response = save(editor, event, ON | {"places": "1"})
    day = timezone.localtime(date.starts_at)
    assert re.search(rf"Am \w\w, {day.day}\.{day.month}\.\d* sind schon 2 Plätze vergeben\.", text_of(response))
    assert RegistrationSettings.objects.get().places == 2
    assert places_of(date) == 2


def test_a_date_with_its_own_capacity_keeps_it(editor, event, date, register):
    register()
    set_places(date, 7)
    save(editor, event, ON, _confirmed="yes")
    assert places_of(date) == 7


def test_past_dates_keep_their_capacity(editor, event, date, register, advance, django_user_model):
    register()
    advance(timedelta(days=12))
    editor.force_login(django_user_model.objects.get(username="redaktion"))
    save(editor, event, ON, _confirmed="yes")
    assert places_of(date) == 2


def save_date(client, date, **changed):
    start, end = timezone.localtime(date.starts_at), timezone.localtime(date.ends_at)
    data = {"status": "planned", "reason": "", "day": f"{start:%Y-%m-%d}", "start": f"{start:%H:%M:%S}"}
    data |= {"end": f"{end:%H:%M:%S}", "last_day": "" if end.date() == start.date() else f"{end:%Y-%m-%d}"}
    return client.post(f"/admin/events/occurrence/{date.pk}/change/", data | changed, follow=True)


@pytest.fixture
def noon_date(house, event, registration_settings):
    """Return a date at noon, so that its form is the same on every day of the year."""
    day = clock.today() + timedelta(days=10)
    start = clock.local(day).replace(hour=12)
    return add_date(event, start, start + timedelta(hours=1))


def test_a_date_may_have_its_own_capacity(editor, noon_date):
    page = editor.get(f"/admin/events/occurrence/{noon_date.pk}/change/")
    assert "Plätze an diesem Tag" in text_of(page)
    save_date(editor, noon_date, places="9")
    assert places_of(noon_date) == 9
    assert Occurrence.objects.get(pk=noon_date.pk).sequence == noon_date.sequence


def test_a_capacity_below_held_places_is_refused_in_the_form_of_the_date(editor, noon_date, register):
    register(people=2, occurrence=noon_date)
    response = save_date(editor, noon_date, places="1")
    assert "An diesem Tag sind schon 2 Plätze vergeben. Weniger geht nicht." in text_of(response)
    assert places_of(noon_date) == 2


def test_a_date_without_registration_has_no_capacity_field(editor, noon_date, registration_settings):
    registration_settings.delete()
    assert "Plätze an diesem Tag" not in text_of(editor.get(f"/admin/events/occurrence/{noon_date.pk}/change/"))
    save_date(editor, noon_date, title="Mit Gast")
    assert Occurrence.objects.get(pk=noon_date.pk).title == "Mit Gast"


def test_a_single_date_with_registrations_cannot_be_deleted_in_the_form_of_the_event(
    editor, event, noon_date, register
):
    register(occurrence=noon_date)
    start = timezone.localtime(noon_date.starts_at)
    row = {"id": noon_date.pk, "event": event.pk, "day": f"{start:%Y-%m-%d}", "start": "12:00", "end": "13:00"}
    rows = {f"occurrences-0-{name}": value for name, value in (row | {"DELETE": "on"}).items()}
    more = {"occurrences-TOTAL_FORMS": 1, "occurrences-INITIAL_FORMS": 1, **rows}
    response = save(editor, event, ON | {"places": "2"}, **more, _confirmed="yes")
    assert response.status_code == 200
    assert Occurrence.objects.filter(pk=noon_date.pk).exists()


def test_deleting_an_event_with_registrations_asks_for_confirmation(editor, event, register):
    register()
    response = editor.post(f"/admin/events/event/{event.pk}/delete/", {"post": "yes"})
    assert Event.objects.exists()
    assert response.status_code == 200


def test_the_page_for_deleting_names_registrations_and_where_to_cancel(admin_client, event, noon_date, register):
    register(people=2, occurrence=noon_date)
    page = admin_client.get(f"/admin/events/event/{event.pk}/delete/").text
    assert "Es sind 2 Menschen angemeldet. Sagen Sie die Termine ab" in page
    assert f"/admin/events/occurrence/?event__id__exact={event.pk}" in page
    assert "geschützt" not in page
    assert "Rechte" not in page
