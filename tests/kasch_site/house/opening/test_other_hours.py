"""Special hours: staff see the entries outside them, and nothing is cancelled."""

from datetime import date, time, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from kasch_site.accounts.roles import EDITORS
from kasch_site.common import clock
from kasch_site.common.sections import Entry, Status
from kasch_site.house.models import OpeningHours, OtherHours
from kasch_site.house.opening import closing

FRIDAY = date(2026, 11, 27)
ADD = "/admin/house/otherhours/add/"
TYPED = {"name": "Versammlung", "first_day": str(FRIDAY), "last_day": "", "opens": "09:00", "closes": "12:00"}


def entry(title, start, hours=1, day=FRIDAY, **values):
    begins = clock.local(day, start)
    facts = {"key": f"t:{title}", "url": "/", "app": "t", "where": "Saal", "room_id": 1, "changed_at": begins, **values}
    return Entry(title=title, starts_at=begins, ends_at=begins + timedelta(hours=hours), **facts)


@pytest.fixture
def planned(monkeypatch, time_machine):
    time_machine.move_to("2026-11-22T12:00+01:00")
    calendar = []

    def entries(start, end):
        return [item for item in calendar if item.overlaps(start, end)]

    monkeypatch.setattr(closing, "entries", entries)
    return calendar


@pytest.fixture
def editor(client, house, planned, django_user_model):
    user = django_user_model.objects.create_user("redaktion", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(user)
    OpeningHours.objects.create(weekday=4, opens=time(9), closes=time(18))
    return client


def test_the_admin_index_has_a_button_for_special_hours(editor):
    page = editor.get("/admin/").text
    assert (
        f'<a class="button" href="{reverse("admin:house_otherhours_add")}">Öffnungszeit für einen Tag ändern</a>'
        in page
    )


def test_entries_outside_the_hours_are_named_and_unchanged(editor, planned):
    planned += [
        entry("Frühstück", time(9)),
        entry("Bis zum Schluss", time(11)),
        entry("Vorlesestunde", time(15, 30)),
        entry("Zu lang", time(11), hours=2),
        entry("Zu früh", time(8, 30)),
        entry("Wandern", time(15), room_id=None, where="Bahnhof"),
        entry("Abgesagt", time(16), status=Status.CANCELLED),
        entry("Ausstellung", time(0), hours=24, all_day=True),
        entry("Am nächsten Tag", time(15), day=FRIDAY + timedelta(days=1)),
    ]
    confirmation = editor.post(ADD, TYPED).text
    assert "Geöffnet 9–12 Uhr: Fr, 27. November 2026" in confirmation
    assert "3 Termine liegen außerhalb dieser Öffnungszeit. Sie bleiben, wie sie sind" in confirmation
    assert "Fr, 27. November 2026, 15:30–16:30 Uhr: Vorlesestunde (Saal)" in confirmation
    named = {title for title in (event.title for event in planned) if title in confirmation}
    assert named == {"Vorlesestunde", "Zu lang", "Zu früh"}
    assert not OtherHours.objects.exists()
    assert editor.post(ADD, TYPED | {"_confirmed": "1"}).status_code == 302
    assert OtherHours.objects.get().closes == time(12)


def test_no_confirmation_is_needed_if_everything_fits(editor, planned):
    planned.append(entry("Frühstück", time(9)))
    assert editor.post(ADD, TYPED).status_code == 302


def test_hours_past_midnight_include_entries_into_the_night(editor, planned):
    planned += [entry("Tanz", time(22), hours=3), entry("Danach", time(0, 30), day=FRIDAY + timedelta(days=1))]
    OpeningHours.objects.create(weekday=5, opens=time(9), closes=time(12))
    night = TYPED | {"opens": "20:00", "closes": "02:00"}
    assert editor.post(ADD, night).status_code == 302


def test_past_days_need_no_confirmation(editor, planned):
    monday = date(2026, 11, 16)
    planned += [entry("Vorbei", time(15), day=monday)]
    days = TYPED | {"first_day": str(monday), "last_day": str(FRIDAY)}
    assert editor.post(ADD, days).status_code == 302
