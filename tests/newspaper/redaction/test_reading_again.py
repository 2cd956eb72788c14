"""What the worker reads with bulk statements stays hidden too, and nothing is public before it is checked."""

import pytest
from django.test import Client

from newspaper.models import Issue, IssueRedaction, LockedOriginal, Page
from newspaper.redaction import reapply
from newspaper.redaction.hiding import Hiding, hide
from tests.newspaper.factories import make_issue

pytestmark = pytest.mark.django_db


def test_a_page_that_the_worker_has_read_is_redacted(house):
    issue = make_issue(texts=("Eins.",), images=True)
    hide([Hiding("name", "asked", "Anna Müller")])
    page = issue.pages.get()
    reapply.withhold_images(page)
    key = page.image_key
    assert Client().get(f"/zeitung/bilder/{key}/480.webp").status_code == 404
    reapply.store_text(page, {"text": "Anna Müller singt."})
    page.refresh_from_db()
    assert page.text == "[…] singt."
    assert page.image_key != key


def test_a_pdf_that_was_not_searched_is_not_given_out(house):
    issue = make_issue(texts=("Eins.",))
    Issue.objects.update(public_pdf="zeitung/pdf/neu.pdf")
    issue.refresh_from_db()
    assert not reapply.is_pdf_withheld(issue)
    assert ".pdf" in Client().get(issue.get_absolute_url()).content.decode()
    hide([Hiding("name", "asked", "Anna Müller")])
    assert reapply.is_pdf_withheld(issue)
    for address in ("/zeitung/", issue.get_absolute_url(), f"{issue.get_absolute_url()}seite/1/"):
        assert ".pdf" not in Client().get(address).content.decode()
    assert Client().get(f"/zeitung/{issue.year}/{issue.number}.pdf").status_code == 404


def test_a_page_on_which_nothing_is_hidden_is_stored_without_a_history_of_what_the_worker_reads():
    page = make_issue(texts=("Eins.",)).pages.get()
    before = Page.history.count()
    reapply.store_text(page, {"text": "Anna Müller singt."})
    page.refresh_from_db()
    assert (page.text, Page.history.count()) == ("Anna Müller singt.", before)


def test_what_stood_on_a_hidden_page_does_not_come_back_after_another_file():
    issue = make_issue(texts=("Eins.", "Anna Müller singt."))
    hide([Hiding("page", "rights", issue=issue, page_number=1), Hiding("name", "asked", "Anna Müller")])
    assert reapply.prepare_for_new_file(issue)
    locked = LockedOriginal.objects.get()
    assert (locked.object_id, locked.values["words"]) == (issue.pages.get(number=2).pk, [])


def test_the_files_of_an_issue_that_was_read_are_searched_if_something_is_hidden():
    issue = make_issue(texts=("Eins.",))
    reapply.check_after_intake(issue)
    assert not IssueRedaction.objects.exists()
    hide([Hiding("name", "asked", "Anna Müller")])
    reapply.check_after_intake(issue)
    assert IssueRedaction.objects.get().state == "waiting"


def test_a_pdf_that_was_not_searched_is_taken_away_whichever_fields_are_saved():
    issue = make_issue(texts=("Eins.",))
    hide([Hiding("name", "asked", "Anna Müller")])
    Issue.objects.update(public_pdf="zeitung/pdf/neu.pdf", public_size=9)
    issue.refresh_from_db()
    issue.save(update_fields=["theme"])
    issue.refresh_from_db()
    assert (issue.public_pdf.name, issue.public_size) == ("", 0)
