"""GET and HEAD write nothing: all URLs are requested, and all tables compared where a statement writes."""

import pytest
from django.contrib import admin
from django.test import Client

from kasch_site.common.forms.query_params import declared_params
from tests.support.database.changed_tables import changed_tables
from tests.support.pages.address_examples import examples
from tests.support.pages.addresses import addresses, routes

pytestmark = pytest.mark.django_db
# Intended writes: the access log records who read a person's record, and the session of staff is extended.
WRITTEN_BY_STAFF_READING = {"counselling_accesslogentry", "django_session"}


@pytest.fixture
def all_addresses(demo_house):
    return addresses(examples())


def test_every_route_has_an_example_url(all_addresses):
    assert {address.route.name for address in all_addresses} == {route.name for route in routes()}
    assert len({route.name for route in routes()}) > 250


def test_every_model_in_the_admin_is_read(all_addresses):
    for model in admin.site._registry:
        if model.__module__.startswith("tests."):
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        assert any(address.route.name == name for address in all_addresses), name


def written(client, all_addresses, *, allowed=frozenset()):
    """Return the URLs whose requests change a table, with the tables."""
    changed = {}
    with changed_tables(allowed) as tables:
        for address in all_addresses:
            client.get(address.path)
            for read in (client.get, client.head):
                if not address.route.is_staff:
                    read(address.path, _parameters(address.route))
            if found := tables.changed():
                changed[address.route.name] = found
    return changed


def _parameters(route):
    """Return a value for each parameter that the view declares."""
    return dict.fromkeys(declared_params(route.view), "1")


def test_get_requests_of_visitors_write_nothing(all_addresses):
    public = [address for address in all_addresses if not address.route.is_staff]
    assert written(Client(), public) == {}


def test_get_requests_of_strangers_to_the_admin_write_nothing(all_addresses):
    staff = [address for address in all_addresses if address.route.is_staff]
    assert written(Client(), staff) == {}


def test_get_requests_of_staff_write_only_the_access_log(all_addresses, admin_client):
    staff = [address for address in all_addresses if address.route.is_staff and address.route.name != "admin:logout"]
    assert written(admin_client, staff, allowed=WRITTEN_BY_STAFF_READING) == {}
