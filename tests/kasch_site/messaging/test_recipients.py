"""The list of messages tells recipients apart by their initials."""

from uuid import uuid4

import pytest
from django.apps import apps

from kasch_site.common import clock
from kasch_site.common.sections import MessageProvider, providers
from kasch_site.messaging.models import Channel, Message
from kasch_site.messaging.recipients import initials, initials_by_message
from library.circulation.patrons import patrons
from tests.support.browser.markup import parse

LIST = "/admin/messaging/message/"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Frau Anna Maria Weber", "A. W."),
        ("Weber", "W."),
        ("Dr. Li", "L."),
        ("  Ömer   Yıldız ", "Ö. Y."),
        ("Анна Коваль", "А. К."),
        ("Anna Weber (Oma)", "A. W."),
        ("Frau", ""),
        ("", ""),
        ("42", ""),
        ("Dr.", "D."),
    ],
)
def test_a_name_is_shortened_to_two_letters(name, letters):
    assert initials(name) == letters


def make_message(subject, section="library"):
    now = clock.now()
    fields = {"section": section, "kind": "new_pin", "subject": subject, "channel": Channel.MAIL}
    return Message.objects.create(**fields, idempotency_key=uuid4().hex, wanted_at=now, due_at=now)


@pytest.fixture
def patron(house):
    return patrons.register(patrons.NewPatron("Frau Anna Weber", email="anna@example.org"), uuid4())


@pytest.mark.django_db
def test_the_list_names_initials_and_no_name(admin_client, patron):
    make_message(f"patron:{patron.pk}")
    shown = parse(admin_client.get(LIST)).one(id="result_list")
    assert "A. W." in {cell.text for cell in shown.all("td", class_="field-recipient")}
    assert "Weber" not in shown.text and "anna@example.org" not in shown.text


@pytest.mark.django_db
def test_a_record_that_is_gone_or_that_nobody_can_name_has_none(patron):
    subjects = ["patron:999999", f"patron:{'9' * 40}", "patron:", "patron:٣", "swap:1", "7", ""]
    messages = [make_message(subject) for subject in subjects] + [make_message("1", section="gone")]
    assert initials_by_message(messages) == {}


@pytest.mark.django_db
def test_all_messages_about_one_kind_of_record_are_read_with_one_query(patron, django_assert_num_queries):
    messages = [make_message(f"patron:{patron.pk}") for _ in range(5)]
    with django_assert_num_queries(1):
        assert initials_by_message(messages) == {message.pk: "A. W." for message in messages}


@pytest.mark.django_db
def test_every_place_of_a_name_exists():
    for provider in providers(MessageProvider):
        for label, *lookups in provider.message_recipients.values():
            assert list(apps.get_model(label).objects.values_list(*lookups)) == []
