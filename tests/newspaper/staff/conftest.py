"""Fixtures for the newspaper's pages in the administration: an editor who is logged in."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from kasch_site.accounts.roles import NEWSPAPER


@pytest.fixture
def editor(client, house):
    """Return a client logged in as somebody of the newspaper."""
    user = get_user_model().objects.create_user("redaktion", password="geheim-genug-1", is_staff=True)
    user.groups.add(Group.objects.get(name=NEWSPAPER))
    client.force_login(user)
    return client
