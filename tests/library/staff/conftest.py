"""Fixtures for the library's pages in the administration: a volunteer who is logged in."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from kasch_site.accounts.roles import LIBRARY


@pytest.fixture
def volunteer(client, house):
    """Return a client logged in with the library role."""
    user = get_user_model().objects.create_user("tresen", password="geheim-genug-1", is_staff=True)
    user.groups.add(Group.objects.get(name=LIBRARY))
    client.force_login(user)
    return client
