"""What tests of the mailings share: a house with two things to have sent, its background work, and its mails."""

import re
import threading
import uuid
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import connection

import kasch_site.urls  # noqa: F401 - the addresses are read while only the usual rooms are built
from kasch_site.common import sections as contract
from kasch_site.messaging.models import Subscription
from kasch_site.messaging.newsletters import catalogue, messages, subscriptions
from kasch_site.worker import execution

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
SITE = "https://haus.example"


@pytest.fixture
def post(settings, house, time_machine):
    """A house on the 24th of November that sends the plan of the month and the toys' post."""
    settings.SITE_URL = SITE
    settings.SECTIONS = [*settings.SECTIONS, "tests.support.toy_section"]
    contract.sections.cache_clear()
    messages._rendered_editions.clear()
    time_machine.move_to(NOON, tick=False)
    yield catalogue.newsletter_of("toys:post")
    contract.sections.cache_clear()


@pytest.fixture
def work():
    """A function that does what waits in the background, and returns the mails that went out."""

    def do():
        before = len(mail.outbox)
        execution.do_waiting("test")
        return mail.outbox[before:]

    return do


@pytest.fixture
def subscriber(post):
    """A function that makes somebody who wants the toys' post and has agreed to it."""

    def make(email="ada@example.org", *keys):
        wanted = [catalogue.newsletter_of(key) for key in keys or ("toys:post",)]
        subscriptions.add_on_paper(email, wanted)
        return Subscription.objects.get(subscriber__email=email, newsletter=wanted[0].key)

    return make


def ask(email, *keys, idempotency_key=None):
    """Ask for these to be sent to an address, as the form does."""
    wanted = [catalogue.newsletter_of(key) for key in keys or ("toys:post",)]
    subscriptions.ask(email, wanted, idempotency_key or uuid.uuid4())


def link_in(message, kind):
    """The path of the link of that kind ("ja" or "abbestellen") in a mail."""
    return re.search(rf"{SITE}(/per-mail/{kind}/[\w-]+/)", message.body)[1]


def at_once(*actions):
    """Do these things in threads of their own at the same moment; none may fail."""
    together, failures = threading.Barrier(len(actions)), []

    def run(action):
        together.wait()
        try:
            action()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
