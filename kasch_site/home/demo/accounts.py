"""Members of staff who do not exist. Their passwords are public, so production refuses to start beside them."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from kasch_site.accounts.roles import COUNSELLORS, DESK, EDITORS, LEAD


@dataclass(frozen=True)
class Account:
    name: str
    password: str
    role: str


ACCOUNTS = [
    Account("leitung-demo", "Leitung-im-Haus-39", LEAD),
    Account("redaktion-demo", "Redaktion-im-Haus-39", EDITORS),
    Account("empfang-demo", "Empfang-im-Haus-39", DESK),
    Account("beratung-demo", "Beratung-im-Haus-39", COUNSELLORS),
]


def write():
    """Make the accounts, each with its role and the right to enter the admin."""
    for account in ACCOUNTS:
        user = get_user_model().objects.create_user(
            account.name, password=account.password, first_name="Beispiel", last_name=account.role, is_staff=True
        )
        user.groups.add(Group.objects.get(name=account.role))


def exist() -> bool:
    """Whether one of the accounts is there."""
    return _found().exists()


@transaction.atomic
def remove() -> list[str]:
    """Delete the accounts, also those that are switched off; returns the names of those that were there."""
    found = _found()
    names = sorted(found.values_list("username", flat=True))
    found.delete()
    return names


def _found():
    return get_user_model().objects.filter(username__in=[account.name for account in ACCOUNTS])
