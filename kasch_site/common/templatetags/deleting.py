"""What the question before deleting counts."""

from django import template
from django.apps import apps

register = template.Library()


@register.filter
def without_links(counts) -> list[tuple[str, int]]:
    """Kinds of records with their numbers, without the rows that only link two records: no loss to anybody."""
    models = apps.get_models(include_auto_created=True)
    links = {str(model._meta.verbose_name_plural) for model in models if model._meta.auto_created}
    return [(name, count) for name, count in counts if str(name) not in links]
