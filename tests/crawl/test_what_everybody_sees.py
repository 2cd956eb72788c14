"""What everybody sees is what was kept: pages, forms, messages, feeds and papers."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, get_commands, load_command_class
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse

from kasch_site.pages.models import Page
from tests.crawl import coverage, staff
from tests.crawl.browser import Browser, route_of
from tests.crawl.everything import routes_of_the_site, routes_seen, walk
from tests.crawl.keeping import Book, compare
from tests.support.public_pages import public_paths

pytestmark = pytest.mark.sqlite
ROLES = ("leitung", "redaktion", "empfang", "beratung")
STARTS = [
    *("/", "/sitemap.xml", "/robots.txt", "/heute/", "/gibt-es-nicht/", "/veranstaltungen/kalender.ics"),
    "/veranstaltungen/2026/12/plan.pdf",
    # So far ahead nothing is free.
    "/beratung/recht/termin/?ab=2028-01-01",
]


def test_public_pages_and_feeds_and_papers(visited_house, quiet_house):
    # The demo has no second page in another language.
    Page.objects.create(title="How to find us", slug="find-us", language="en", status=Page.Status.PUBLISHED)
    book, browser = Book(), Browser(quiet_house.shift)
    with coverage.drawn() as templates:
        outside = walk(browser, STARTS, most_public, lambda address: not address.startswith("/admin/"), public_paths())
        for answer in outside:
            book.add_answer(answer.address, answer, with_targets=True)
        for name in ("400", "403", "500", "503"):
            page = get_template(f"{name}.html").render({"address": "/"}, RequestFactory().get("/"))
            book.add_page(f"error {name}", page)
        browser.client = Client(enforce_csrf_checks=True)
        book.add_answer("a form without its secret", browser.post("/barrierefreiheit/melden/", []), with_targets=True)
    town = visited_house.town
    missing = routes_of_the_site(in_administration=False) - routes_seen(browser.addresses | town.addresses)
    assert not missing, "nobody has looked at\n" + "\n".join(sorted(missing))
    not_drawn = coverage.ours() - templates - visited_house.templates - set(coverage.NOT_DRAWN)
    assert {name for name in not_drawn if not name.startswith("admin/")} == {"registration/logged_out.html"}
    compare("public", book)


def most_public(address):
    """How many addresses like this one are looked at: every page that staff write, a few of those that repeat."""
    path, names = route_of(address)
    if names:
        return 1 if "," not in names else 0
    if path.endswith((".ics", ".atom")):
        return 1
    return 60 if path.count("<slug") == 1 and path.endswith("/") and "<str" not in path else 2


def test_ways_of_residents_and_all_messages(visited_house, db):
    compare("ways", visited_house.town.book)


def test_administration_with_every_button(visited_house, busy_house):
    book, pressed, first, town = Book(), set(), {}, visited_house.town
    browser = Browser(busy_house.shift, user=somebody("superuser"))
    with coverage.drawn() as templates:
        for answer in staff.look_around(browser, staff.most_with_filters, addresses_of_records()):
            key = staff.key_of(answer)
            first.setdefault(route_of(answer.address), (key, answer.address))
            book.add_answer(key, answer, with_targets=False)
            for words, sent in staff.press_everything(browser, answer, pressed):
                book.add_answer(f"{key} > {words}", sent, with_targets=False)
        book.add("who may look at what", who_may_look(first.values(), busy_house))
        book.add_answer("an address that nobody can read", browser.get("/admin/?q=%00"), with_targets=False)
        log_out_and_in(browser, book)
    missing = routes_of_the_site(in_administration=True) - routes_seen(browser.addresses | town.addresses)
    assert not missing, "nobody has looked at\n" + "\n".join(sorted(missing))
    not_drawn = coverage.ours() - templates - visited_house.templates - set(coverage.NOT_DRAWN)
    assert {name for name in not_drawn if name.startswith("admin/")} == set()
    compare("staff-superuser", book)


def log_out_and_in(browser, book):
    """What is said to somebody who logs out, and then tries passwords until that is too much."""
    book.add_answer("logging out", browser.post("/admin/logout/", []), with_targets=False)
    login = browser.get("/admin/login/")
    book.add_answer("logging in", login, with_targets=False)
    book.add_answer("logging in, empty", browser.press_empty(login, ""), with_targets=False)
    for _try in range(100):
        refused = browser.press_empty(login, "")
        if refused.status == 429:
            break
    book.add_answer("logging in, far too often", refused, with_targets=False)


def addresses_of_records():
    """Every list and form of the administration, with one record of each kind, and each page of one record."""
    for model, its_admin in admin.site._registry.items():
        before = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        first = model._default_manager.first()
        for each in its_admin.get_urls():
            # Of what is not there people are told so.
            filled, parts = re.subn(r"<[^>]*>", str(first.pk if first else 1), str(each.pattern))
            if parts < 2 and "/" in filled + "/":
                yield before + filled


def who_may_look(pages, clock):
    """What each role is answered to one address of each kind."""
    answered = {}
    for role in ROLES:
        browser = Browser(clock.shift, user=somebody(role))
        for key, address in pages:
            answered.setdefault((key, address), []).append(f"{role} {browser.get(address).status}")
    return "\n".join(sorted(f"{key}: {', '.join(words)}" for (key, _address), words in answered.items()))


@pytest.mark.parametrize("role", ROLES)
def test_administration_as_a_role_sees_it(busy_house, role):
    book = Book()
    browser = Browser(busy_house.shift, user=somebody(role))
    for answer in staff.look_around(browser, staff.most_without_filters):
        book.add_answer(staff.key_of(answer), answer, with_targets=False)
    compare(f"staff-{role}", book)


def test_commands():
    book = Book()
    for name in sorted(name for name, app in get_commands().items() if is_ours(app)):
        command = load_command_class(get_commands()[name], name)
        usual = {action.dest for action in BaseCommand().create_parser("", "")._actions}
        own = [action for action in command.create_parser("", name)._actions if action.dest not in usual]
        options = [f"{' '.join(action.option_strings)}: {action.help} (default {action.default})" for action in own]
        book.add(name, "\n".join([command.help, *options]))
    compare("commands", book)


def is_ours(app):
    """Whether an app lies in this repository."""
    found = [Path(each.path) for each in apps.get_app_configs() if each.name == app]
    here = Path(settings.BASE_DIR)
    return any(path.is_relative_to(here) and ".venv" not in path.relative_to(here).parts for path in found)


def somebody(role):
    """The account of a role in the demo house, or one that may do everything."""
    accounts = get_user_model()
    if role == "superuser":
        return accounts.objects.get(username="alles")
    return accounts.objects.get(username=f"{role}-demo")
