"""Asking to be hidden, and the answer to that."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from kasch_site.messaging.models import Message
from newspaper.models import RemovalRequest
from newspaper.removal import records, requests
from newspaper.removal.retention import ANSWERED_REQUEST_RETENTION

pytestmark = pytest.mark.django_db


def ask(key=None, **person):
    return requests.create("Anna Probe", "Seite 3", key or uuid4(), **{"name": "Anna Probe", **(person or EMAIL)})


EMAIL = {"email": "anna@example.org"}


def test_the_same_form_is_one_request(house):
    key = uuid4()
    assert ask(key) == ask(key)
    assert Message.objects.get().kind == "removal_received"


def test_open_requests_of_a_person_are_limited(house):
    for _number in range(requests.MAX_OPEN):
        ask()
    with pytest.raises(requests.RemovalRefused):
        ask()


def test_a_form_that_is_sent_again_is_the_same_request_though_there_are_many(house):
    keys = [uuid4() for _number in range(requests.MAX_OPEN)]
    rows = [ask(key) for key in keys]
    assert ask(keys[0]) == rows[0]


def test_forms_of_one_person_wait_for_each_other(house, monkeypatch):
    locked = []
    monkeypatch.setattr(requests.limits, "lock", lambda *names: locked.append(names))
    row = ask()
    assert locked == [("removal requests", key) for key in sorted(row.keys)]
    assert locked


def test_an_answer_that_staff_take_back_is_not_sent(house):
    row = requests.answer(ask(), "done", "Der Name ist weg.")
    requests.answer(row, "received", "")
    assert not Message.objects.open().exists()


def test_an_answer_is_notified_and_erased_later(house, time_machine):
    row = requests.answer(ask(), "done", "Der Name ist weg.")
    assert Message.objects.filter(kind="removal_done").exists()
    time_machine.move_to(clock.now() + ANSWERED_REQUEST_RETENTION + timedelta(days=1))
    assert records.purge(clock.now()) == 1
    assert not RemovalRequest.objects.filter(pk=row.pk).exists()


def test_a_refusal_needs_a_reason(house):
    row = ask()
    with pytest.raises(requests.RemovalRefused):
        requests.answer(row, "declined", " ")
    with pytest.raises(IntegrityError), transaction.atomic():
        RemovalRequest.objects.filter(pk=row.pk).update(state="declined", closed_at=clock.now())


def test_the_page_explains_and_accepts_a_request(client, house):
    page = client.get("/zeitung/name-entfernen/")
    assert "nicht mehr in der Zeitung" in page.content.decode()
    assert client.get("/zeitung/name-entfernen/code/").status_code == 200
