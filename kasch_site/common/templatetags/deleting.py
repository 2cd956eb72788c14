"""Counts on the delete confirmation page."""

from django import template
from django.apps import apps

register = template.Library()


@register.filter
def without_links(counts) -> list[tuple[str, int]]:
    """Return kinds of records with their counts, without the rows of many-to-many tables."""
    models = apps.get_models(include_auto_created=True)
    links = {str(model._meta.verbose_name_plural) for model in models if model._meta.auto_created}
    return [(name, count) for name, count in counts if str(name) not in links]
