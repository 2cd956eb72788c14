"""The decision which forms may keep a draft in the browser: forms of content, never forms with personal data."""

from django.conf import settings
from django.core import checks
from django.db import models

from kasch_site.common.sections import models_with_personal_data

_NAMES = {"first_name", "last_name", "contact", "phone", "mobile", "email", "user", "person"}


def has_personal_data(model) -> bool:
    """Return whether the model stores personal data, or whether its pages show some."""
    labels = {label.lower() for label in (settings.AUTH_USER_MODEL, *models_with_personal_data())}
    return any(base._meta.label_lower in labels for base in model.__mro__ if hasattr(base, "_meta"))


def personal_data_fields(model) -> list[str]:
    """Return the names of fields that look like data about a person: contacts, and relations to persons."""
    return [
        field.name
        for field in model._meta.get_fields()
        if field.name in _NAMES
        or isinstance(field, models.EmailField)
        or (field.concrete and field.is_relation and has_personal_data(field.related_model))
    ]


def check_draft(model_admin) -> list[checks.Error]:
    """Return an error for each model of the form, inlines included, that may not be in a draft.

    Contacts that are published on the website may: `published_contacts` of the ModelAdmin names their fields.
    """
    if not getattr(model_admin, "keeps_drafts", False):
        return []
    published = getattr(model_admin, "published_contacts", ())
    errors = []
    for model in (model_admin.model, *(inline.model for inline in model_admin.inlines)):
        unpublished = [name for name in personal_data_fields(model) if name not in published]
        if unpublished or has_personal_data(model):
            text = (
                f"A form with personal data must not keep a draft: {model._meta.label} {', '.join(unpublished)}".strip()
            )
            errors.append(checks.Error(text, obj=type(model_admin), id="unsaved.E001"))
    return errors
