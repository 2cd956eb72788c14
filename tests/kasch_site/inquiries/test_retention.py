"""Inquiries are erased after their retention or on request; counts are kept."""

import uuid
from datetime import date, timedelta

import pytest

from kasch_site.accounts.models import User
from kasch_site.common.sections import section
from kasch_site.inquiries import intake, replies
from kasch_site.inquiries.models import Inquiry, InquiryCount
from kasch_site.inquiries.retention import per_month
from kasch_site.messaging.models import Message

DECEMBER = date(2026, 12, 1)


@pytest.fixture
def staff_user(db):
    return User.objects.create_user("erika")


def test_an_answered_inquiry_is_erased_after_thirty_days(store_request, staff_user, noon):
    inquiry = store_request()
    replies.answer(inquiry, "Ja", is_notified=True, by=staff_user)
    assert section("inquiries").purge(noon + timedelta(days=30)) == 0
    assert section("inquiries").purge(noon + timedelta(days=30, seconds=1)) == 1
    assert not Inquiry.objects.exists()
    assert not Message.objects.exists()
    assert per_month() == {DECEMBER: {"room": 1}}


def test_an_unanswered_inquiry_is_erased_after_ninety_days_and_staff_are_notified_before(
    noon, store_request, editor, time_machine
):
    store_request()
    time_machine.shift(timedelta(days=75))
    assert [todo.text for todo in section("inquiries").todo(editor)] == ["Eine Anfrage ist neu."]
    time_machine.shift(timedelta(days=1, seconds=1))
    assert section("inquiries").todo(editor)[1].text == (
        "Raumanfrage vom 1. Dezember 2026 ist nicht beantwortet und wird am Mo, 1. März 2027 gelöscht."
    )
    assert section("inquiries").purge(noon + timedelta(days=90)) == 0
    assert section("inquiries").purge(noon + timedelta(days=90, seconds=1)) == 1


def test_a_second_run_counts_nothing_twice(store_request, noon):
    store_request()
    store_request()
    later = noon + timedelta(days=91)
    assert [section("inquiries").purge(later) for _time in range(2)] == [2, 0]
    assert InquiryCount.objects.get().count == 2


def test_the_counts_are_unchanged_by_erasing(noon, client, store_request, editor):
    store_request()
    intake.offer_help(
        message_id=uuid.uuid4(), tasks=["open"], description="", when="", name="Grace", phone="0123 45678"
    )
    before = per_month()
    assert before == {DECEMBER: {"room": 1, "help": 1}}
    section("inquiries").erase_person("ada@example.org")
    assert per_month() == before
    text = client.get("/admin/inquiries/inquiry/zahlen/").text
    assert "Dezember 2026" in text


def test_an_inquiry_in_the_first_minute_belongs_to_its_local_month(store_request, time_machine):
    time_machine.move_to("2026-12-31T23:30:00+00:00", tick=False)  # half past twelve in January at the house
    store_request()
    assert list(per_month()) == [date(2027, 1, 1)]
    section("inquiries").erase_person("ada@example.org")
    assert list(per_month()) == [date(2027, 1, 1)]


def test_a_person_gets_all_their_data_and_is_erased_completely(bertha, store_request, noon):
    store_request(day="2026-12-08")
    store_request(phone="0371 / 123 45")
    store_request(email="mada@example.org")
    [data] = section("inquiries").export("ADA@example.org")
    for text in ("Ada Lovelace", "Geburtstag feiern", "15 bis 18 Uhr", "Café", "ada@example.org"):
        assert text in data.values()
    assert len(section("inquiries").export("+49 371 12345")) == 1
    assert section("inquiries").export("") == []
    assert section("inquiries").erase_person("") == 0
    assert section("inquiries").erase_person("ada@example.org") == 1
    assert section("inquiries").erase_person("+49 371 12345") == 1
    assert Inquiry.objects.get().email == "mada@example.org"
    assert Message.objects.count() == 1


def test_no_message_about_an_erased_person_is_sent(bertha, store_request, staff_user):
    inquiry = store_request()
    replies.answer(inquiry, "Ja", is_notified=True, by=staff_user)
    section("inquiries").erase_person("ada@example.org")
    assert section("inquiries").render_message("answer", str(inquiry.pk)) is None
    assert section("inquiries").render_message("arrived", str(inquiry.pk)) is None
