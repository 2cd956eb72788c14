"""Demo accounts of staff. Their passwords are public, so production refuses to start while they exist."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from kasch_site.accounts.roles import ROLES

from .reading.folder import HouseFolder


@dataclass(frozen=True)
class Account:
    """An account of the files."""

    name: str
    password: str
    role: str


def accounts_of(folder) -> list[Account]:
    """Return the accounts of a folder (its path, or what is read of it). Raise `HouseFileError`."""
    folder = folder if isinstance(folder, HouseFolder) else HouseFolder(folder)
    with folder.open("accounts") as file:
        return [
            Account(row.choice("name", settings.DEMO_ACCOUNTS), row.text("password"), row.choice("role", ROLES))
            for row in file.records("account")
        ]


def write(folder):
    """Create the accounts, each with its role and the right to enter the administration."""
    for account in accounts_of(folder):
        user = get_user_model().objects.create_user(
            account.name, password=account.password, first_name="Beispiel", last_name=account.role, is_staff=True
        )
        user.groups.add(Group.objects.get(name=account.role))


def exist() -> bool:
    """Return whether one of the accounts exists."""
    return _demo_users().exists()


@transaction.atomic
def remove() -> list[str]:
    """Delete the accounts, also those that are switched off; return the names of those that existed."""
    users = _demo_users()
    names = sorted(users.values_list("username", flat=True))
    users.delete()
    return names


def _demo_users():
    return get_user_model().objects.filter(username__in=settings.DEMO_ACCOUNTS)
