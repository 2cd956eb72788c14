"""Hostile requests to every URL and every form, including the admin: no server error, and nothing reflected.

Each request is rolled back, so that the next one finds the demo house as it was.
"""

import random
import time

import pytest
from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from kasch_site.common.caching import versions
from tests.proving import PROVING, amount, progress_log
from tests.support.guards.own_code import ROOT_PACKAGES
from tests.support.pages.address_examples import examples
from tests.support.pages.addresses import addresses
from tests.support.pages.form_inventory import form_classes, responses_of, shown_forms
from tests.support.pages.fuzzing import MARK, Attack, Attacks

pytestmark = pytest.mark.django_db
OWN = tuple(f"{package}." for package in ROOT_PACKAGES)
MAX_SECONDS = 2.0  # of one response; asserted by `make prove` alone
# Forms whose fields are shown only after a valid first step.
SHOWN_LATER: set[str] = set()
SHOWS_FEW_FORMS = ("_changelist", "_delete", "_history")


@pytest.fixture
def all_addresses(demo_house):
    return addresses(examples())


@pytest.fixture
def staff(admin_user):
    client = Client(raise_request_exception=False)
    client.force_login(admin_user)
    return client


def entered(all_addresses):
    """Return all URLs except the logout."""
    return [address for address in all_addresses if address.route.name != "admin:logout"]


def public_pages(all_addresses):
    """Return the URLs outside the admin."""
    return [address for address in all_addresses if not address.route.is_staff]


def staff_pages(all_addresses):
    """Return the URLs of the admin except the logout."""
    return [address for address in entered(all_addresses) if address.route.is_staff]


@pytest.fixture
def created_forms(monkeypatch):
    """Return the set of the classes of all forms that are created during the test, with their base classes."""
    classes, make = set(), forms.BaseForm.__init__

    def record(form, *args, **kwargs):
        classes.update(type(form).__mro__)
        make(form, *args, **kwargs)

    monkeypatch.setattr(forms.BaseForm, "__init__", record)
    return classes


@pytest.mark.pages
def test_every_form_class_is_in_the_inventory(all_addresses, staff, created_forms):
    """A form that no page of the inventory makes is not tried below: give its page an example, or delete the form."""
    missing = {form for form in form_classes(OWN) if form.base_fields and name_of(form) not in SHOWN_LATER}
    assert len(missing) > 30
    # Pages of forms first: lists are slow and show few forms of our own.
    of_staff = sorted(staff_pages(all_addresses), key=lambda address: address.route.name.endswith(SHOWS_FEW_FORMS))
    for client, pages in ((Client(), public_pages(all_addresses)), (staff, of_staff)):
        for _address, _response in responses_of(client, pages):
            missing -= created_forms
            if not missing:  # further pages show no other forms
                return
    assert sorted(map(name_of, missing)) == []


def name_of(form):
    """Return the full name of a form class."""
    return f"{form.__module__}.{form.__qualname__}"


def response_to(attack: Attack, client):
    """Send the request and roll back its changes; return the response and the CPU seconds."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        begun = time.process_time()
        response = getattr(client, attack.method)(attack.path, attack.sent or None, **attack.headers)
        seconds = time.process_time() - begun
        transaction.set_rollback(True)
    client.cookies = cookies
    versions.clear_all()
    return response, seconds


def reflects(response) -> bool:
    """Return whether a page contains submitted markup unescaped."""
    is_page = response.get("Content-Type", "").startswith(("text/html", "image/svg+xml"))
    return is_page and not response.streaming and f"<{MARK}".encode() in response.content


def faults(response, seconds) -> list[str]:
    """Return what is wrong with a response."""
    found = {
        f"answers {response.status_code}": response.status_code >= 500,
        "reflects markup": reflects(response),
        f"takes {seconds:.1f} s": PROVING and seconds > MAX_SECONDS,
    }
    return [fault for fault, is_there in found.items() if is_there]


def test_no_request_causes_a_server_error_or_is_reflected(all_addresses, staff, proof):
    seed = time.time_ns() if PROVING else 1
    pages, pages_of_staff = public_pages(all_addresses), staff_pages(all_addresses)
    if not PROVING:
        some = random.Random(seed)
        pages, pages_of_staff = some.sample(pages, 30), some.sample(pages_of_staff, 30)
    public, of_staff = shown_forms(Client(), pages), shown_forms(staff, pages + pages_of_staff)
    assert len(public) > 5
    assert len(of_staff) > 15
    attacks = Attacks(seed, entered(all_addresses), public, of_staff)
    visitor = Client(raise_request_exception=False)
    broken, slowest, number = [], 0.0, amount(250, 100_000)
    with progress_log("fuzz") as note:
        note(f"{number} requests, seed {seed}")
        for count in range(number):
            attack = attacks.next()
            response, seconds = response_to(attack, staff if attack.as_staff else visitor)
            slowest = max(slowest, seconds)
            for fault in faults(response, seconds):
                broken.append(f"{fault}: {attack}")
                note(f"no. {count} {broken[-1]}")
            if count % 1_000 == 0:
                note(f"{count} requests tried, {len(broken)} faults, slowest {slowest:.2f} s")
    proof(f"{number} requests, seed {seed}: {len(broken)} faults, slowest {slowest:.2f} s")
    assert broken == []


def test_each_fault_of_a_response_is_named(monkeypatch):
    monkeypatch.setattr("tests.test_fuzz.PROVING", True)
    assert faults(HttpResponse(f"<{MARK}>", status=500), 3.0) == ["answers 500", "reflects markup", "takes 3.0 s"]
    assert faults(HttpResponse(f"&lt;{MARK}&gt;", status=404), 0.1) == []
