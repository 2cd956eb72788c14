"""Constraints of the database, tested past the forms."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from kasch_site.inquiries.models import Inquiry, InquiryCount, Responsibility

pytestmark = pytest.mark.django_db
FIELDS = {"kind": "room", "name": "Ada", "email": "ada@example.org"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": ""},
        {"phone": "0123 45678"},
        {"name": ""},
        {"kind": "tea"},
        {"people": 0},
        {"people": 2001},
        {"state": "answered"},
        {"state": "lost"},
        {"is_notified": True},
    ],
    ids=lambda wrong: ", ".join(f"{name}={value!r}" for name, value in wrong.items()),
)
def test_an_invalid_inquiry_is_refused_past_the_form(wrong):
    Inquiry.objects.create(**FIELDS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.bulk_create([Inquiry(**{**FIELDS, **wrong})])
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.update(**wrong)


def test_an_unanswered_inquiry_has_no_answer_time():
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.create(**FIELDS, answered_at=clock.now())


def test_the_same_form_is_stored_once():
    same = uuid.uuid4()
    Inquiry.objects.create(**FIELDS, message_id=same)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.create(**FIELDS, message_id=same)


def test_a_kind_has_one_responsible_person_and_a_promise_of_at_least_one_day(bertha):
    with pytest.raises(IntegrityError), transaction.atomic():
        Responsibility.objects.create(kind="room", person=bertha)
    for days in (0, 31):
        with pytest.raises(IntegrityError), transaction.atomic():
            Responsibility.objects.update(working_days=days)


def test_a_month_is_counted_in_one_row():
    InquiryCount.objects.create(month="2026-12-01", kind="room", count=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        InquiryCount.objects.create(month="2026-12-01", kind="room", count=1)
