"""A visitor subscribes to the plan on a phone, confirms and unsubscribes; with and without JavaScript."""

from datetime import UTC, datetime

import pytest
from django.core import mail

from kasch_site.messaging.models import Subscriber, Subscription
from kasch_site.messaging.newsletters import sending
from kasch_site.messaging.newsletters.catalogue import newsletter_of
from kasch_site.worker import execution
from tests.journeys.pressing import press
from tests.kasch_site.messaging.newsletters.conftest import link_in as path_in

MONTH = "/veranstaltungen/2026/12/"


@pytest.fixture
def advance_minutes(time_machine, settings, site):
    """Return a function that advances the server's clock; the browser does not wait."""
    settings.SITE_URL = "https://haus.example"
    time_machine.move_to(datetime(2026, 11, 24, 12, tzinfo=UTC))
    return lambda number: time_machine.shift(number * 60)


@pytest.fixture
def last_mail():
    """Return a function that runs waiting jobs and returns the last mail."""

    def run_jobs():
        execution.run_due_jobs("test")
        return mail.outbox[-1]

    return run_jobs


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_visitor_subscribes_confirms_and_unsubscribes(house, visitor, advance_minutes, last_mail, axe, overflow, js):
    page = visitor(width=320, js=js)

    def check_page(heading):
        assert page.text_content("h1") == heading
        assert overflow(page) == []
        if js:
            axe(page)

    page.goto(MONTH)
    page.get_by_role("link", name="Jeden Monat per E-Mail").click()
    check_page("Per E-Mail bekommen")
    page.get_by_label("Ihre E-Mail-Adresse").fill("ada@example")
    advance_minutes(1)
    press(page, "Bestellen")
    page.wait_for_selector(".error-summary")
    check_page("Per E-Mail bekommen")
    assert page.input_value("#id_email") == "ada@example"
    page.get_by_label("Ihre E-Mail-Adresse").fill("ada@example.org")
    press(page, "Bestellen")
    check_page("Bitte schauen Sie in Ihr Postfach")

    page.goto(path_in(last_mail(), "ja"))
    check_page("Möchten Sie das per E-Mail bekommen?")
    assert not Subscription.objects.confirmed().exists()
    press(page, "Ja, bitte schicken")
    check_page("Danke! Ab jetzt schreiben wir Ihnen")
    assert Subscription.objects.confirmed().exists()

    sending.send(newsletter_of("events:plan"), "2026-12")
    page.goto(path_in(last_mail(), "abbestellen"))
    check_page("Möchten Sie das nicht mehr bekommen?")
    press(page, "Ja, abbestellen")
    check_page("Abbestellt")
    assert not Subscriber.objects.exists()
    page.go_back()
    page.reload()
    check_page("Dieser Link gilt nicht mehr")


def test_the_forms_are_accessible(house, page, axe, overflow, each_display, advance_minutes):
    for path in ("/per-mail/", "/per-mail/abbestellen/", "/per-mail/unterwegs/", "/per-mail/ja/nonsense/"):
        page.goto(path)
        for way in each_display(page):
            axe(page)
            assert overflow(page) == [], f"{path}, {way}"


@pytest.mark.parametrize(
    "options",
    [{"width": 320, "js": False}, {"width": 1280, "dark": True}],
    ids=["a phone without JavaScript", "a desk in the dark"],
)
def test_staff_are_reminded_preview_and_send(open_as_staff, advance_minutes, last_mail, axe, overflow, options):
    page = open_as_staff(**options)

    def check_page():
        if options.get("js", True):
            axe(page)
        assert overflow(page) == []

    page.goto("/admin/messaging/subscription/add/")
    check_page()
    page.get_by_role("textbox", name="E-Mail").fill("ada@example.org")
    page.get_by_label("Die Einwilligung liegt unterschrieben vor").check()
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_url("**/admin/messaging/subscription/")
    assert "ada@example.org" in page.text_content("#result_list")
    check_page()
    page.goto("/admin/")
    page.get_by_role("link", name="Der Plan für Dezember ist noch nicht verschickt: Ein Mensch wartet.").click()
    assert "Monatsplan Dezember 2026" in page.text_content("#content-main")
    check_page()
    page.get_by_role("button", name="Der Plan für Dezember: an einen Menschen schicken").click()
    page.get_by_role("status").wait_for()
    page.goto("/admin/messaging/dispatch/events:plan/2026-12/?ruhig=1")
    assert "0 von 1" in page.text_content("[role=status]")
    check_page()
    assert last_mail().to == ["ada@example.org"]
    page.reload()
    assert "1 von 1" in page.text_content("[role=status]")
    check_page()
    page.goto("/admin/messaging/dispatch/")
    check_page()
