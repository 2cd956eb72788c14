"""What the worker reads with bulk statements stays hidden too, and nothing is public before it is checked."""

import pytest
from django.test import Client

from newspaper.models import Issue
from newspaper.redaction import reapply
from newspaper.redaction.hiding import Hiding, hide
from tests.newspaper.stock import make_issue

pytestmark = pytest.mark.django_db


def test_a_page_that_the_worker_has_read_is_redacted(house):
    issue = make_issue(texts=("Eins.",), images=True)
    hide([Hiding("name", "asked", "Anna Müller")])
    page = issue.pages.get()
    reapply.before_images(page)
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
    assert not reapply.is_held_back(issue)
    assert ".pdf" in Client().get(issue.get_absolute_url()).content.decode()
    hide([Hiding("name", "asked", "Anna Müller")])
    assert reapply.is_held_back(issue)
    for address in ("/zeitung/", issue.get_absolute_url(), f"{issue.get_absolute_url()}seite/1/"):
        assert ".pdf" not in Client().get(address).content.decode()
    assert Client().get(f"/zeitung/{issue.year}/{issue.number}.pdf").status_code == 404
