"""The canonical forms of a contact always match the contact."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kasch_site.inquiries.models import Inquiry, Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry():
    return Inquiry.objects.create(kind=Kind.HELP, name="Ada", email="Ada@Example.org")


def test_saving_the_contact_saves_its_canonical_form(inquiry):
    inquiry.email = "Bea@Example.org"
    inquiry.save(update_fields=["email"])
    assert Inquiry.objects.get().keys == ["bea@example.org"]


def test_saving_other_fields_does_not_compute_the_canonical_form(inquiry, monkeypatch):
    monkeypatch.setattr(Inquiry, "set_keys", lambda self: pytest.fail("the contact was processed"))
    inquiry.state = Inquiry.State.ASSIGNED
    inquiry.save(update_fields=["state"])
    assert Inquiry.objects.get().state == Inquiry.State.ASSIGNED


@pytest.mark.parametrize(
    "change", [{"email_key": ""}, {"phone_key": "+491234567"}, {"email": "", "phone": "0123 4567"}]
)
def test_the_database_refuses_a_contact_without_its_canonical_form(inquiry, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.update(**change)


def test_an_unreadable_contact_is_reported_in_the_form(inquiry):
    inquiry.email = f"a@{chr(0xFDFA) * 60}.de"
    with pytest.raises(ValidationError, match="Schreiben Sie die E-Mail-Adresse vollständig"):
        inquiry.full_clean()
