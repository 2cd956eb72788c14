"""Which models have a history: all content that staff write, no model with personal data."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model

from kasch_site.common.admin.unsaved.personal_data import has_personal_data
from kasch_site.common.caching.versions import watched_tables
from kasch_site.common.history.records import histories
from kasch_site.common.sections import sections
from kasch_site.visitors.models import Visitor

# Models that staff see in the administration and that have no history, each with the reason.
WITHOUT_HISTORY = {
    "accounts.Role": "permissions come from the code",
    "accounts.User": "a person",
    "common.OldAddress": "written by the website when an address changes; going back to one makes a loop",
    "counselling.Absence": "about a member of staff",
    "counselling.AccessLogEntry": "written by the website, about persons",
    "counselling.Booking": "a person",
    "counselling.Counsellor": "a member of staff",
    "counselling.ScheduleRule": "when a member of staff works; booked slots follow from it and cannot be taken back",
    "events.PrintedPlan": "notes that a plan was printed; its own page shows what differs",
    "events.Registration": "a person",
    "inquiries.Inquiry": "a person",
    "inquiries.Responsibility": "which account gets which mail",
    "library.Card": "belongs to a person",
    "library.CatalogueImport": "a file on its way into the catalogue; the titles have a history",
    "library.Desk": "which card is open at a desk",
    "library.Hold": "a person",
    "library.Loan": "a person",
    "library.Patron": "a person",
    "library.PurchaseRequest": "a person",
    "library.Stocktake": "applied once, or discarded",
    "library.SwapItem": "gone when somebody takes it; there is no former state to go back to",
    "messaging.Dispatch": "written by the website",
    "messaging.Message": "about a person",
    "messaging.Subscription": "a person",
    "newspaper.ArchiveUpload": "files that wait for a yes; the issues have a history",
    "newspaper.Contribution": "a person",
    "newspaper.RemovalRequest": "a person",
    "newspaper.HiddenTerm": "names a person; hiding is undone by a verb",
    "pages.BarrierReport": "a person may have left a contact",
    "visitors.SubjectAccessRecord": "proof that must not be changed",
    "worker.Job": "written by the website",
}


def _is_of_a_test(model):
    return model.__module__.startswith("tests.")


def names(models):
    return sorted(model._meta.label for model in models)


def with_personal_data(models):
    """Return the models that are persons, store data about them, or point at them."""
    bases = (Visitor, get_user_model())
    return [
        model
        for model in models
        if issubclass(model, bases)
        or has_personal_data(model)
        or any(
            item.is_relation and item.concrete and item.related_model and issubclass(item.related_model, bases)
            for item in model._meta.get_fields()
        )
    ]


def test_no_model_with_personal_data_has_a_history():
    assert names(with_personal_data(histories)) == []


@pytest.mark.parametrize("label", ["events.Registration", "counselling.Booking", "inquiries.Inquiry", "accounts.User"])
def test_a_model_with_personal_data_would_be_found(label):
    assert with_personal_data([apps.get_model(label)])


def test_no_part_of_the_bin_has_personal_data():
    parts = {apps.get_model(label) for history in histories.values() for label in history.in_bin}
    assert names(with_personal_data(parts)) == []


def test_all_content_in_the_administration_has_a_history_or_a_reason_for_none():
    models = [model for model in apps.get_models() if admin.site.is_registered(model)]
    without = {model._meta.label for model in models if model not in histories and not _is_of_a_test(model)}
    assert without == set(WITHOUT_HISTORY)


@pytest.mark.django_db
def test_the_page_cache_does_not_watch_the_history():
    tables = {table for section in sections() for table in watched_tables(section)}
    assert not {model.history.model._meta.db_table for model in histories} & tables
