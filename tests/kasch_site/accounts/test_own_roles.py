"""A role that somebody gives to their own account is allowed, and all leads see it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from kasch_site.accounts import own_roles
from kasch_site.accounts.models import OwnRoleChange, User
from kasch_site.accounts.roles import COUNSELLORS, DESK, LEAD
from kasch_site.common import clock


def account(name, *roles):
    user = User.objects.create_user(name, password="x", is_staff=True, first_name=name.title())
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@pytest.fixture
def anna(house):
    return account("anna", LEAD)


def assign_roles(client, by, to, *roles):
    client.force_login(by)
    groups = list(Group.objects.filter(name__in=roles).values_list("pk", flat=True))
    typed = {"username": to.username, "first_name": to.first_name, "groups": groups, "is_active": "on"}
    response = client.post(reverse("admin:accounts_user_change", args=[to.pk]), typed)
    assert response.status_code == 302


def first_page(client, user):
    client.force_login(user)
    return client.get("/admin/").content.decode()


def test_every_lead_sees_a_role_that_a_user_gave_to_themselves(client, anna):
    assign_roles(client, anna, anna, LEAD, DESK)
    assert "Anna hat sich am" in first_page(client, account("berta", LEAD))
    assert "Rolle gegeben: Empfang." in first_page(client, anna)


def test_others_do_not_see_it(client, anna):
    assign_roles(client, anna, anna, LEAD, DESK)
    assert "hat sich am" not in first_page(client, account("clara", DESK))


def test_roles_of_others_and_roles_given_up_are_not_recorded(client, anna):
    berta = account("berta", LEAD, DESK)
    assign_roles(client, anna, berta, LEAD, DESK, COUNSELLORS)
    assign_roles(client, berta, berta, LEAD)
    assert not OwnRoleChange.objects.exists()


def test_it_is_shown_for_a_month_and_then_erased(client, anna, time_machine):
    own_roles.record(anna, before=set())
    assert own_roles.recent().exists()
    assert own_roles.purge(clock.now()) == 0
    time_machine.move_to(clock.now() + own_roles.SHOWN_FOR + timedelta(minutes=1))
    assert not own_roles.recent().exists()
    assert own_roles.purge(clock.now()) == 1
