"""Accounts of staff: passwords."""

import pytest
from django.test import Client
from django.urls import reverse

from kasch_site.accounts.models import User
from kasch_site.common.rate_limits import limits
from tests.support.browser.markup import parse

NEW = "Sonne-Mond-42-Haus"


@pytest.fixture
def anna(db):
    return User.objects.create_user("anna", password="ein-altes-passwort", first_name="Anna", is_staff=True)


@pytest.fixture
def address(anna):
    return reverse("admin:auth_user_password_change", args=[anna.pk])


def test_the_lead_sets_a_new_password(admin_client, anna, address):
    page = admin_client.get(address).content.decode()
    assert "Neues Passwort speichern" in page
    assert "für Anna zweimal" in page
    assert "usable" not in page
    response = admin_client.post(address, {"password1": NEW, "password2": NEW, "set-password": "1"})
    assert response.status_code == 302
    anna.refresh_from_db()
    assert anna.check_password(NEW)


@pytest.mark.parametrize(
    "typed",
    [
        {"password1": "", "password2": ""},
        {"password1": NEW, "password2": "Sonne-Mond-43-Haus"},
        {"password1": "", "password2": "", "usable_password": "false", "unset-password": "1"},
    ],
    ids=["nothing", "two different passwords", "switching passwords off"],
)
def test_a_weak_password_is_refused_and_the_old_one_kept(admin_client, anna, address, typed):
    response = admin_client.post(address, typed)
    assert response.status_code == 200
    assert "Bitte prüfen Sie die Angaben." in response.content.decode()
    anna.refresh_from_db()
    assert anna.check_password("ein-altes-passwort")


def test_a_login_above_the_limit_is_refused_without_checking_the_password(anna, house, monkeypatch):
    monkeypatch.setattr(limits, "PASSWORDS", limits.Limit("passwords", visitor=3, house=9, everybody=9))
    checked = []
    monkeypatch.setattr("django.contrib.auth.forms.authenticate", lambda *_args, **words: checked.append(words))
    tries = {"username": "anna", "password": "geraten"}
    statuses = [Client().post("/admin/login/", tries).status_code for _time in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert len(checked) == 3
    refused = parse(Client().post("/admin/login/", tries))
    assert refused.one("h1").text == "Im Moment nehmen wir hier kein Passwort an"
    # Another client is not affected.
    other = Client(REMOTE_ADDR="203.0.113.9").post("/admin/login/", tries)
    assert other.status_code == 200
