"""A field of the registration form is defined in four places: model, registrant, public and staff form."""

from dataclasses import asdict, fields
from uuid import uuid4

import pytest

from events.models import Registration
from events.registration import corrections, registrations
from events.registration.capacity.availability import availability_of_date
from events.registration.registrant import Registrant
from events.registration.retention import export
from events.staff.registration.forms import ChangeForm, RegisterForm
from events.web.registration.forms import RegistrationForm

pytestmark = pytest.mark.django_db
NAMES = {each.name for each in fields(Registrant)}
FORM_FIELDS = NAMES - {"email", "phone"} | {"contact"}
FIRST = Registrant("Herr Beispiel", 1, "erst@example.org")
OTHER = Registrant("Frau Muster", 1, phone="0371 4567890")


def test_the_attributes_of_a_registrant_are_fields_of_the_model():
    assert {field.name for field in Registration._meta.get_fields()} >= NAMES


def test_both_forms_ask_for_each_attribute(date):
    public = RegistrationForm(places=availability_of_date(date))
    assert set(public.fields) == FORM_FIELDS
    assert set(RegisterForm().fields) == FORM_FIELDS | {"number", "without_notification"}


def test_each_attribute_is_stored_shown_corrected_and_exported(date):
    row = registrations.register(date, FIRST, uuid4())
    assert Registrant.of(row) == FIRST
    assert ChangeForm(registration=row).initial == {**asdict(FIRST), "contact": FIRST.email}
    corrected = corrections.correct(row, OTHER)
    assert Registrant.of(Registration.objects.get(pk=corrected.pk)) == OTHER
    [record] = export(OTHER.phone)
    assert {str(value) for value in asdict(OTHER).values() if value} <= {str(value) for value in record.values()}
    labels = {str(Registration._meta.get_field(name).verbose_name) for name in NAMES - {"email", "phone"}}
    assert labels <= record.keys()
