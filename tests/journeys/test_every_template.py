"""One page of each template that the other journeys leave out, derived from the URL patterns: checked by axe-core.

A new route is included without being listed, and a template of a page that no route shows has to be added to
`tests/support/pages/response_pages.py`.
"""

import re

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client

from kasch_site.accounts.models import User
from kasch_site.common.caching import versions
from tests.conftest import DEMO_TIME
from tests.support.pages.address_examples import examples
from tests.support.pages.addresses import addresses
from tests.support.pages.public_pages import NO_PAGES, one_of_each_kind
from tests.support.pages.response_pages import responses

# The number of parts that can run in parallel.
PARTS = 2
EXTENDS = re.compile(r'{% extends "([^"]+)"')
# Templates that none of these requests shows.
PARTS_OF_PAGES = {
    "admin/events/event/change_form_object_tools.html",
    "admin/library/copy/change_list_object_tools.html",
    "admin/library/title/change_list_object_tools.html",
    "admin/newspaper/issue/change_form_object_tools.html",
    "admin/newspaper/page/submit_line.html",
}
AFTER_SEVERAL_STEPS = {
    "admin/counselling/move.html",
    "admin/library/paper_entered.html",
    "admin/unsaved/resume.html",
    "admin/unsaved/resume_action.html",
    "counselling/check.html",
    "counselling/confirm_entry.html",
    "counselling/move_check.html",
    "events/registration/already_registered.html",
    # With a card open at the desk, or after card number and PIN.
    "admin/library/slip.html",
    "library/account.html",
    "library/new_pin_sent.html",
    "library/unknown_link.html",
    "newspaper/unknown_link.html",
    "newspaper/removal/unknown_link.html",
}
OUT_OF_THE_ORDINARY = {
    "400.html",
    "403.html",
    "429.html",
    "500.html",
    "503.html",
    "admin/too_many_passwords.html",
    "home/demo_mails/list.html",
    "home/demo_mails/mail.html",
}
# A page of another site, and the end of the session.
LEFT_OUT = {"admin:view_on_site", "admin:logout"}


@pytest.fixture(scope="module")
def demo_now(shared_demo_house, django_db_blocker):
    """Let the module run at the time of the demo house."""
    with django_db_blocker.unblock(), time_machine.travel(DEMO_TIME):
        yield shared_demo_house
    versions.clear_all()


@pytest.fixture(scope="module")
def staff(demo_now):
    """Return the client of a member of staff who may do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("ada", password="x", first_name="Ada"))
    return client


@pytest.fixture(scope="module")
def others(demo_now):
    """Return the templates of the pages that the journeys about each kind of public page show."""
    return {template_of(Client().get(path)) for path in one_of_each_kind(demo_now[1]).values()}


@pytest.fixture(scope="module")
def pages(staff, others):
    """Return the path of a page of each template, and whether it is one for staff."""
    visitor, chosen = Client(), {}
    for address in addresses(examples()):
        if address.route.name in LEFT_OUT or address.path.endswith(NO_PAGES):
            continue
        response = (staff if address.route.is_staff else visitor).get(address.path)
        template = template_of(response)
        if response.status_code == 200 and template and template not in others:
            chosen.setdefault(template, (address.path, address.route.is_staff))
    return chosen


@pytest.fixture(scope="module")
def answered(staff, others, pages):
    """Return a response with each template that is only shown in response to a form; nothing of it is saved."""
    chosen, sent = {}, Client()
    sent.force_login(User.objects.get(username="ada"))
    with transaction.atomic():
        for response in responses(sent, Client()):
            template = template_of(response)
            if template and template not in others | pages.keys():
                chosen.setdefault(template, response)
        transaction.set_rollback(True)
    return chosen


def template_of(response):
    """Return the name of the template of an HTML page; None for other responses."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return None
    return next((template.name for template in response.templates if str(template.name).endswith(".html")), None)


@pytest.fixture
def db(demo_now):
    """Use the database without a transaction, during which the server could not log who reads."""


@pytest.fixture
def site(shared_site):
    return shared_site


@pytest.fixture
def check(axe, each_display, overflow):
    """Return a function that returns what is wrong with an open page."""

    def problems(page, title):
        for way in each_display(page):
            yield from (f"{title}, {way}, is too wide: {element}" for element in overflow(page))
            try:
                axe(page)
            except AssertionError as finding:
                yield f"{title}, {way}: {finding}"

    return lambda page, what: list(problems(page, what))


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_reports_no_violations_in_a_page_of_each_route(staff, pages, visitor, site, check, part):
    browsers = {True: logged_in(visitor, staff, site), False: visitor()}
    problems = []
    for template, (path, is_staff) in sorted(pages.items())[part::PARTS]:
        page = browsers[is_staff]
        assert page.goto(path).status == 200, path
        problems += check(page, f"{template}: {path}")
    assert not problems, "\n\n".join(problems)


def test_axe_reports_no_violations_in_pages_that_answer_what_is_sent(staff, answered, visitor, site, check):
    page = logged_in(visitor, staff, site)
    problems = []
    for template, response in sorted(answered.items()):
        show(page, site + response.wsgi_request.path, response)
        problems += check(page, template)
    assert not problems, "\n\n".join(problems)


def show(page, address, response):
    """Show a response at its address without sending its request again."""
    headers = {name: value for name, value in response.items() if name != "Content-Length"}

    def answer(route):
        route.fulfill(body=response.content, headers=headers)

    page.route(address, answer)
    page.goto(address)
    page.unroute(address)


def logged_in(visitor, staff, site):
    """Open a page with the session of a member of staff."""
    page = visitor()
    session = staff.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
    return page


def test_every_template_of_a_page_is_shown_by_a_journey(db, others, pages, answered):
    folder = settings.BASE_DIR / "templates"
    texts = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.html")}
    extended = {name for text in texts.values() for name in EXTENDS.findall(text)}
    leaves = {name for name, text in texts.items() if EXTENDS.search(text)} - extended
    assert (
        leaves - others - pages.keys() - answered.keys() == PARTS_OF_PAGES | AFTER_SEVERAL_STEPS | OUT_OF_THE_ORDINARY
    )
