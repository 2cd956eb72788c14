"""The model field of a mail address, checked as the site sends to it, by whatever way it is entered."""

from django.core.exceptions import ValidationError
from django.db import models

from kasch_site.common.text.email_address import is_email

from .base import INVALID_EMAIL, EmailField


def validate_deliverable(address: str) -> None:
    """Raise ValidationError unless a mail can be sent to this address (`deliverable_email`)."""
    if not is_email(address):
        raise ValidationError(INVALID_EMAIL, code="invalid")


class StaffEmailField(EmailField):
    """A mail address that staff type: not their own, so that the browser does not fill it in."""

    attrs = {**EmailField.attrs, "autocomplete": "off"}


class DeliverableEmailField(models.EmailField):
    """A mail address to which a mail can be sent. Django's own field accepts others, such as "x"@[127.0.0.1]."""

    default_validators = [validate_deliverable]

    def formfield(self, **kwargs):
        """Return a form field with the same check and message as the public forms."""
        return super().formfield(**{"form_class": StaffEmailField, **kwargs})

    def deconstruct(self):
        """Return the field for migrations as Django's: the column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs
