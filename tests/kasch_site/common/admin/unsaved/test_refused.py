"""A form that its account may not send any more: what was typed is shown, and nothing is saved."""

import pytest
from django.contrib.auth.models import Group as Role
from django.test import Client

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import DESK, LEAD
from kasch_site.pages.models import Page
from tests.support.browser.browser_forms import form_on

pytestmark = pytest.mark.django_db
ADD = "/admin/pages/page/add/"
TEXT = "<p>Ein <strong>langer</strong> Text &amp; mehr</p>"


@pytest.fixture
def erika(house):
    user = User.objects.create_user("erika", password="x", is_staff=True)
    user.groups.add(Role.objects.get(name=LEAD))
    return user


@pytest.fixture
def browser(erika):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(erika)
    return browser


def send(browser, origin="http://testserver"):
    def after(change):
        typed = {**form_on(browser.get(ADD), "page_form"), "title": "Fest", "body": TEXT, "_save": "1"}
        change()
        return browser.post(ADD, typed, headers={"Origin": origin})

    return after


def test_a_permission_taken_away_meanwhile_loses_no_text(browser, erika):
    page = send(browser)(lambda: erika.groups.set([Role.objects.get(name=DESK)]))
    assert page.status_code == 403 and "no-store" in page["Cache-Control"]
    assert "Ein langer Text &amp; mehr" in page.text and "Gespeichert ist nichts" in page.text
    assert not Page.objects.exists()


def test_an_account_that_is_not_staff_any_more_loses_no_text(browser):
    page = send(browser)(lambda: User.objects.update(is_staff=False))
    assert page.status_code == 403
    assert "Ein langer Text &amp; mehr" in page.text
    assert not Page.objects.exists()


def test_forms_of_other_sites_are_not_shown(browser, erika):
    page = send(browser, origin="https://example.org")(lambda: erika.groups.clear())
    assert page.status_code == 403
    assert "langer Text" not in page.text


def test_a_page_without_permission_is_explained(browser, erika):
    erika.groups.set([Role.objects.get(name=DESK)])
    page = browser.get(ADD)
    assert page.status_code == 403
    assert "Dafür fehlt Ihnen die Erlaubnis" in page.text
