"""Unsaved input is offered again in the same form to the same account."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import Group as Role
from django.contrib.sessions.models import Session
from django.urls import reverse
from PIL import Image

from events.models import Event, Registration, RegistrationSettings
from events.registration import registrations
from events.registration.registrant import Registrant
from events.scheduling.generation import add_date
from kasch_site.accounts.models import User
from kasch_site.accounts.roles import LEAD
from kasch_site.common import clock
from kasch_site.common.models import Picture
from kasch_site.pages.models import Page

PASSWORD = "ein-langes-passwort"
ADD = "/admin/pages/page/add/"
EVENT = "/admin/events/event/add/"
KEYS = "Object.keys(localStorage).filter(key => key.startsWith('draft:'))"


@pytest.fixture
def role():
    return LEAD


@pytest.fixture
def about(house, transactional_db):
    return Page.objects.create(title="Über uns", body="<p>Hallo</p>", summary="Alt")


def change(page):
    return reverse("admin:pages_page_change", args=[page.pk])


def stored(page):
    return page.evaluate(KEYS)


def until_stored(page):
    page.locator("[data-draft][data-kept]").wait_for(state="attached")
    assert stored(page)


def offer(page):
    return page.get_by_role("region", name="Nicht gespeicherter Entwurf")


def write(page, title="Fröhliche Feste", text="Wir feiern."):
    page.get_by_label("Titel").fill(title)
    page.get_by_role("textbox", name="Text").click()
    page.keyboard.type(text)
    until_stored(page)


def crash(page):
    """Close the tab as a crash does: without confirmation, while the browser continues."""
    context = page.context
    page.close(run_before_unload=False)
    return context.new_page()


def log_in(page, client, user):
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    origin = page.evaluate("location.origin")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": origin}])


@pytest.fixture
def other(house, transactional_db):
    user = User.objects.create_user("berta", is_staff=True)
    user.groups.add(Role.objects.get(name=LEAD))
    return user


def test_after_a_crash_the_draft_is_offered_and_restored_only_on_request(open_as_staff, house, axe):
    page = open_as_staff()
    page.goto(ADD)
    write(page)
    page = crash(page)
    page.goto(ADD)
    assert page.get_by_label("Titel").input_value() == ""
    assert "heute," in offer(page).inner_text() and "Anders als hier: Titel, Text" in offer(page).inner_text()
    axe(page)
    page.get_by_role("button", name="Weiterschreiben").click()
    assert page.get_by_label("Titel").input_value() == "Fröhliche Feste"
    assert page.locator(".richtext-text").inner_text() == "Wir feiern."
    page.get_by_role("textbox", name="Text").press("End")
    page.keyboard.type(" Alle!")
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.locator(".messagelist .success").wait_for()
    assert Page.objects.get().body == "<p>Wir feiern. Alle!</p>"
    assert stored(page) == []
    page.goto(ADD)
    assert offer(page).count() == 0


def test_navigating_back_and_forward_loses_nothing(open_as_staff, about):
    page = open_as_staff()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(change(about))
    page.get_by_role("textbox", name="Text").click()
    page.keyboard.press("End")
    page.keyboard.type(", Welt")
    until_stored(page)
    page.goto("/admin/")
    page.get_by_role("link", name="Über uns").first.wait_for()
    page.go_back()
    page.get_by_role("button", name="Weiterschreiben").click()
    assert page.locator("textarea[name=body]").input_value() == "<p>Hallo, Welt</p>"


def test_a_restored_draft_changes_only_edited_fields(open_as_staff, about):
    page = open_as_staff()
    page.goto(change(about))
    page.get_by_label("Titel").fill("Wir")
    until_stored(page)
    page = crash(page)
    Page.objects.update(summary="Von anderen geändert")
    page.goto(change(about))
    page.get_by_role("button", name="Weiterschreiben").click()
    assert page.get_by_label("Worum geht es").input_value() == "Von anderen geändert"


def test_leaving_the_page_asks_for_confirmation_and_saving_does_not(open_as_staff, about):
    dialogs = []
    page = open_as_staff()
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.dismiss()))
    page.goto(change(about))
    page.get_by_role("link", name="Handbuch").click()
    page.wait_for_url("**/handbuch/")
    page.goto(change(about))
    page.get_by_label("Titel").fill("Wir")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Handbuch").click()
    assert dialogs == ["beforeunload"] and page.url.endswith(change(about))
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.locator(".messagelist .success").wait_for()
    assert dialogs == ["beforeunload"]


@pytest.fixture
def offered(house, transactional_db):
    """Return a registration with an offer: its page has a form to correct it and one to accept the offer."""
    start = clock.now() + timedelta(days=3)
    event = Event.objects.create(title="Lesung", slug="lesung", status=Event.Status.PUBLISHED)
    RegistrationSettings.objects.create(event=event, places=1)
    date = add_date(event, start, start + timedelta(hours=1))
    first, row = (
        registrations.register(date, Registrant(name, email=f"{name}@example.org"), uuid4())
        for name in ("Berta", "Ada")
    )
    registrations.cancel(first)
    return row


def test_sending_another_form_of_the_page_asks_first(open_as_staff, offered):
    dialogs = []
    page = open_as_staff()
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.dismiss()))
    page.goto(reverse("admin:events_registration_change", args=[offered.pk]))
    page.get_by_label("Name").fill("Ada Lovelace")
    with page.expect_event("dialog"):
        page.get_by_role("button", name="Nimmt den Platz").click()
    assert dialogs == ["beforeunload"]
    assert page.get_by_label("Name").input_value() == "Ada Lovelace"
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.locator(".messagelist").first.wait_for()
    assert dialogs == ["beforeunload"]
    assert Registration.objects.get(pk=offered.pk).name == "Ada Lovelace"


def test_a_rejected_form_keeps_its_draft_until_it_is_saved(open_as_staff, house):
    page = open_as_staff()
    page.goto(ADD)
    write(page, title="", text="Nur der Text.")
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.get_by_role("heading", name="Es gibt ein Problem").or_(page.locator(".errorlist").first).first.wait_for()
    assert offer(page).count() == 0
    page = crash(page)
    page.goto(ADD)
    page.get_by_role("button", name="Weiterschreiben").click()
    page.get_by_label("Titel").fill("Mit Titel")
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.locator(".messagelist .success").wait_for()
    assert Page.objects.get().body == "<p>Nur der Text.</p>"
    assert stored(page) == []


def test_a_draft_survives_a_logout_and_is_listed_on_the_admin_index(open_as_staff, house, staff_user, client):
    page = open_as_staff()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(ADD)
    write(page)
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url("**/logout/")
    log_in(page, client, staff_user)
    page.goto("/admin/")
    begun = page.get_by_role("region", name="Angefangen und noch nicht gespeichert")
    begun.get_by_role("link").click()
    page.get_by_role("button", name="Verwerfen").click()
    assert stored(page) == []
    page.get_by_role("button", name="Doch behalten").click()
    offer(page).wait_for()
    assert len(stored(page)) == 1


def test_another_account_sees_no_draft(open_as_staff, house, other, client, staff_user):
    page = open_as_staff()
    page.goto(ADD)
    write(page)
    page = crash(page)
    page.goto("/admin/")
    log_in(page, client, other)
    page.goto("/admin/")
    assert stored(page) == []
    log_in(page, client, staff_user)
    page.goto(ADD)
    assert offer(page).count() == 0


@pytest.mark.parametrize(
    ("address", "label"),
    [("/admin/accounts/user/add/", "Nachname"), ("/admin/house/contactperson/add/", "Name")],
)
def test_a_form_with_personal_data_stores_no_draft_but_warns(open_as_staff, house, address, label):
    dialogs = []
    page = open_as_staff()
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    page.goto(address)
    page.get_by_label(label, exact=False).first.fill("Frau Geheim")
    page.goto("/admin/")
    assert dialogs == ["beforeunload"]
    assert page.evaluate("JSON.stringify({...localStorage})").find("Geheim") == -1


def test_inline_rows_and_autocomplete_fields_are_in_the_draft(open_as_staff, house):
    page = open_as_staff()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(EVENT)
    page.get_by_label("Titel", exact=False).first.fill("Lesung")
    group = page.locator("[id$=-group]").filter(has=page.locator(".add-row a")).first
    group.locator(".add-row a").click()
    prefix = group.get_attribute("id").removesuffix("-group")
    total = page.locator(f"#id_{prefix}-TOTAL_FORMS").input_value()
    row = page.locator(f"#{prefix}-{int(total) - 1}")
    row.locator("input[type=date]").first.fill("2027-03-01")
    until_stored(page)
    page = crash(page)
    page.goto(EVENT)
    page.get_by_role("button", name="Weiterschreiben").click()
    assert page.locator(f"#id_{prefix}-TOTAL_FORMS").input_value() == total
    assert page.locator(f"#{prefix}-{int(total) - 1} input[type=date]").first.input_value() == "2027-03-01"
    assert Event.objects.count() == 0


def test_typing_is_reported_but_not_each_keystroke(open_as_staff, house):
    page = open_as_staff()
    reports = []
    page.on("request", lambda request: reports.append(request.url) if request.url.endswith("/am-werk/") else None)
    page.goto(ADD)
    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 5 * 60 * 1000 }")
    with page.expect_response("**/am-werk/") as response:
        page.get_by_label("Titel").press_sequentially("Fest")
    assert response.value.status == 204
    assert len(reports) == 1


def test_a_chosen_picture_survives_a_forgotten_description(open_as_staff, house, settings, tmp_path, axe, overflow):
    settings.MEDIA_ROOT = tmp_path / "media"
    Image.new("RGB", (400, 300), "green").save(tmp_path / "plakat.png")
    page = open_as_staff(width=320)
    page.goto("/admin/common/picture/add/")
    page.locator("input[type=file]").set_input_files(tmp_path / "plakat.png")
    page.get_by_label("Name", exact=False).first.fill("Plakat")
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.get_by_text("Gewählt: plakat.png").wait_for()
    axe(page)
    assert not overflow(page)
    page.get_by_label("Bildbeschreibung").fill("Ein Plakat")
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.locator(".messagelist .success").wait_for()
    assert Picture.objects.get().width == 400


@pytest.mark.parametrize("js", [True, False], ids=["with a script", "without a script"])
def test_after_the_session_the_form_resumes(open_as_staff, about, staff_user, js, axe):
    staff_user.set_password(PASSWORD)
    staff_user.save()
    page = open_as_staff(js=js)
    page.goto(change(about))
    page.get_by_label("Titel").fill("Wir im Haus")
    if js:
        page.get_by_role("textbox", name="Text").click()
        page.keyboard.press("End")
        page.keyboard.type(", Welt")
    else:
        page.locator("textarea[name=body]").fill("<p>Hallo, Welt</p>")
    Session.objects.update(expire_date=datetime(2020, 1, 1, tzinfo=UTC))
    page.get_by_role("button", name="Speichern", exact=True).click()
    assert "noch nichts" in page.get_by_text("Gespeichert ist noch nichts.").inner_text()
    if js:
        axe(page)
    page.get_by_label("Benutzername").fill("erika")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    if not js:
        page.get_by_role("button", name="Weiter im Formular").click()
    page.get_by_text("Ihr Formular ist wieder da.").wait_for()
    assert page.get_by_label("Titel").input_value() == "Wir im Haus"
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.locator(".messagelist .success").wait_for()
    about.refresh_from_db()
    assert (about.title, about.body) == ("Wir im Haus", "<p>Hallo, Welt</p>")
