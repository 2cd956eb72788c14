"""The bin: what staff delete can be restored for 30 days, then it is erased with its history."""

from datetime import time, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group as Role
from django.test import Client
from django.urls import reverse

from counselling.models import Situation, Topic
from events.models import Event, HeadCount, Occurrence, OccurrenceCapacity, RegistrationSettings, Series
from events.scheduling import changes
from events.scheduling.generation import add_date, make_dates
from kasch_site.accounts.roles import DESK, EDITORS
from kasch_site.common import clock
from kasch_site.common.history.deleted import BIN_RETENTION
from kasch_site.common.history.recording import recording
from kasch_site.common.history.retention import HISTORY_RETENTION, purge
from kasch_site.common.models import DeletedRecord
from kasch_site.groups.models import Group
from kasch_site.home.models import Notice
from kasch_site.house.models import ClosingDay, Language, Room
from kasch_site.pages.models import Page
from kasch_site.worker.purge import purge_shared
from tests.support.processes.threads import run_concurrently

pytestmark = pytest.mark.django_db
BIN = "/admin/papierkorb/"


def delete(client, record):
    opts = record._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_delete", args=[record.pk])
    confirmation = client.get(address)
    response = client.post(address, {"post": "yes", "_confirmed": "yes"})
    assert response.status_code == 302
    return confirmation


def restore(client, deleted=None):
    deleted = deleted or DeletedRecord.objects.get()
    return client.post(f"{BIN}{deleted.pk}/", {"_confirmed": "yes"}, follow=True)


def stored(record):
    """Return the values of a stored record, except the moment of its last change."""
    values = type(record).objects.filter(pk=record.pk).values().get()
    values.pop("changed_at", None)
    return values


@pytest.fixture
def event(house):
    """Return an event with all related records."""
    group, room = Group.objects.create(name="Chor", summary="Singt"), Room.objects.create(name="Saal")
    event = Event.objects.create(title="Singen", slug="singen", status="published", group=group, room=room)
    event.languages.add(Language.objects.create(code="uk", name="Ukrainisch"))
    Series.objects.create(event=event, weekday=1, starts_on=clock.today(), starts_at=time(10), ends_at=time(12))
    RegistrationSettings.objects.create(event=event, places=20)
    make_dates(clock.today(), event=event)
    start = clock.now().replace(microsecond=0) + timedelta(days=9)
    single = add_date(event, start, start + timedelta(hours=2), title="Sommerfest")
    changes.cancel(event.occurrences.exclude(pk=single.pk).order_by("starts_at")[2], "krank")
    OccurrenceCapacity.objects.create(occurrence=single, places=7)
    HeadCount.objects.create(occurrence=single, came=31)
    return event


def test_an_event_is_restored_with_all_its_parts(admin_client, event):
    kinds = (Event, Series, RegistrationSettings, Occurrence, OccurrenceCapacity, HeadCount)
    before = {kind: {row.pk: stored(row) for row in kind.objects.all()} for kind in kinds}
    address = event.get_absolute_url()
    delete(admin_client, event)
    assert not any(kind.objects.exists() for kind in kinds)
    assert admin_client.get(address).status_code == 404

    response = restore(admin_client)
    assert "„Singen“ ist wieder da." in response.content.decode()
    after = {kind: {row.pk: stored(row) for row in kind.objects.all()} for kind in kinds}
    for number in (before, after):
        for row in number[Occurrence].values():
            row.pop("sequence")
    assert after == before
    assert [language.code for language in Event.objects.get().languages.all()] == ["uk"]
    assert admin_client.get(address).status_code == 200
    assert not DeletedRecord.objects.exists()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Page.objects.create(title="Über uns", slug="ueber-uns", body="<p>Text</p>", status="published"),
        lambda: Group.objects.create(name="Chor", slug="chor", summary="Singt", status="published"),
        lambda: Notice.objects.create(title="Zu", text="Heute", until_day=clock.today()),
        lambda: Topic.objects.create(name="Wohngeld", slug="wohngeld", status="published"),
        lambda: ClosingDay.objects.create(name="Ferien", first_day="2027-07-01", last_day="2027-07-02"),
    ],
    ids=["page", "group", "notice", "topic", "closing day"],
)
def test_each_kind_is_restored_unchanged(admin_client, house, make):
    record = make()
    before = stored(record)
    delete(admin_client, record)
    restore(admin_client)
    assert stored(record) == before


def test_the_sentences_of_a_topic_are_restored_with_it(admin_client, house):
    topic = Topic.objects.create(name="Wohngeld", slug="wohngeld")
    Situation.objects.create(topic=topic, text="Ich habe Post vom Amt")
    delete(admin_client, topic)
    restore(admin_client)
    assert Situation.objects.get().topic == topic


def test_references_to_a_restored_record_are_restored(admin_client, event):
    delete(admin_client, event.group)
    assert Event.objects.get().group is None
    restore(admin_client)
    assert Event.objects.get().group == event.group


def test_records_deleted_together_are_separate_entries_of_the_bin(admin_client, house):
    pages = [Page.objects.create(title=f"Seite {number}") for number in range(3)]
    address = reverse("admin:pages_page_changelist")
    data = {"action": "delete_selected", "_selected_action": [page.pk for page in pages], "post": "yes"}
    admin_client.post(address, data)
    assert set(DeletedRecord.objects.values_list("title", flat=True)) == {"Seite 0", "Seite 1", "Seite 2"}


def test_the_bin_says_who_deleted_what_and_when(admin_client, admin_user, event, time_machine):
    time_machine.move_to("2026-12-12T13:05:00+00:00", tick=True)
    admin_client.force_login(admin_user)
    delete(admin_client, event)
    text = " ".join(admin_client.get(BIN).content.decode().split())
    assert f"Veranstaltung, gelöscht: Sa, 12. Dezember 2026, 14:05 Uhr, {admin_user.get_username()}" in text
    assert "Liegt hier bis 11. Januar 2027." in text


def test_the_bin_can_be_searched(admin_client, house):
    for title in ("Weihnachten", "Ostern"):
        delete(admin_client, Page.objects.create(title=title))
    assert [row["record"].title for row in admin_client.get(BIN, {"q": "weih"}).context["rows"]] == ["Weihnachten"]
    delete(admin_client, Page.objects.create(title="Übungsabend"))
    assert [row["record"].title for row in admin_client.get(BIN, {"q": "uebungs"}).context["rows"]] == ["Übungsabend"]
    assert "liegt nichts im Papierkorb" in admin_client.get(BIN, {"q": "Pfingsten"}).content.decode()


def test_an_empty_bin_says_so(admin_client, house):
    assert "Der Papierkorb ist leer." in admin_client.get(BIN).content.decode()


def test_the_page_that_asks_before_deleting_names_the_bin(admin_client, event):
    assert "30 Tage" in delete(admin_client, event).content.decode()


def test_an_address_that_was_taken_meanwhile_is_explained(admin_client, house):
    page = Page.objects.create(title="Über uns", slug="ueber-uns")
    delete(admin_client, page)
    other = Page.objects.create(title="Andere", slug="ueber-uns")
    assert "Ändern Sie erst das, was im Weg ist." in restore(admin_client).content.decode()
    assert not Page.objects.filter(pk=page.pk).exists()
    other.slug = "andere"
    other.save()
    restore(admin_client)
    assert Page.objects.get(pk=page.pk).slug == "ueber-uns"


def test_a_room_that_is_gone_leaves_the_field_empty_and_is_named(admin_client, event):
    room = event.room
    delete(admin_client, event)
    deleted = DeletedRecord.objects.get()
    room.delete()
    assert "„Raum“ ist jetzt leer" in restore(admin_client, deleted).content.decode()
    assert Event.objects.get().room is None


def member(name, role):
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.add(Role.objects.get(name=role))
    return user


def test_staff_see_in_the_bin_only_kinds_they_may_add(client, admin_client, house):
    delete(admin_client, Room.objects.create(name="Saal"))
    delete(admin_client, Page.objects.create(title="Über uns"))
    room = DeletedRecord.objects.get(title="Saal")
    client.force_login(member("redaktion", EDITORS))
    assert [row["record"].title for row in client.get(BIN).context["rows"]] == ["Über uns"]
    assert client.post(f"{BIN}{room.pk}/", {"_confirmed": "yes"})["Location"] == BIN
    client.force_login(member("empfang", DESK))
    assert client.get(BIN).status_code == 403
    assert client.post(f"{BIN}{room.pk}/").status_code == 404
    assert not Room.objects.exists()


def test_restoring_a_record_that_was_restored_meanwhile_is_explained(admin_client, house):
    delete(admin_client, Room.objects.create(name="Saal"))
    deleted = DeletedRecord.objects.get()
    restore(admin_client, deleted)
    for response in (restore(admin_client, deleted), admin_client.get(f"{BIN}{deleted.pk}/", follow=True)):
        assert "Das liegt nicht mehr im Papierkorb" in response.text
    assert Room.objects.get().name == "Saal"


@pytest.mark.django_db(transaction=True)
def test_concurrent_restores_restore_once(admin_client, admin_user, house):
    delete(admin_client, Room.objects.create(name="Saal"))
    deleted = DeletedRecord.objects.get()

    def press():
        client = Client()
        client.force_login(admin_user)
        return restore(client, deleted).status_code

    assert run_concurrently(press, times=2) == [200, 200]
    assert Room.objects.get().name == "Saal"


def test_on_the_thirty_first_day_nothing_can_be_restored_whether_or_not_the_purge_has_run(
    admin_client, house, time_machine
):
    delete(admin_client, Room.objects.create(name="Saal"))
    time_machine.move_to(clock.now() + BIN_RETENTION + timedelta(minutes=1), tick=False)
    assert "Saal" not in admin_client.get(BIN).text
    restore(admin_client)
    assert not Room.objects.exists()


def test_records_deleted_by_code_are_not_in_the_bin(house):
    Page.objects.create(title="Über uns").delete()
    assert not DeletedRecord.objects.exists()


def test_dates_that_a_series_drops_are_not_in_the_bin(admin_user, event):
    with recording(admin_user):
        event.occurrences.filter(series__isnull=False).delete()
    assert not DeletedRecord.objects.exists()


def test_after_thirty_days_it_is_erased_with_its_history(admin_client, event):
    Page.objects.create(title="Bleibt")
    delete(admin_client, event)
    purge(clock.now() + BIN_RETENTION - timedelta(minutes=1))
    assert DeletedRecord.objects.exists() and Event.history.exists()
    purge(clock.now() + BIN_RETENTION + timedelta(minutes=1))
    assert not DeletedRecord.objects.exists()
    assert not any(kind.history.exists() for kind in (Event, Series, RegistrationSettings, Occurrence))
    assert not Event.history.model.languages.model.objects.exists()
    assert Page.history.exists()


def test_the_daily_purge_empties_the_bin_after_its_retention(admin_client, house):
    delete(admin_client, Page.objects.create(title="Über uns"))
    purge_shared(clock.now() + BIN_RETENTION + timedelta(minutes=1))
    assert not DeletedRecord.objects.exists() and not Page.history.exists()


def test_after_two_years_only_the_newest_row_of_a_record_is_left(admin_user, house):
    page = Page.objects.create(title="Erste")
    with recording(admin_user):
        page.title = "Zweite"
        page.save()
    purge(clock.now() + HISTORY_RETENTION - timedelta(minutes=1))
    assert page.history.count() == 2
    purge(clock.now() + HISTORY_RETENTION + timedelta(minutes=1))
    assert [row.title for row in page.history.all()] == ["Zweite"]


def test_a_deleted_account_leaves_no_name_in_the_bin(client, admin_client, house):
    colleague = get_user_model().objects.create_user("klara", is_staff=True, is_superuser=True)
    client.force_login(colleague)
    delete(client, Page.objects.create(title="Über uns"))
    colleague.delete()
    admin = get_user_model().objects.create_user("admin2", is_staff=True, is_superuser=True)
    client.force_login(admin)
    text = client.get(BIN).content.decode()
    assert "früheres Konto" in text and "klara" not in text


def test_a_record_in_the_bin_can_be_erased_at_once(admin_client, client, event):
    delete(admin_client, event)
    deleted = DeletedRecord.objects.get()
    admin_client.post(f"{BIN}{deleted.pk}/", {"_erase": "Ja, endgültig löschen"})
    assert not DeletedRecord.objects.exists()
    assert not Event.history.exists() and not Series.history.exists()


def test_a_name_in_an_earlier_state_is_erased_on_request(admin_client, admin_user, house):
    group = Group.objects.create(name="Chor", summary="Singt", contact="Anna Beispiel")
    with recording(admin_user):
        group.contact = ""
        group.save()
    address = f"/admin/groups/group/{group.pk}/verlauf/loeschen/"
    assert "Das lässt sich nicht zurücknehmen." in admin_client.get(address).content.decode()
    assert group.history.count() == 2
    admin_client.post(address)
    assert [row.contact for row in group.history.all()] == [""]
    group.refresh_from_db()
    assert group.name == "Chor"


def test_a_restored_closing_day_cancels_planned_dates(admin_client, house):
    start = clock.now().replace(microsecond=0) + timedelta(days=20)
    day = start.astimezone(house.tz).date()
    closing = ClosingDay.objects.create(name="Inventur", first_day=day, last_day=day)
    delete(admin_client, closing)
    date = add_date(Event.objects.create(title="Singen", status="published"), start, start + timedelta(hours=1))
    restore(admin_client)
    date.refresh_from_db()
    assert (date.is_cancelled, date.reason) == (True, "Inventur")
