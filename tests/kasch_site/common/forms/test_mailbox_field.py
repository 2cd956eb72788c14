"""A mail address that staff type is checked as those that residents type: a mail can be sent to it."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from kasch_site.accounts.models import User
from kasch_site.common.forms.mailbox_field import DeliverableEmailField
from kasch_site.groups.models import Group
from kasch_site.messaging.newsletters.admin import SubscriptionForm
from tests.support.browser.browser_forms import fields_of
from tests.support.browser.markup import parse

# Django's own field accepts the first three; mails to them would stay in the house, or go to another mailbox.
REFUSED = ['"anna"@example.org', "anna@[127.0.0.1]", "=?utf-8?q?anna?=@example.org", "anna@localhost", "anna", "anna@"]
ACCEPTED = ["anna@example.org", "Anna.Bär@example.org".replace("ä", "ae"), "anna@straße.de", "anna@xn--strae-oqa.de"]
ADD_GROUP = "/admin/groups/group/add/"


def test_every_stored_mail_address_is_checked_so():
    fields = [
        field
        for model in apps.get_models()
        if model is not User and not model.__module__.startswith("django.") and "Historical" not in model.__name__
        for field in model._meta.concrete_fields
        if isinstance(field, models.EmailField)
    ]
    assert len(fields) > 5
    assert [field for field in fields if not isinstance(field, DeliverableEmailField)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", REFUSED)
def test_an_address_without_a_mailbox_is_refused_past_the_form_too(address):
    with pytest.raises(ValidationError):
        Group(name="Schach", summary="Wir spielen", email=address).full_clean(exclude=["slug"])


@pytest.mark.django_db
@pytest.mark.parametrize("address", REFUSED)
def test_the_form_says_how_an_address_looks(admin_client, house, address):
    typed = fields_of(parse(admin_client.get(ADD_GROUP)).one("form", id="group_form"))
    page = parse(admin_client.post(ADD_GROUP, {**typed, "name": "Schach", "summary": "Wir spielen", "email": address}))
    assert "zum Beispiel so: name@beispiel.de" in page.text
    assert page.one("input", name="email")["value"] == address
    assert page.one("input", name="email")["autocomplete"] == "off"
    assert not Group.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ACCEPTED)
def test_ordinary_addresses_are_accepted(admin_client, house, address):
    typed = fields_of(parse(admin_client.get(ADD_GROUP)).one("form", id="group_form"))
    admin_client.post(ADD_GROUP, {**typed, "name": "Schach", "summary": "Wir spielen", "email": address})
    assert Group.objects.get().email == address


@pytest.mark.parametrize("address", REFUSED)
def test_an_undeliverable_address_cannot_subscribe(address):
    with pytest.raises(ValidationError):
        SubscriptionForm.base_fields["email"].clean(address)
