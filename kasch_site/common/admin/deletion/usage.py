"""Where a picture or a file is used, as links for staff."""

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.html import format_html, format_html_join


def links_to_forms(site, records) -> str:
    """Return the names of records, each with its kind, as links to their forms in this admin site."""
    return format_html_join(", ", "{} ({})", ((_link(site, record), record._meta.verbose_name) for record in records))


def _link(site, record):
    if not site.is_registered(type(record)):
        return str(record)
    url = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[quote(record.pk)])
    return format_html('<a href="{}">{}</a>', url, record)
