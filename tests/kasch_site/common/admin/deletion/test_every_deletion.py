"""Every record that somebody can delete: the page says in plain German what follows, or why not and what else to do."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.text import camel_case_to_spaces

from counselling.models import Topic
from events.models import Category, Event, Occurrence, Series
from kasch_site.accounts.models import OwnRoleChange, User
from kasch_site.accounts.roles import ROLES
from kasch_site.common.admin.deletion.bulk import MAX_NAMED
from kasch_site.common.admin.deletion.refusals import list_url, refusals
from kasch_site.house.models import Room
from tests.support.browser.markup import parse
from tests.support.pages.address_examples import examples

# The pages are the same on every database; that each record is saved there too is tested by `test_every_form`.
pytestmark = pytest.mark.pages
EVERYTHING = "darf alles"
MAX_ROWS = 4  # at the beginning and at the end of a table
MAX_SERIES = 3
PARTS = 2  # that can run in parallel
RAW = re.compile(
    "geschützte|verwandte|Objekt|nicht die nötigen Rechte|abhängig|Beziehung|Kann .* nicht löschen|"
    "Sind Sie sicher|erfolgreich|Logeintr"
)
# Records with pages of their own, that are cancelled or erased by retention; and a record that the site needs.
NEVER_DELETED = {
    "accounts.Role",
    "counselling.AccessLogEntry",
    "counselling.Booking",
    "events.PrintedPlan",
    "events.Registration",
    "house.House",
    "library.Card",
    "library.Copy",
    "library.Desk",
    "library.Hold",
    "library.LendingRules",
    "library.Loan",
    "library.Patron",
    "library.PurchaseRequest",
    "library.Stocktake",
    "messaging.Dispatch",
    "messaging.Message",
    "newspaper.Contribution",
    "newspaper.HiddenTerm",
    "newspaper.Page",
    "newspaper.Paper",
    "newspaper.RemovalRequest",
    "visitors.SubjectAccessRecord",
    "worker.Job",
}
# Dates are cancelled in their list; inquiries have no list actions.
ONLY_ONE_BY_ONE = {"events.Occurrence", "inquiries.Inquiry"}
MODELS = sorted(
    (model for model in admin.site._registry if not model.__module__.startswith("tests.")),
    key=lambda model: model._meta.label,
)


# The names that Django derives from a class without a German one.
ENGLISH = re.compile(
    "|".join(
        rf"\b{camel_case_to_spaces(model.__name__)}s?\b"
        for model in apps.get_models()
        if str(model._meta.verbose_name) == camel_case_to_spaces(model.__name__)
    ),
    re.IGNORECASE,
)


@pytest.fixture
def people(db):
    """Return a member of staff of each role, and one who may do everything."""
    accounts = {EVERYTHING: User.objects.create_superuser("ada", password="x")}
    for role in ROLES:
        accounts[role] = User.objects.create_user(f"wer-{len(accounts)}", password="x", is_staff=True)
        accounts[role].groups.add(Group.objects.get(name=role))
    return accounts


@pytest.fixture
def full_house(demo_house, people):
    """Return these people in the demo house, which has few series and something unused of each kind."""
    examples()  # makes the records that the demo house lacks
    # Whatever changes a closing day looks at all series.
    Event.objects.filter(series__in=Series.objects.order_by("-pk")[MAX_SERIES:], registration_settings=None).delete()
    Category.objects.create(name="Ungenutzt", slug="ungenutzt")
    Room.objects.create(name="Ungenutzter Raum")
    Topic.objects.create(name="Nie beraten", slug="nie-beraten")
    Event.objects.create(title="Ohne Termin", slug="ohne-termin")
    for account in people.values():
        OwnRoleChange.objects.create(account=account, roles="Leitung")
    return people


def records_of(model, user):
    """Return one record of each kind: those that are deleted, and those that are refused for different reasons."""
    rows = model._default_manager.order_by("pk")
    few = [*rows[:MAX_ROWS], *rows.order_by("-pk")[:MAX_ROWS]]
    if model is Occurrence:
        few += [*rows.filter(capacity__registrations__isnull=False)[:1], *rows.exclude(series=None)[:1]]
    refused = dict(refusals(admin.site.get_model_admin(model), request_of(user), few))
    kinds = {(refused[row].reason if row in refused else ""): row for row in few}
    return list(kinds.values())


def address_of(page, record):
    """Return the URL of a page about a record."""
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=[record.pk])


class Deleting:
    """A member of staff who deletes in the administration, as one who opens each link of its pages."""

    def __init__(self, user):
        self.user, self.client, self.opened = user, Client(), {}
        self.client.force_login(user)

    def check(self, page, names):
        """Check the page that asks before deleting or refuses it; return its main part."""
        main = parse(page).one("main")
        assert not RAW.search(main.text), main.text
        assert not ENGLISH.search(main.text), main.text
        # The sentence for what no section has words for.
        assert "Daran hängt noch etwas" not in main.text, main.text
        for name in names:
            assert " ".join(str(name).split()) in main.text, name
        links = {link["href"] for link in main.all("a") if "#" not in link["href"]}
        for link in links:
            assert self.opens(link), (self.user, link, main.text)
        if main.all("form"):
            assert "Niemand bekommt deswegen eine Nachricht" in main.text or "Wer bekommt eine Nachricht?" in main.text
        else:
            assert links, main.text
        return main

    def opens(self, link):
        """Return whether a link opens."""
        if link not in self.opened:
            self.opened[link] = self.client.get(link, follow=True).status_code == 200
        return self.opened[link]

    def delete_one(self, record):
        page = self.client.get(address_of("delete", record))
        if not may_delete(self.user, type(record)) or not visible(self.user, [record]):
            assert page.status_code in (302, 403, 404)
            return
        if self.check(page, [record]).all("form"):
            assert page.status_code == 200
            return
        sent = self.client.post(address_of("delete", record), {"post": "yes", "_confirmed": "yes"})
        assert sent.status_code in (200, 403)
        assert type(record)._default_manager.filter(pk=record.pk).exists()

    def delete_several(self, records, answered):
        """Ask to delete records of a list, and delete them if nobody in `answered` got the same answer."""
        rows = type(records[0])._default_manager.filter(pk__in=[record.pk for record in records])
        address = list_url(admin.site.get_model_admin(type(records[0])))
        chosen = {"action": "delete_selected", "_selected_action": [record.pk for record in records]}
        main = self.check(self.client.post(address, chosen), records)
        assert rows.count() == len(records)
        if main.text in answered:
            return
        answered.add(main.text)
        going = [field["value"] for field in main.all("input", name="_selected_action")]
        staying = [record for record in records if str(record.pk) not in going]
        with transaction.atomic():
            response = self.client.post(address, {**chosen, "post": "yes", "_confirmed": "yes"}, follow=True)
            assert response.status_code == 200
            assert {row.pk for row in rows} == {record.pk for record in staying}
            transaction.set_rollback(True)
        if going:
            message = " ".join(message_list.text for message_list in parse(response).all("ul", class_="messagelist"))
            assert not RAW.search(message), message
            assert all(str(record) in message for record in staying[:MAX_NAMED]), message


def may_delete(user, model):
    """Return whether a user may delete records of a model at all."""
    return admin.site.get_model_admin(model).has_delete_permission(request_of(user))


def has_list_action(user, model):
    """Return whether a user can delete records that are selected in the list."""
    return "delete_selected" in admin.site.get_model_admin(model).get_actions(request_of(user))


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def visible(user, records):
    """Return those of the records that the user sees in the list."""
    if not records:
        return []
    seen = admin.site.get_model_admin(type(records[0])).get_queryset(request_of(user))
    return list(seen.filter(pk__in=[record.pk for record in records]))


def test_most_kinds_of_records_can_be_deleted_by_some_role(people):
    allowed = {model._meta.label for model in MODELS for user in people.values() if may_delete(user, model)}
    assert {model._meta.label for model in MODELS} - allowed == NEVER_DELETED


@pytest.mark.parametrize("part", range(PARTS))
def test_deletions_are_confirmed_or_refused_in_plain_german_and_delete_what_was_listed(full_house, part):
    users = {role: Deleting(user) for role, user in full_house.items()}
    for model in MODELS[part::PARTS]:
        records = records_of(model, full_house[EVERYTHING])
        assert records, model
        answered = set()
        for role, deleting in users.items():
            for record in records if role == EVERYTHING else records[-1:]:
                deleting.delete_one(record)
            if has_list_action(deleting.user, model) and (seen := visible(deleting.user, records)):
                deleting.delete_several(seen, answered)
        assert answered or model._meta.label in NEVER_DELETED | ONLY_ONE_BY_ONE, model
