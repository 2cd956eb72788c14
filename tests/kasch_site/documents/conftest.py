"""Files in a folder of their own, and a member of the editorial staff."""

import pytest
from django.contrib.auth.models import Group as Role

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS
from tests.support.files.stored_files import roots_in


@pytest.fixture(autouse=True)
def stored_files(settings, tmp_path):
    """Store files below a temporary folder, and return that of the documents."""
    for name, root in roots_in(tmp_path).items():
        setattr(settings, name, root)
    return tmp_path / "locked" / "dateien"


@pytest.fixture
def editor(house, client):
    user = User.objects.create_user("erika", is_staff=True)
    user.groups.add(Role.objects.get(name=EDITORS))
    client.force_login(user)
    return user
