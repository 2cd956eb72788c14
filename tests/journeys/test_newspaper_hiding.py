"""Somebody asks to be hidden: staff find the name in the issues, hide it and reply; then it is in no page or file."""

from uuid import uuid4

import pypdfium2
import pytest
from django.test import Client

from kasch_site.accounts.roles import NEWSPAPER
from newspaper.models import RemovalRequest
from newspaper.removal import requests
from tests.newspaper.redaction.conftest import NAME, issue_with_file, run_jobs


@pytest.fixture
def role():
    return NEWSPAPER


@pytest.fixture
def issue(settings, tmp_path, db):
    """Return an issue that contains the name, and the request that waits for an answer."""
    settings.LOCKED_ROOT = tmp_path / "locked"
    requests.create(NAME, "Seite 1", uuid4(), name="Ada Bittet", phone="0123 4567890")
    return issue_with_file()


@pytest.mark.real_time
def test_a_name_is_hidden_on_request(issue, open_as_staff, axe, overflow):
    page = open_as_staff(width=320, dark=True)

    def check_page():
        axe(page)
        assert overflow(page) == []

    page.goto("/admin/")
    page.get_by_role("link", name="Jemand möchte nicht mehr in der Zeitung stehen.").click()
    page.get_by_role("link", name=NAME).click()
    check_page()
    page.get_by_role("button", name="Nachsehen, wo der Name steht").click()
    page.wait_for_selector(".hiding-spots")
    check_page()
    assert "Ausgabe 3/2026, Seite 1" in page.text_content(".hiding-spots")
    page.get_by_role("button", name="Ja, ausblenden").click()
    page.wait_for_url("**/change/**")
    run_jobs()
    page.goto(f"{page.url.split('?')[0]}?ruhig=1")
    check_page()
    page.goto("/admin/")
    page.get_by_role("link", name="Jemand möchte nicht mehr in der Zeitung stehen.").click()
    page.get_by_role("link", name=NAME).click()
    page.get_by_label("ausgeblendet", exact=True).check()
    page.get_by_label("Unsere Antwort").fill("Der Name ist weg.")
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_url("**/removalrequest/**")
    assert RemovalRequest.objects.get().state == RemovalRequest.State.DONE
    page.goto(f"{issue.get_absolute_url()}seite/1/")
    check_page()
    assert "Frau […] kam spät" in page.text_content(".reader-text")
    assert page.evaluate("document.querySelector('.reader-page img').naturalWidth") > 0
    with pypdfium2.PdfDocument(b"".join(Client().get("/zeitung/2026/3.pdf"))) as document:
        assert "Müller" not in document[0].get_textpage().get_text_range()
