"""What migrations do with the sign-ups that are there."""

from importlib import import_module

import pytest
from django.apps import apps

from events.signup.models import Seating, SignUp
from kasch_site.common.asking import answering

pytestmark = pytest.mark.django_db


def test_sign_ups_that_are_there_get_their_contact_in_the_form_for_comparing(sign_up):
    rows = [sign_up(phone="+49 371/123 45"), sign_up("Herr Li", email="li@example.org")]
    SignUp.objects.update(contact_key="?")
    import_module("events.signup.migrations.0003_normal_form_of_contacts").write_keys(apps, None)
    assert [SignUp.objects.get(pk=row.pk).contact_key for row in rows] == ["037112345", "li@example.org"]
    assert Seating.objects.get().held == 2


@pytest.mark.parametrize("asked", ["0371 12345", "0371/123-45", "meine Nummer: 0049 371 12345"])
def test_what_do_you_know_about_me_finds_a_number_however_it_is_written(sign_up, asked):
    sign_up("Frau Weber", phone="+49 371 123 45")
    sign_up("Herr Li", phone="0371 123 456")
    [known] = answering.look_up(asked)
    assert [list(record.values())[1] for record in known.records] == ["Frau Weber"]
    assert answering.erase(asked, None) == 1
    assert SignUp.objects.get().name == "Herr Li"
