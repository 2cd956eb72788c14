"""The desk in a real browser: calls, letters, and the demo mailbox."""

import pytest
from django.urls import reverse

from kasch_site.accounts.roles import LEAD
from kasch_site.common import clock
from kasch_site.messaging.delivery import manual_delivery
from kasch_site.messaging.models import Channel, Message
from kasch_site.worker import execution
from kasch_site.worker.models import Job
from tests.support.toys import toy_jobs

CALLS, LETTERS = "/admin/messaging/message/anrufe/", "/admin/messaging/message/briefe/"


@pytest.fixture
def role():
    return LEAD


@pytest.fixture
def waiting(message_section, transactional_db):
    """Create calls, letters, an undelivered mail and a running job; return the pages that show them."""
    for subject in ("Anna", "Berta"):
        message_section.send_message(subject, Channel.PHONE, call="Der Kurs fällt aus.", desk_url="/admin/")
        message_section.send_message(f"{subject} per Post", Channel.POST, to="0371 12345")
    manual_delivery.mark_reached(message_section.send_message("Cem", Channel.PHONE))
    manual_delivery.mark_posted([message_section.send_message("Dora", Channel.POST)])
    bounced = message_section.send_message("Emil", desk_url="/admin/")
    Message.objects.filter(pk=bounced.pk).update(
        state="failed", finished_at=clock.now(), failure_reason="Gibt es nicht."
    )
    job = toy_jobs.sweep.enqueue().id
    now = clock.now()
    Job.objects.filter(pk=job).update(status="RUNNING", started_at=now, leased_until=now + execution.LEASE)
    execution.report(job, 3, 20)
    names = [
        ("messaging_calls", []),
        ("messaging_letters", []),
        ("messaging_undelivered", [bounced.pk]),
        ("worker_jobprogress", [job]),
    ]
    return [reverse(f"admin:{name}", args=args) for name, args in names]


def test_the_staff_pages_fit_and_are_accessible(open_as_staff, waiting, axe, overflow, each_display):
    page = open_as_staff()
    for address in waiting:
        # A page that reloads itself would disappear while axe checks it.
        page.goto(f"{address}?ruhig=1")
        for way in each_display(page):
            assert overflow(page) == [], f"{address}, {way}"
            axe(page)


def test_a_call_is_completed_and_reopened_by_keyboard_and_without_javascript(open_as_staff, waiting):
    page = open_as_staff(js=False)
    page.goto(CALLS)
    first = page.locator(".calls > li").first
    assert "Frau Anna" in first.inner_text()
    first.get_by_role("button", name="Erreicht", exact=True).press("Enter")
    page.get_by_text("Als erreicht vermerkt.").wait_for()
    assert page.locator(".calls > li").count() == 1
    page.get_by_role("button", name="Rückgängig (Frau Anna)").press("Enter")
    page.get_by_text("Der Anruf steht wieder auf der Liste.").wait_for()
    assert page.locator(".calls > li").count() == 2


def test_only_letters_are_printed_each_on_its_own_sheet(open_as_staff, waiting, sheets):
    page = open_as_staff()
    page.goto(LETTERS)
    texts = sheets(page)
    assert len(texts) == 2
    for text, name in zip(texts, ("Anna", "Berta"), strict=True):
        assert f"Guten Tag {name} per Post!" in text
        for token in ("Verwaltung", "Was ist gedruckt?", "Zuletzt erledigt", "Abmelden", "Briefe zum Drucken"):
            assert token not in text


def test_job_progress_is_shown_without_javascript(open_as_staff, waiting):
    page = open_as_staff(js=False)
    page.goto(waiting[-1])
    assert page.locator("progress").get_attribute("value") == "3"
    execution.report(Job.objects.running().get().pk, 9, 20)
    page.locator("progress[value='9']").wait_for()
    Job.objects.running().update(status="SUCCESSFUL", finished_at=clock.now())
    page.get_by_role("status").get_by_text("Erledigt").wait_for()
