"""Every record that somebody can delete: the page says in plain German what follows, or why not and what else to do."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils.text import camel_case_to_spaces

from counselling.models import Topic
from events.models import Category, Event, Occurrence
from kasch_site.accounts.models import OwnRoleChange, User
from kasch_site.accounts.roles import ROLES
from kasch_site.common.admin.deletion.refusals import list_url
from kasch_site.common.admin.deletion.several import MAX_NAMED
from kasch_site.house.models import Room
from tests.support.address_examples import examples
from tests.support.markup import parse

EVERYTHING = "darf alles"
MAX_RECORDS = 4
PARTS = 4  # that can run in parallel
RAW = re.compile(
    "geschützte|verwandte|Objekt|nicht die nötigen Rechte|abhängig|Beziehung|Kann .* nicht löschen|Sind Sie sicher"
)
# Records with pages of their own, that are cancelled or erased by retention; and a record that the site needs.
NEVER_DELETED = {
    "accounts.Role",
    "counselling.AccessLogEntry",
    "counselling.Booking",
    "events.PrintedPlan",
    "events.Registration",
    "house.House",
    "library.Copy",
    "library.Desk",
    "library.Hold",
    "library.LendingRules",
    "library.Patron",
    "library.PurchaseRequest",
    "library.Stocktake",
    "messaging.Dispatch",
    "messaging.Message",
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
def people(demo_house):
    """Return a member of staff of each role, and one who may do everything."""
    examples()  # makes the records that the demo house lacks
    _make_unused()
    accounts = {EVERYTHING: User.objects.create_superuser("ada", password="x")}
    for role in ROLES:
        accounts[role] = User.objects.create_user(f"wer-{len(accounts)}", password="x", is_staff=True)
        accounts[role].groups.add(Group.objects.get(name=role))
    for account in accounts.values():
        OwnRoleChange.objects.create(account=account, roles="Leitung")
    return accounts


def _make_unused():
    """Create records of the kinds that the demo house has only in use."""
    Category.objects.create(name="Ungenutzt", slug="ungenutzt")
    Room.objects.create(name="Ungenutzter Raum")
    Topic.objects.create(name="Nie beraten", slug="nie-beraten")
    Event.objects.create(title="Ohne Termin", slug="ohne-termin")


def records_of(model):
    """Return records to delete: the first, the last, and for dates some of each kind."""
    rows = model._default_manager.order_by("pk")
    if model is Occurrence:
        registered = rows.filter(capacity__registrations__isnull=False).distinct()
        single = rows.filter(series=None, capacity__registrations=None)
        return [*registered[:1], *registered.order_by("-starts_at")[:2], *single[:1], *rows.exclude(series=None)[:1]]
    return [*rows[: MAX_RECORDS // 2], *rows.order_by("-pk")[: MAX_RECORDS // 2]]


def address_of(page, record):
    """Return the URL of a page about a record."""
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=[record.pk])


def check(client, page, user, names):
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
        assert opens(client, link), (user, link, main.text)
    if main.all("form"):
        assert "Niemand bekommt deswegen eine Nachricht" in main.text or "Wer bekommt eine Nachricht?" in main.text
    else:
        assert links, main.text
    return main


def opens(client, link):
    """Return whether a link opens."""
    return client.get(link, follow=True).status_code == 200


def may_delete(user, model):
    """Return whether a user may delete records of a model at all."""
    return admin.site.get_model_admin(model).has_delete_permission(request_of(user))


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


def test_somebody_may_delete_most_kinds_of_records(people):
    allowed = {model._meta.label for model in MODELS for user in people.values() if may_delete(user, model)}
    assert {model._meta.label for model in MODELS} - allowed == NEVER_DELETED


@pytest.mark.parametrize("part", range(PARTS))
def test_deleting_one_record_is_asked_or_refused_in_plain_german(client, people, part):
    for model in MODELS[part::PARTS]:
        records = records_of(model)
        assert records, model
        for role, user in people.items():
            client.force_login(user)
            for record in records if role == EVERYTHING else records[-1:]:
                delete_one(client, user, record)


def delete_one(client, user, record):
    page = client.get(address_of("delete", record))
    if not may_delete(user, type(record)) or not visible(user, [record]):
        assert page.status_code in (302, 403, 404)
        return
    main = check(client, page, user, [record])
    if main.all("form"):
        assert page.status_code == 200
        return
    sent = client.post(address_of("delete", record), {"post": "yes", "_confirmed": "yes"})
    assert sent.status_code in (200, 403)
    assert type(record)._default_manager.filter(pk=record.pk).exists()


@pytest.mark.parametrize("part", range(PARTS))
def test_deleting_several_at_once_names_each_that_stays_and_deletes_the_others(client, people, part):
    for model in MODELS[part::PARTS]:
        tried = []
        for user in people.values():
            has_action = "delete_selected" in admin.site.get_model_admin(model).get_actions(request_of(user))
            records = visible(user, records_of(model))
            if has_action and records:
                client.force_login(user)
                with transaction.atomic():
                    delete_several(client, user, records)
                    transaction.set_rollback(True)
                tried.append(user)
        assert tried or model._meta.label in NEVER_DELETED | ONLY_ONE_BY_ONE, model


def delete_several(client, user, records):
    rows = type(records[0])._default_manager.filter(pk__in=[record.pk for record in records])
    address = list_url(admin.site.get_model_admin(type(records[0])))
    chosen = {"action": "delete_selected", "_selected_action": [record.pk for record in records]}
    main = check(client, client.post(address, chosen), user, records)
    going = [field["value"] for field in main.all("input", name="_selected_action")]
    staying = [record for record in records if str(record.pk) not in going]
    assert rows.count() == len(records)
    answer = client.post(address, {**chosen, "post": "yes", "_confirmed": "yes"}, follow=True)
    assert answer.status_code == 200
    assert {row.pk for row in rows} == {record.pk for record in staying}
    if going:
        said = " ".join(each.text for each in parse(answer).all("ul", class_="messagelist"))
        assert not RAW.search(said), said
        assert all(str(record) in said for record in staying[:MAX_NAMED]), said
