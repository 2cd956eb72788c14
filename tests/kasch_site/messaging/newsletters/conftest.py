"""Fixtures for newsletters: a house with two newsletters, its jobs and mails."""

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.core import mail

import kasch_site.urls  # noqa: F401 - the URLs are loaded while only the usual sections are installed
from kasch_site.common import sections as contract
from kasch_site.messaging.models import Subscription
from kasch_site.messaging.newsletters import catalogue, messages, subscriptions
from kasch_site.worker import execution

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
SITE = "https://haus.example"


@pytest.fixture
def toy_newsletter(settings, house, time_machine):
    """Set the clock to 24 November, with the monthly plan and the toy newsletter."""
    settings.SITE_URL = SITE
    settings.SECTIONS = [*settings.SECTIONS, "tests.support.toys.toy_section"]
    contract.sections.cache_clear()
    messages._rendered_editions.clear()
    time_machine.move_to(NOON, tick=False)
    yield catalogue.newsletter_of("toys:post")
    contract.sections.cache_clear()


@pytest.fixture
def run_jobs():
    """Return a function that runs waiting jobs and returns the sent mails."""

    def do():
        before = len(mail.outbox)
        execution.run_due_jobs("test")
        return mail.outbox[before:]

    return do


@pytest.fixture
def subscriber(toy_newsletter):
    """Return a function that creates a confirmed subscription to the toy newsletter."""

    def make(email="ada@example.org", *keys):
        wanted = [catalogue.newsletter_of(key) for key in keys or ("toys:post",)]
        subscriptions.add_on_paper(email, wanted)
        return Subscription.objects.get(subscriber__email=email, newsletter=wanted[0].key)

    return make


def request_subscription(email, *keys, idempotency_key=None):
    """Request subscriptions for an address, as the form does."""
    wanted = [catalogue.newsletter_of(key) for key in keys or ("toys:post",)]
    subscriptions.request_subscriptions(email, wanted, idempotency_key or uuid.uuid4())


def link_in(message, kind):
    """Return the path of a link ("ja" or "abbestellen") in a mail."""
    return re.search(rf"{SITE}(/per-mail/{kind}/[\w-]+/)", message.body)[1]
