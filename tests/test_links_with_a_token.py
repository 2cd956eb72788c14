"""A link does what it was sent for and nothing else, and nothing after its person was erased."""

import pytest
from django.db import models

from kasch_site.common import clock
from kasch_site.common.sections import PersonalDataProvider, providers
from kasch_site.messaging.models import Subscriber
from kasch_site.visitors.models import AccessToken, Visitor
from library.models import Loan
from tests.support.database.recorded import record
from tests.support.pages.address_examples import examples
from tests.support.pages.addresses import addresses

# Every request is counted by the rate limits.
COUNTED = {"common_ratelimitcount"}
# What the buttons of these pages send; a page that asks first is sent without more.
ACTIONS = [{"do": "accept"}, {"confirmed": "1"}]
NOT_FOUND = {404, 422}  # 422: the page of free times, for a time that is not held


@pytest.fixture
def links(demo_house):
    """Return the addresses of all pages behind a token, each with its token."""
    found = [address for address in addresses(examples()) if "token>" in address.route.pattern]
    assert len(found) > 15
    return [(address, _token(address)) for address in found]


def _token(address):
    """Return the argument of an address that is a token: the longest part of its path."""
    return max(address.path.split("/"), key=len)


def _visitors():
    """Return another connection for each request, so that no rate limit refuses a request."""
    for number in range(65_000):
        yield {"REMOTE_ADDR": f"10.1.{number // 250}.{number % 250 + 1}"}


def test_a_token_of_one_page_opens_no_other(client, links):
    own = {}
    for address, token in links:
        own.setdefault(address.route.name, set()).add(token)
    # The pages of one purpose share a token: to look at it, to change and to cancel it.
    purposes = list(own.values())
    visitor, opened, before = _visitors(), {}, record()
    for address, token in links:
        other_tokens = {other for tokens in purposes for other in tokens} - own[address.route.name]
        for other_token in other_tokens:
            path = address.path.replace(token, other_token)
            responses = [client.get(path, **next(visitor))]
            responses += [client.post(path, data, **next(visitor)) for data in ACTIONS]
            wrong = [response.status_code for response in responses if response.status_code not in NOT_FOUND]
            if wrong:
                opened[path] = wrong
    assert not opened
    after = record()
    assert {table for table in after if after[table] != before[table]} <= COUNTED


def _persons():
    """Return every mail address and number that a record names."""
    for model in {*_concrete(Visitor), Subscriber}:
        names = [field.name for field in model._meta.concrete_fields if field.name in ("email", "phone")]
        for values in model.objects.values_list(*names):
            yield from filter(None, values)


def _concrete(base):
    return [
        model
        for subclass in base.__subclasses__()
        for model in [subclass, *_concrete(subclass)]
        if isinstance(model, models.base.ModelBase) and not model._meta.abstract
    ]


def test_no_link_opens_anything_once_its_person_is_erased(client, links):
    Loan.objects.open().update(returned_at=clock.now())  # patrons with a loan are not erased
    for contact in set(_persons()):
        for provider in providers(PersonalDataProvider):
            provider.erase_person(contact)
    assert list(AccessToken.objects.values_list("section", "purpose", "subject")) == []
    visitor, before = _visitors(), record()
    for address, _unused_token in links:
        if address.route.name == "counselling:details":
            continue  # a held time belongs to nobody yet
        responses = [client.get(address.path, **next(visitor))]
        responses += [client.post(address.path, data, **next(visitor)) for data in ACTIONS]
        assert {response.status_code for response in responses} <= NOT_FOUND, address.path
    after = record()
    assert {table for table in after if after[table] != before[table]} <= COUNTED
