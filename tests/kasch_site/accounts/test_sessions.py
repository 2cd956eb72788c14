"""Staff stay logged in while they work, and are logged out when they have been idle."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.urls import reverse

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import COUNSELLORS, DESK, EDITORS, LEAD
from kasch_site.accounts.sessions import EXTEND_AFTER, IDLE_LIMIT_WITH_PERSONAL_DATA, idle_limit
from kasch_site.worker.models import Job

pytestmark = pytest.mark.django_db
FIVE_SECONDS = timedelta(seconds=5)


@pytest.fixture(autouse=True)
def now(time_machine, house):
    time_machine.move_to("2026-12-01T09:00Z", tick=False)


def member(*roles, permissions=()):
    user = User.objects.create_user("erika", is_staff=True)
    user.groups.add(*Group.objects.filter(name__in=roles))
    for name in permissions:
        app, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


def is_logged_in(client):
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize("role", [LEAD, EDITORS, DESK, COUNSELLORS])
def test_a_role_with_access_to_personal_data_is_logged_out_after_half_an_hour(client, time_machine, role):
    client.force_login(member(role))
    assert is_logged_in(client)
    time_machine.shift(IDLE_LIMIT_WITH_PERSONAL_DATA - FIVE_SECONDS)
    assert is_logged_in(client)
    time_machine.shift(IDLE_LIMIT_WITH_PERSONAL_DATA + FIVE_SECONDS)
    assert not is_logged_in(client)


def test_an_account_without_access_to_personal_data_stays_logged_in_for_half_a_day(client, time_machine):
    client.force_login(member(permissions=["pages.change_page", "home.add_notice"]))
    assert is_logged_in(client)
    time_machine.shift(timedelta(hours=11, minutes=55))
    assert is_logged_in(client)
    time_machine.shift(timedelta(hours=12, seconds=5))
    assert not is_logged_in(client)


@pytest.mark.parametrize(
    "permission",
    ["events.view_registration", "counselling.see_own_people", "messaging.view_message", "accounts.view_user"],
)
def test_each_permission_on_personal_data_counts_without_a_role_too(permission):
    assert idle_limit(member(permissions=[permission])) == IDLE_LIMIT_WITH_PERSONAL_DATA


def test_a_superuser_has_access_to_personal_data(admin_user):
    assert idle_limit(admin_user) == IDLE_LIMIT_WITH_PERSONAL_DATA


def test_a_day_of_work_is_one_session(client, time_machine):
    client.force_login(member(DESK))
    for _ in range(30):
        assert is_logged_in(client)
        time_machine.shift(timedelta(minutes=25))


def test_a_role_granted_during_the_session_shortens_it(client, time_machine):
    user = member(permissions=["pages.change_page"])
    client.force_login(user)
    assert is_logged_in(client)
    user.groups.add(Group.objects.get(name=DESK))
    time_machine.shift(EXTEND_AFTER)
    assert is_logged_in(client)
    time_machine.shift(IDLE_LIMIT_WITH_PERSONAL_DATA + FIVE_SECONDS)
    assert not is_logged_in(client)


def test_the_session_is_not_written_on_each_request(client):
    client.force_login(member(EDITORS))
    assert is_logged_in(client)
    until = Session.objects.get().expire_date
    assert is_logged_in(client)
    assert Session.objects.get().expire_date == until


def test_the_cookie_ends_with_the_browser(client):
    client.force_login(member(EDITORS))
    client.get("/admin/")
    assert client.get("/admin/").status_code == 200
    assert not client.cookies[settings.SESSION_COOKIE_NAME]["max-age"]


def test_a_page_that_reloads_itself_does_not_extend_the_session(client, time_machine):
    client.force_login(member(LEAD))
    assert is_logged_in(client)
    job = Job.objects.create(task_path="kasch_site.worker.periodic.purge_shared", queue="default")
    address = reverse("admin:worker_jobprogress", args=[job.pk])
    for _ in range(2):
        time_machine.shift(timedelta(minutes=14))
        assert "Refresh" in client.get(address).headers
    time_machine.shift(timedelta(minutes=3))
    assert not is_logged_in(client)


def test_public_pages_do_not_access_the_session(client, time_machine):
    client.force_login(member(EDITORS))
    client.get("/admin/")
    until = Session.objects.get().expire_date
    time_machine.shift(timedelta(minutes=20))
    assert settings.SESSION_COOKIE_NAME not in client.get("/").cookies
    assert Session.objects.get().expire_date == until
