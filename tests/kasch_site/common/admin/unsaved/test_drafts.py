"""The server declares which forms keep a draft in the browser, and which drafts were saved."""

import pytest
from django.contrib import admin
from django.core import checks
from django.db import models
from django.urls import reverse

from kasch_site.accounts.models import User
from kasch_site.common.admin.unsaved.account import account_key
from kasch_site.common.admin.unsaved.drafts import SAVED_DRAFT
from kasch_site.common.admin.unsaved.personal_data import check_draft, has_personal_data, personal_data_fields
from kasch_site.house.models import Room
from kasch_site.visitors.models import Visitor
from tests.support.browser.markup import parse

NUMBER = "0123456789abcdef" * 2
ADD = "/admin/home/notice/add/"


def notice(**values):
    return {
        "title": "Wasser",
        "text": "Morgen ist es weg.",
        "from_day": "2026-12-01",
        "until_day": "2026-12-02",
        **values,
    }


def options():
    return [
        model_admin
        for model_admin in admin.site._registry.values()
        if model_admin.model._meta.app_label not in ("auth", "sessions")
    ]


def test_each_admin_form_declares_whether_it_stores_drafts():
    undeclared = [option.model._meta.label for option in options() if not hasattr(option, "keeps_drafts")]
    assert not undeclared, "declare `keeps_drafts = True` for content, `False` for persons and records"


def test_forms_with_personal_data_store_no_drafts():
    keeping = {option.model for option in options() if option.keeps_drafts}
    assert Room in keeping
    for model in keeping:
        assert not has_personal_data(model) and not issubclass(model, Visitor | User), model


def test_the_system_check_reports_no_form_with_personal_data():
    assert not [error for error in checks.run_checks() if error.id == "unsaved.E001"]


@pytest.mark.parametrize(
    "options", [option for option in options() if not option.keeps_drafts], ids=lambda option: option.__class__.__name__
)
def test_no_form_with_personal_data_can_be_declared_content(options, monkeypatch):
    """Forms without personal data and without drafts have no long texts."""
    monkeypatch.setattr(type(options), "keeps_drafts", True)
    harmless = {"counselling.ScheduleRule", "events.PrintedPlan", "worker.Job", "messaging.Dispatch"}
    harmless |= {"library.CatalogueImport", "library.Stocktake", "newspaper.ArchiveUpload"}
    assert bool(check_draft(options)) != (options.model._meta.label in harmless)


def test_an_inline_with_personal_data_is_detected(monkeypatch):
    class PersonInline(admin.TabularInline):
        model = User

    options = admin.site._registry[Room]
    monkeypatch.setattr(options, "inlines", [PersonInline])
    assert "accounts.User" in check_draft(options)[0].msg


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("phone", models.CharField()),
        ("post", models.EmailField()),
        ("by", models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")),
        ("of", models.ForeignKey("events.Registration", on_delete=models.CASCADE, related_name="+")),
        ("all", models.ManyToManyField("inquiries.Inquiry", related_name="+")),
    ],
)
def test_contact_fields_and_relations_to_persons_are_detected(name, field, isolated):
    made = type("Made", (models.Model,), {"__module__": __name__, name: field, "Meta": isolated})
    assert personal_data_fields(made) == [name]


@pytest.fixture
def isolated():
    from django.apps import apps
    from django.test.utils import isolate_apps

    with isolate_apps("kasch_site.common") as registry:
        # Relations to real models are resolved in the real registry.
        for config in apps.get_app_configs():
            for model in config.get_models():
                registry.all_models[config.label][model._meta.model_name] = model
        yield type("Meta", (), {"app_label": "common", "apps": registry})


@pytest.mark.django_db
def test_a_content_form_renders_a_draft_element_and_one_with_personal_data_does_not(admin_client, house):
    assert parse(admin_client.get(ADD)).one("input", name="_draft")["value"] == ""
    for model in ("accounts_user", "house_contactperson"):
        page = parse(admin_client.get(reverse(f"admin:{model}_add")))
        assert not page.all("input", name="_draft") and not page.all("template")


@pytest.mark.django_db
def test_only_a_saved_form_has_its_draft_deleted(admin_client, house):
    refused = admin_client.post(ADD, notice(title="", _draft=NUMBER))
    assert SAVED_DRAFT not in refused.cookies
    assert parse(refused).one("input", name="_draft")["value"] == NUMBER
    saved = admin_client.post(ADD, notice(_draft=NUMBER))
    assert saved.status_code == 302
    cookie = saved.cookies[SAVED_DRAFT]
    assert cookie.value == NUMBER and cookie["path"] == "/admin/" and cookie["samesite"] == "Lax"


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "a" * 31, "g" * 32, NUMBER + "\n", "<b>" + "0" * 29, "0" * 5000])
def test_an_invalid_draft_number_is_not_echoed(admin_client, house, number):
    assert SAVED_DRAFT not in admin_client.post(ADD, notice(_draft=number)).cookies
    assert parse(admin_client.post(ADD, notice(title="", _draft=number))).one("input", name="_draft")["value"] == ""


@pytest.mark.django_db
def test_accounts_are_identified_in_the_browser_by_a_pseudonymous_key(client, house):
    users = [User.objects.create_user(name, is_staff=True) for name in ("erika", "berta")]
    keys = []
    for user in users:
        client.force_login(user)
        keys.append(parse(client.get("/admin/")).one("div", data_account=True)["data-account"])
    assert keys == [account_key(user) for user in users] and keys[0] != keys[1]
    assert all(str(user.pk) != key and user.username not in key for user, key in zip(users, keys, strict=True))
    client.logout()
    assert "data-account" not in client.get("/admin/login/").text
