"""The name of an account in the browser."""

from django.utils.crypto import constant_time_compare, salted_hmac

ACCOUNT = "_account"  # the form field that says who filled the form in


def account_key(user) -> str:
    """Return a name of the account that says nothing about the person and is the same after each login."""
    return salted_hmac("unsaved text", str(user.pk), algorithm="sha256").hexdigest()[:32]


def is_of(user, key: str) -> bool:
    """Return whether the key is that of the user."""
    return user.is_authenticated and constant_time_compare(key, account_key(user))
