"""Typing extends the session: the page reports it."""

from datetime import timedelta

import pytest
from django.test import Client

from kasch_site.accounts.sessions import IDLE_LIMIT_WITH_PERSONAL_DATA
from kasch_site.common.admin.unsaved.still_working import REPORT_EVERY

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/am-werk/"


def test_typing_is_reported_often_enough():
    assert REPORT_EVERY < IDLE_LIMIT_WITH_PERSONAL_DATA / 3


def test_a_report_extends_the_session(client, admin_user, house, time_machine):
    time_machine.move_to("2026-12-01T09:00Z", tick=False)
    client.force_login(admin_user)
    client.get("/admin/")
    for _ in range(3):
        time_machine.shift(timedelta(minutes=20))
        response = client.post(ADDRESS)
        assert response.status_code == 204 and not response.content
    assert client.get("/admin/").status_code == 200


def test_a_get_request_extends_nothing(admin_client, house):
    assert admin_client.get(ADDRESS).status_code == 405


def test_a_cross_site_report_is_refused(admin_user, house):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(admin_user)
    assert browser.post(ADDRESS).status_code == 403
