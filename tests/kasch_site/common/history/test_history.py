"""The history of content, as staff use it: who, when, what it was, what it is, and going back."""

from datetime import time
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from events.models import Event, Occurrence, RegistrationSettings, Series
from events.registration.registrant import Registrant
from events.registration.registrations import register
from events.scheduling import changes as date_changes
from events.scheduling.generation import end_series, make_dates
from kasch_site.common import clock
from kasch_site.common.history.recording import recording
from kasch_site.house.models import Language, Room
from kasch_site.pages.models import Page
from tests.support.browser.browser_forms import form_on
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(house):
    return Page.objects.create(title="Über uns", slug="ueber-uns", body="<p>Wir sind ein Haus.</p>", status="published")


def form_of(page, **values):
    fields = ["title", "summary", "body", "status", "menu", "menu_name", "order", "slug", "language", "role"]
    return {**{name: getattr(page, name) for name in fields}, "publish_at_0": "", "publish_at_1": "", **values}


def save(client, page, **values):
    page.refresh_from_db()
    address = reverse("admin:pages_page_change", args=[page.pk])
    response = client.post(address, form_of(page, **values))
    assert response.status_code == 302, response.context["errors"]


def history_of(client, record):
    opts = record._meta
    return client.get(reverse(f"admin:{opts.app_label}_{opts.model_name}_history", args=[record.pk]))


def revert_address(record, change):
    opts = record._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_revert", args=[record.pk, change])


def revert_form(client, record, entry):
    """Return the fields of the page that asks, as a browser shows them."""
    return form_on(client.get(revert_address(record, entry.change.id)))


def send_revert(client, record, entry, *keys, form=None):
    fields = form or revert_form(client, record, entry)
    return client.post(revert_address(record, entry.change.id), {**fields, "was": keys})


def entries_of(client, record):
    return history_of(client, record).context["entries"]


def test_each_change_shows_author_time_old_and_new_value(admin_client, admin_user, page):
    save(admin_client, page, body="<p>Wir sind ein offenes Haus.</p>", menu="main")
    newest, first = entries_of(admin_client, page)
    assert (newest.action, newest.author) == ("Geändert", admin_user.get_username())
    fields = {changed.label: (changed.old, changed.new) for changed in newest.differences[0].fields}
    assert fields == {
        "Text": ("Wir sind ein Haus.", "Wir sind ein offenes Haus."),
        "Platz im Menü": ("in keinem Menü", "Hauptmenü"),
    }
    assert (first.action, first.author) == ("Angelegt", "die Website selbst")


def test_the_day_is_written_in_german(admin_client, admin_user, page, time_machine):
    time_machine.move_to("2026-12-12T13:05:00+00:00", tick=True)
    admin_client.force_login(admin_user)
    save(admin_client, page, title="Wir")
    assert "Sa, 12. Dezember 2026, 14:05 Uhr" in history_of(admin_client, page).content.decode()


def test_differences_in_a_text_are_marked_by_words_too(admin_client, page):
    save(admin_client, page, body="<p>Wir sind ein offenes Haus.</p>")
    text = history_of(admin_client, page).content.decode()
    assert "<ins>" in text and "[neu:]" in text and "offenes" in text


def test_a_change_of_markup_only_is_named(admin_client, page):
    save(admin_client, page, body="<h2>Wir sind ein Haus.</h2>")
    difference = entries_of(admin_client, page)[0].differences[0].fields[0]
    assert (difference.old, difference.new) == ("[Absatz: Wir sind ein Haus.]", "[Überschrift: Wir sind ein Haus.]")
    assert "was in eckigen Klammern steht" in history_of(admin_client, page).content.decode()


def test_reverting_asks_first_and_can_be_undone(admin_client, page):
    save(admin_client, page, body="<p>Neu.</p>", title="Wir")
    newest, first = entries_of(admin_client, page)
    address = revert_address(page, first.change.id)
    confirmation = admin_client.get(address)
    assert [step.key for step in confirmation.context["steps"]] == ["title", "body"]
    page.refresh_from_db()
    assert page.title == "Wir"

    send_revert(admin_client, page, first, "title", "body")
    page.refresh_from_db()
    assert (page.title, page.body) == ("Über uns", "<p>Wir sind ein Haus.</p>")
    back = entries_of(admin_client, page)[0]
    assert back.action.startswith("Zurück auf den Stand vom ")

    send_revert(admin_client, page, newest, "title", "body")
    page.refresh_from_db()
    assert (page.title, page.body) == ("Wir", "<p>Neu.</p>")


def test_only_ticked_fields_are_reverted(admin_client, page):
    save(admin_client, page, body="<p>Neu.</p>", title="Wir")
    first = entries_of(admin_client, page)[-1]
    send_revert(admin_client, page, first, "title")
    page.refresh_from_db()
    assert (page.title, page.body) == ("Über uns", "<p>Neu.</p>")


def test_a_field_that_was_saved_meanwhile_is_shown_before_it_is_overwritten(admin_client, page):
    save(admin_client, page, title="Wir", body="<p>Neu.</p>")
    first = entries_of(admin_client, page)[-1]
    form = revert_form(admin_client, page, first)
    save(admin_client, page, title="Das Haus")
    response = send_revert(admin_client, page, first, "title", form=form)
    page.refresh_from_db()
    assert (response.status_code, page.title) == (200, "Das Haus")
    assert [item.text for item in parse(response).one(class_="errornote").all("li")] == ["Titel"]
    assert "Das Haus" in response.content.decode()
    assert form_on(response)["was"] == ["title"]

    send_revert(admin_client, page, first, "title", form=form_on(response))
    page.refresh_from_db()
    assert (page.title, page.body) == ("Über uns", "<p>Neu.</p>")


def test_fields_not_ticked_may_change_meanwhile_and_are_kept(admin_client, page):
    save(admin_client, page, title="Wir", body="<p>Neu.</p>")
    first = entries_of(admin_client, page)[-1]
    form = revert_form(admin_client, page, first)
    save(admin_client, page, body="<p>Noch neuer.</p>")
    assert send_revert(admin_client, page, first, "title", form=form).status_code == 302
    page.refresh_from_db()
    assert (page.title, page.body) == ("Über uns", "<p>Noch neuer.</p>")


@pytest.mark.parametrize("token", [None, "", "abc"])
def test_a_form_without_its_token_overwrites_nothing(admin_client, page, token):
    save(admin_client, page, title="Wir")
    first = entries_of(admin_client, page)[-1]
    form = {} if token is None else {"_shown": token}
    response = admin_client.post(revert_address(page, first.change.id), {**form, "was": ["title"]})
    page.refresh_from_db()
    assert (response.status_code, page.title) == (200, "Wir")


def test_reverting_twice_happens_once_and_is_reported(admin_client, page):
    save(admin_client, page, title="Wir")
    first = entries_of(admin_client, page)[-1]
    form = revert_form(admin_client, page, first)
    for sentence in ("Der frühere Stand ist wieder da", "Es war nichts zu ändern"):
        response = send_revert(admin_client, page, first, "title", form=form)
        messages = parse(admin_client.get(response["Location"])).one(class_="messagelist").text
        assert sentence in messages
        assert ("wieder da" in messages) == (sentence != "Es war nichts zu ändern")
        assert len(entries_of(admin_client, page)) == 3
        assert LogEntry.objects.filter(object_id=page.pk).count() == 2


def test_a_record_that_was_deleted_meanwhile_is_no_error(admin_client, page):
    save(admin_client, page, title="Wir")
    first = entries_of(admin_client, page)[-1]
    form = revert_form(admin_client, page, first)
    page.delete()
    assert send_revert(admin_client, page, first, "title", form=form).status_code == 302
    assert not Page.objects.exists()


def test_a_room_deleted_after_it_was_shown_is_named_first(admin_client, admin_user, house):
    saal = Room.objects.create(name="Saal")
    event = Event.objects.create(title="Chor", room=saal)
    with recording(admin_user):
        event.room = None
        event.save()
    first = entries_of(admin_client, event)[-1]
    form = revert_form(admin_client, event, first)
    with recording(admin_user):
        saal.delete()
    response = send_revert(admin_client, event, first, "room", form=form)
    assert "Saal (gibt es nicht mehr)" in response.content.decode()


def test_a_part_that_changed_meanwhile_is_not_removed_unseen(admin_client, admin_user, series):
    with recording(admin_user):
        settings = RegistrationSettings.objects.create(event=series.event, places=3)
    first = entries_of(admin_client, series.event)[-1]
    form = revert_form(admin_client, series.event, first)
    with recording(admin_user):
        settings.places = 10
        settings.save()
    key = f"registrationsettings:{settings.pk}"
    assert send_revert(admin_client, series.event, first, key, form=form).status_code == 200
    assert RegistrationSettings.objects.get().places == 10


def test_the_public_page_shows_the_former_text_at_once(admin_client, client, page):
    save(admin_client, page, body="<p>Neuer Satz.</p>")
    assert "Neuer Satz." in client.get(page.get_absolute_url()).content.decode()
    first = entries_of(admin_client, page)[-1]
    send_revert(admin_client, page, first, "body")
    assert "Wir sind ein Haus." in client.get(page.get_absolute_url()).content.decode()


def test_an_address_that_was_taken_meanwhile_is_explained(admin_client, page):
    save(admin_client, page, slug="wir")
    Page.objects.create(title="Andere", slug="ueber-uns")
    first = entries_of(admin_client, page)[-1]
    response = send_revert(admin_client, page, first, "slug")
    page.refresh_from_db()
    assert page.slug == "wir"
    assert "Nehmen Sie das Häkchen bei dem weg, was nicht passt" in response.content.decode()


def test_a_room_that_is_gone_is_named_and_stays_as_it_is(admin_client, admin_user, house):
    saal = Room.objects.create(name="Saal")
    event = Event.objects.create(title="Chor", room=saal)
    with recording(admin_user):
        event.room, event.summary = None, "Singen"
        event.save()
    with recording(admin_user):
        saal.delete()
    first = entries_of(admin_client, event)[-1]
    confirmation = admin_client.get(revert_address(event, first.change.id))
    problems = {step.key: step.problem for step in confirmation.context["steps"]}
    assert problems["room"].startswith("Saal (gibt es nicht mehr)")
    send_revert(admin_client, event, first, "room", "summary")
    event.refresh_from_db()
    assert (event.room, event.summary) == (None, "")


@pytest.fixture
def series(house):
    event = Event.objects.create(title="Chor", status="published")
    created = Series.objects.create(
        event=event, weekday=1, starts_on=clock.today(), starts_at=time(10), ends_at=time(12)
    )
    make_dates(clock.today(), event=event)
    return created


def test_generated_dates_do_not_fill_the_history(series):
    assert Occurrence.objects.count() > 50
    assert Occurrence.history.count() == 0
    with recording(None):
        Occurrence.objects.filter(series=series).delete()
    assert Occurrence.history.count() == 0


def test_a_series_is_restored_with_its_event(admin_client, admin_user, series):
    event = series.event
    with recording(admin_user):
        series.starts_at, series.ends_at = time(14), time(16)
        series.save()
    with recording(admin_user):
        end_series(series)
    ended, moved, *_rest = entries_of(admin_client, event)
    assert ended.differences[0].is_gone
    assert [(changed.label, changed.old, changed.new) for changed in moved.differences[0].fields] == [
        ("von", "10:00 Uhr", "14:00 Uhr"),
        ("bis", "12:00 Uhr", "16:00 Uhr"),
    ]
    steps = admin_client.get(revert_address(event, moved.change.id)).context["steps"]
    assert [step.part.is_new for step in steps] == [True]
    send_revert(admin_client, event, moved, steps[0].key)
    assert Series.objects.get(event=event).starts_at == time(14)
    assert Occurrence.objects.filter(event=event, series__isnull=False).count() > 50


def test_languages_belong_to_the_state(admin_client, admin_user, house):
    event = Event.objects.create(title="Café")
    ukrainian = Language.objects.create(code="uk", name="Ukrainisch")
    with recording(admin_user):
        event.save()
        event.languages.add(ukrainian)
    newest, first = entries_of(admin_client, event)
    assert [(changed.label, changed.old, changed.new) for changed in newest.differences[0].fields] == [
        ("Sprachen", "", "Ukrainisch")
    ]
    send_revert(admin_client, event, first, "languages")
    assert not event.languages.exists()


def test_a_cancelled_date_shows_it_and_is_restored(admin_client, admin_user, series):
    date = series.occurrences.order_by("starts_at")[3]
    with recording(admin_user):
        date_changes.cancel(date, "krank")
    newest, first = entries_of(admin_client, date)
    assert {changed.label: (changed.old, changed.new) for changed in newest.differences[0].fields} == {
        "Findet statt?": ("findet statt", "entfällt"),
        "Grund": ("", "krank"),
    }
    send_revert(admin_client, date, first, "status", "reason")
    date.refresh_from_db()
    assert (date.status, date.reason, date.is_different) == ("planned", "", False)
    assert date.sequence == 2


def test_places_that_are_taken_are_not_taken_away_by_reverting(admin_client, admin_user, series):
    settings = RegistrationSettings.objects.create(event=series.event, places=3)
    with recording(admin_user):
        settings.places = 10
        settings.save()
    date = series.occurrences.upcoming().order_by("starts_at").last()
    register(date, Registrant(name="Ida Beispiel", email="ida@example.org", people=5), uuid4())
    first = entries_of(admin_client, series.event)[1]
    key = f"registrationsettings:{settings.pk}"
    response = send_revert(admin_client, series.event, first, key)
    settings.refresh_from_db()
    assert settings.places == 10
    assert "schon 5 Plätze vergeben" in response.content.decode()


def test_a_change_without_the_forms_is_not_attributed_to_the_next_editor(admin_client, admin_user, page):
    Page.objects.filter(pk=page.pk).update(summary="Von Hand")
    save(admin_client, page, title="Wir")
    newest, note, _first = entries_of(admin_client, page)
    assert [changed.label for changed in newest.differences[0].fields] == ["Titel"]
    assert (note.author, [field.label for field in note.differences[0].fields]) == (
        "die Website selbst",
        ["Worum geht es? In einem Satz"],
    )


def test_publishing_several_at_once_is_in_the_history_of_each(admin_client, admin_user, page):
    Page.objects.update(status="draft")
    address = reverse("admin:pages_page_changelist")
    admin_client.post(address, {"action": "publish", "_selected_action": [page.pk]})
    newest = entries_of(admin_client, page)[0]
    assert newest.author == admin_user.get_username()
    assert [(changed.old, changed.new) for changed in newest.differences[0].fields] == [("Entwurf", "veröffentlicht")]


def test_a_deleted_account_leaves_no_name(client, admin_client, page):
    editor = get_user_model().objects.create_user("kollegin", first_name="Klara", is_staff=True, is_superuser=True)
    with recording(editor):
        page.title = "Wir"
        page.save()
    assert entries_of(admin_client, page)[0].author == "Klara"
    editor.delete()
    assert entries_of(admin_client, page)[0].author == "früheres Konto"


def test_a_dry_run_leaves_no_row(page, admin_user):
    with recording(admin_user), transaction.atomic():
        page.title = "Verworfen"
        page.save()
        transaction.set_rollback(True)
    assert page.history.count() == 1


def test_a_long_history_is_shown_in_pages_at_a_constant_cost(
    admin_client, admin_user, page, django_assert_max_num_queries
):
    for number in range(45):
        with recording(admin_user):
            page.title = f"Fassung {number}"
            page.save()
    history_of(admin_client, page)  # fills caches
    with django_assert_max_num_queries(14):
        first = history_of(admin_client, page)
    assert len(first.context["entries"]) == 20
    address = reverse("admin:pages_page_history", args=[page.pk])
    last = admin_client.get(address, {"seite": 3}).context["entries"]
    assert last[-1].action == "Angelegt"
    assert last[0].differences[0].fields[0].old == "Fassung 3"


def test_a_person_who_may_not_change_a_record_may_not_revert_it(client, page, admin_client):
    save(admin_client, page, title="Wir")
    first = entries_of(admin_client, page)[-1]
    reader = get_user_model().objects.create_user("gast", is_staff=True)
    client.force_login(reader)
    assert client.get(revert_address(page, first.change.id)).status_code == 403
    assert client.post(revert_address(page, first.change.id), {"was": ["title"]}).status_code == 403


def test_an_unknown_change_is_not_found(admin_client, page):
    address = revert_address(page, "00000000-0000-4000-8000-000000000000")
    assert admin_client.get(address).status_code == 404
