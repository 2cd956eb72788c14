"""Permissions of the desk role."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from counselling.models import AccessLogEntry
from events.models import Event, Occurrence, Registration
from kasch_site.accounts.roles import DESK
from kasch_site.common import clock
from kasch_site.inquiries.models import Inquiry


@pytest.fixture
def desk(demo_house, client, django_user_model):
    """Return a user of the demo house with only the desk role."""
    user = django_user_model.objects.create_user("nur-empfang", is_staff=True)
    user.groups.set([Group.objects.get(name=DESK)])
    client.force_login(user)
    return client


def changed(name, record):
    return reverse(f"admin:{name}_change", args=[record.pk])


def test_the_desk_reads_events_dates_and_inquiries(desk):
    event, date, inquiry = Event.objects.first(), Occurrence.objects.upcoming(clock.now())[0], Inquiry.objects.first()
    pages = [
        reverse("admin:index"),
        reverse("admin:events_event_changelist"),
        changed("events_event", event),
        reverse("admin:events_occurrence_changelist"),
        changed("events_occurrence", date),
        reverse("admin:inquiries_inquiry_changelist"),
        changed("inquiries_inquiry", inquiry),
    ]
    assert {page: desk.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert event.title in desk.get(changed("events_event", event)).text
    assert inquiry.name in desk.get(changed("inquiries_inquiry", inquiry)).text


def test_the_desk_changes_neither_events_nor_inquiries(desk):
    event, date, inquiry = Event.objects.first(), Occurrence.objects.upcoming(clock.now())[0], Inquiry.objects.first()
    before = list(Event.objects.values()), list(Occurrence.objects.values()), list(Inquiry.objects.values())
    tested = {
        changed("events_event", event): {"title": "Anders"},
        changed("events_occurrence", date): {"is_cancelled": "on", "_save": "1", "_confirmed": "1"},
        changed("inquiries_inquiry", inquiry): {"_take": "1"},
        reverse("admin:events_event_add"): {"title": "Neu"},
        reverse("admin:events_event_delete", args=[event.pk]): {"post": "yes"},
        reverse("admin:inquiries_inquiry_delete", args=[inquiry.pk]): {"post": "yes"},
    }
    assert {page: desk.post(page, sent).status_code for page, sent in tested.items()} == dict.fromkeys(tested, 403)
    assert before == (list(Event.objects.values()), list(Occurrence.objects.values()), list(Inquiry.objects.values()))


def test_the_desk_sees_no_button_that_would_be_refused(desk):
    text = desk.get(changed("inquiries_inquiry", Inquiry.objects.open().first())).text
    assert "Anfrage lesen" in text
    assert not any(name in text for name in ('name="_save"', 'name="_take"', 'name="_sentence"'))


def test_the_desk_finds_registers_corrects_and_cancels_registrations(desk):
    assert "Anmeldungen am Empfang" in desk.get(reverse("admin:index")).text
    row = Registration.objects.active().filter(capacity__occurrence__starts_at__gt=clock.now()).first()
    front = reverse("admin:events_registration_changelist")
    assert changed("events_registration", row) in desk.get(front, {"q": row.name}).text
    day = reverse("admin:registration_date", args=[row.occurrence.pk])
    typed = {"name": "Neu am Telefon", "people": 1, "contact": "0171 3920099", "without_notification": "on"}
    assert desk.post(day, typed | {"do": "register"}).status_code == 302
    made = Registration.objects.get(name="Neu am Telefon")
    desk.post(changed("events_registration", made), typed | {"name": "Richtig geschrieben"})
    made.refresh_from_db()
    assert made.name == "Richtig geschrieben"
    desk.post(reverse("admin:registration_cancel", args=[made.pk]), {"without_notification": "on"})
    made.refresh_from_db()
    assert made.state == "cancelled"


def test_the_desk_neither_counts_attendance_nor_sees_the_access_log(desk):
    for page in ("registration_count", "registration_statistics", "counselling_accesslogentry_changelist"):
        assert desk.get(reverse(f"admin:{page}")).status_code == 403, page
    assert not AccessLogEntry.objects.exists()
