"""The plan by mail: months, text, and the attached sheet."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.core import mail

from events.models import Event
from events.printing import plan_by_mail
from events.printing.plan_by_mail import MonthPlan
from events.scheduling.generation import add_date
from kasch_site.common import clock
from kasch_site.common.sections import section
from kasch_site.messaging.newsletters import catalogue, sending, subscriptions
from kasch_site.worker import execution
from tests.support.browser.markup import parse

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def december(house, time_machine):
    """Set the clock to 22 November, with dates in December: one cancelled, one with another script."""
    time_machine.move_to(datetime(2026, 11, 22, 12, tzinfo=BERLIN), tick=False)
    for title, day, hour in (
        ("Gymnastik", 1, 9),
        ("Nähen & Flicken", 24, 14),
        ("مقهى اللغات", 3, 17),
        ("Chor", 31, 22),
    ):
        event = Event.objects.create(title=title, slug=f"nr-{day}", status=Event.Status.PUBLISHED, place="Saal")
        start = clock.local(date(2026, 12, day), time(hour))
        add_date(event, start, clock.local(date(2026, 12, day), time(hour + 1, 30)))
    off = Event.objects.get(title="Chor").occurrences.get()
    off.status, off.reason = "cancelled", "Die Leiterin ist krank"
    off.save()


@pytest.mark.parametrize(
    ("day", "offered", "due"),
    [
        (date(2026, 11, 20), ["2026-11", "2026-12"], []),
        (date(2026, 11, 21), ["2026-11", "2026-12"], ["2026-12"]),
        (date(2026, 11, 30), ["2026-11", "2026-12"], ["2026-12"]),
        (date(2026, 12, 5), ["2026-12", "2027-01"], ["2026-12"]),
        (date(2026, 12, 6), ["2026-12", "2027-01"], []),
        (date(2026, 12, 31), ["2026-12", "2027-01"], ["2027-01"]),
    ],
)
def test_staff_may_send_this_month_and_the_next_and_are_reminded_at_its_beginning(db, day, offered, due):
    editions = MonthPlan().editions(clock.local(day, time(12)))
    assert [edition.key for edition in editions] == offered
    assert [edition.key for edition in editions if edition.is_due] == due


def test_the_text_lists_every_date_and_marks_cancelled_ones(december):
    written = MonthPlan().edition_text("2026-12")
    assert written.subject == "Monatsplan Dezember 2026"
    assert written.text.splitlines()[0] == "das ist unser Plan für den Dezember 2026."
    for line in (
        "Dienstag, 1. Dezember",
        "- 9:00 Gymnastik",
        "Donnerstag, 24. Dezember",
        "- 14:00 Nähen & Flicken",
        "- 17:00 مقهى اللغات",
        "- Entfällt: Die Leiterin ist krank – 22:00 Chor",
    ):
        assert line in written.text.splitlines()
    assert "  bis 10:30 Uhr · Saal" in written.text
    assert "/veranstaltungen/2026/12/" in written.text


def test_information_for_the_printed_plan_is_not_in_the_text(demo_house):
    text = MonthPlan().edition_text("2026-12").text
    for character in ("\u200b", "\u00a0", "\u00ad", "&amp;", "&quot;", "None"):
        assert character not in text
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_the_mail_of_an_empty_month_has_a_note(house, time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 12, tzinfo=BERLIN), tick=False)
    assert "noch nichts im Kalender" in MonthPlan().edition_text("2026-12").text


def test_the_sheet_is_attached_and_has_the_same_dates(december):
    (sheet,) = MonthPlan().edition_text("2026-12").attachments
    assert (sheet.name, sheet.content_type) == ("monatsplan-2026-12.pdf", "application/pdf")
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(sheet.content))
    assert "Gymnastik" in text
    assert len(sheet.content) < plan_by_mail.MAX_SHEET


def test_a_sheet_too_large_for_mailboxes_is_linked_instead(december, monkeypatch):
    monkeypatch.setattr(plan_by_mail, "MAX_SHEET", 1000)
    written = MonthPlan().edition_text("2026-12")
    assert written.attachments == ()
    assert "- 9:00 Gymnastik" in written.text


def test_a_subscriber_gets_the_plan_from_the_house(december):
    subscriptions.add_on_paper("ada@example.org", [catalogue.newsletter_of("events:plan")])
    sending.send(catalogue.newsletter_of("events:plan"), "2026-12")
    execution.run_due_jobs("test")
    (message,) = mail.outbox
    assert message.subject == "Monatsplan Dezember 2026"
    assert message.body.startswith("Guten Tag,\n\ndas ist unser Plan für den Dezember 2026.")
    assert "Nähen & Flicken" in message.body
    assert "Testhaus am Platz" in message.body
    assert message.reply_to == ["post@example.org"]
    (part,) = message.attachments
    assert part.get_filename() == "monatsplan-2026-12.pdf"
    assert part.get_payload(decode=True).startswith(b"%PDF")


def test_changes_before_delivery_are_in_the_mail(december):
    subscriptions.add_on_paper("ada@example.org", [catalogue.newsletter_of("events:plan")])
    sending.send(catalogue.newsletter_of("events:plan"), "2026-12")
    Event.objects.filter(title="Gymnastik").update(title="Gymnastik für alle")
    execution.run_due_jobs("test")
    assert "Gymnastik für alle" in mail.outbox[0].body


@pytest.mark.parametrize("path", ["/veranstaltungen/2026/12/", "/veranstaltungen/abonnieren/"])
def test_the_month_and_the_subscribe_page_link_to_the_form(client, december, path):
    links = {link["href"] for link in parse(client.get(path)).one("main").all("a")}
    assert "/per-mail/?was=events:plan" in links


def test_a_house_without_mail_editions_shows_no_link(house, settings):
    settings.SECTIONS = [name for name in settings.SECTIONS if "newsletters" not in name]
    section.__globals__["sections"].cache_clear()
    try:
        assert plan_by_mail.MonthPlan().subscribe_url() == ""
    finally:
        section.__globals__["sections"].cache_clear()
