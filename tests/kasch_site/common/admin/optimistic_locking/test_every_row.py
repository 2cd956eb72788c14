"""Every row of a form and a list: changes made meanwhile are preserved or need a decision."""

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from tests.support.browser.browser_forms import form_on

from .conftest import conflicts_in
from .test_every_form import (
    ADMINS,
    address_of,
    change,
    changes_to_stored_values,
    demo_house,  # noqa: F401
    other_value,
    record_of,
    staff,  # noqa: F401
)

pytestmark = pytest.mark.pages

WITH_ROWS = [model for model, model_admin in ADMINS if model_admin.inlines]
WITH_EDITABLE_LISTS = [model for model, model_admin in ADMINS if model_admin.list_editable]
CONFIRMED = {"_confirmed": ["yes"], "_save": ["1"]}


def test_there_are_rows_and_editable_lists():
    assert {model._meta.label for model in WITH_ROWS} >= {"events.Event", "counselling.Topic"}
    assert len(WITH_EDITABLE_LISTS) >= 6


@pytest.mark.parametrize("model", WITH_ROWS, ids=lambda model: model._meta.label)
def test_changes_made_meanwhile_to_a_row_are_preserved(staff, model):  # noqa: F811
    record = record_of(model)
    opened = staff.get(address_of(record))
    sent = {**form_on(opened, f"{model._meta.model_name}_form"), **CONFIRMED}
    tested = set()
    for inline in opened.context_data["inline_admin_formsets"]:
        for form in inline.formset.initial_forms[:1]:
            for field, value in changes_to_stored_values(form.instance, form):
                with transaction.atomic():
                    if field.name != inline.formset.fk.name and change(form.instance, field, value):
                        response = staff.post(address_of(record), sent)
                        assert response.status_code in (200, 302)
                        now = type(form.instance)._base_manager.get(pk=form.instance.pk)
                        assert getattr(now, field.attname) == value, field.name
                        if response.status_code == 302:
                            tested.add(inline.formset.prefix)
                    transaction.set_rollback(True)
    assert tested


@pytest.mark.parametrize("model", WITH_EDITABLE_LISTS, ids=lambda model: model._meta.label)
def test_changes_made_meanwhile_to_a_list_are_preserved_or_confirmed(staff, model):  # noqa: F811
    record_of(model)
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    opened = staff.get(address)
    form = opened.context_data["cl"].formset.forms[0]
    sent = {**form_on(opened, "changelist-form"), "_save": ["1"]}
    for name in admin.site._registry[model].list_editable:
        field = model._meta.get_field(name)
        value = other_value(field, getattr(form.instance, field.attname))
        with transaction.atomic():
            assert change(form.instance, field, value), name
            assert staff.post(address, sent).status_code == 302
            assert getattr(model._base_manager.get(pk=form.instance.pk), field.attname) == value
            if field.get_internal_type().endswith("IntegerField"):
                response = staff.post(address, {**sent, f"{form.prefix}-{name}": ["77"]})
                ((_label, conflict),) = conflicts_in(response).items()
                assert conflict[:2] == ("77", str(value))
            transaction.set_rollback(True)


@pytest.mark.parametrize("model", WITH_EDITABLE_LISTS, ids=lambda model: model._meta.label)
def test_a_list_with_a_row_more_than_it_has_is_shown_again(staff, model):  # noqa: F811
    record_of(model)
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    sent = {**form_on(staff.get(address), "changelist-form"), "_save": ["1"]}
    number = int(sent["form-TOTAL_FORMS"][0])
    page = staff.post(address, {**sent, "form-TOTAL_FORMS": [number + 1], f"form-{number}-order": ["first"]})
    assert page.status_code == 200
    assert model._meta.default_manager.count() == number
