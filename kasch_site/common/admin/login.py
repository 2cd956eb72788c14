"""The login form of the admin."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import UsernameField
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.bounded_fields import BoundedMixin, CharField

MAX_PASSWORD_LENGTH = 4096  # characters; longer passwords are refused before hashing


class BoundedUsernameField(BoundedMixin, UsernameField):
    pass


class LoginForm(AdminAuthenticationForm):
    # This form is public. Both fields are Django's, with the length checked first.
    username = BoundedUsernameField(widget=forms.TextInput(attrs={"autofocus": True}), max_length=150)
    password = CharField(
        label=_("Passwort"),
        strip=False,
        max_length=MAX_PASSWORD_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _(
            "Benutzername oder Passwort stimmt nicht. Achten Sie bei beiden auf große und kleine Buchstaben."
        ),
    }
