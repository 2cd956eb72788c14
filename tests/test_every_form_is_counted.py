"""Each public form counts an attempt before validation and enforces the limit; the forms are found by route."""

import pytest
from django.test import Client

from kasch_site.common.models import RateLimitCount
from tests.support.database.changed_tables import changed_tables
from tests.support.pages.address_examples import examples
from tests.support.pages.addresses import addresses

pytestmark = pytest.mark.django_db
METHOD_NOT_ALLOWED, TOO_MANY_REQUESTS = 405, 429
COUNTS = {"common_ratelimitcount"}
# Password forms, which can be attacked by anybody, or in an open session.
OF_PASSWORDS = {"admin:login", "admin:password_change", "admin:auth_user_password_change"}
# Buttons that accept an offer before its deadline; any other submission is refused.
NONSENSE = {"do": "nonsense", "email": "x", "code": "x", "zeit": "x"}


@pytest.fixture
def all_addresses(demo_house):
    return addresses(examples())


@pytest.fixture
def public(all_addresses):
    """Return the URLs that accept public forms."""
    client = Client()
    return [
        address
        for address in all_addresses
        if not address.route.is_staff and client.post(address.path, NONSENSE).status_code != METHOD_NOT_ALLOWED
    ]


def not_counted(client, all_addresses):
    uncounted = set()
    for address in all_addresses:
        RateLimitCount.objects.all().delete()
        client.post(address.path, NONSENSE)
        if not RateLimitCount.objects.exists():
            uncounted.add(address.route.name)
    return uncounted


def not_refused(client, all_addresses):
    """Return the routes that respond to a visitor over the limit as to others, or write to the database."""
    refusing = {}
    with changed_tables(COUNTS) as tables:
        for address in all_addresses:
            RateLimitCount.objects.all().delete()
            client.post(address.path, NONSENSE)
            RateLimitCount.objects.update(count=1_000_000)
            tables.changed()
            status = client.post(address.path, NONSENSE).status_code
            written = tables.changed()
            if status != TOO_MANY_REQUESTS or written:
                refusing[address.route.name] = (status, written)
    return refusing


def test_the_inventory_of_forms_is_not_empty(public):
    names = {address.route.name for address in public}
    assert {"pages:report_barrier", "counselling:move", "newsletters:unsubscribe", "registration:cancel"} <= names
    assert all(address.route.is_public_form for address in public), "mark these views as forms, or refuse POST"


def test_every_attempt_is_counted(public):
    assert not_counted(Client(), public) == set()


def test_attempts_above_the_limit_are_refused_and_change_nothing(public):
    assert not_refused(Client(), public) == {}


def test_login_attempts_of_staff_are_counted_too(all_addresses, admin_client):
    pages = [address for address in all_addresses if address.route.name in OF_PASSWORDS]
    assert {address.route.name for address in pages} == OF_PASSWORDS
    assert not_counted(admin_client, pages) == set()
    assert not_refused(admin_client, pages) == {}
