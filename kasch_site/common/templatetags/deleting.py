"""Counts on the delete confirmation page."""

from django import template
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext as _

from kasch_site.common.history.deleted import BIN_RETENTION
from kasch_site.common.history.records import histories

register = template.Library()


@register.filter
def days_in_bin(opts) -> int:
    """Return for how many days a deleted record of this model can be restored; 0 if it is gone at once."""
    history = histories.get(opts.model)
    return BIN_RETENTION.days if history and history.has_bin else 0


@register.filter
def without_links(counts) -> list[tuple[str, int]]:
    """Return kinds of records with their counts, without the rows of many-to-many tables; Django's log in our words."""
    models = apps.get_models(include_auto_created=True)
    links = {str(model._meta.verbose_name_plural) for model in models if model._meta.auto_created}
    named = {str(LogEntry._meta.verbose_name_plural): _("Vermerke, wer was geändert hat")}
    return [(named.get(str(name), name), count) for name, count in counts if str(name) not in links]
