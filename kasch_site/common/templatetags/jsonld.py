"""`{% load jsonld %}{% json_ld entry %}`: an entry of the contract as data for search engines."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kasch_site.common.export import jsonld
from kasch_site.common.export.publisher import Publisher, site_of

register = template.Library()


@register.simple_tag(takes_context=True)
def json_ld(context, entry):
    """Render the entry as a JSON-LD script element. It is not executed, so the CSP needs no exception for it."""
    frame = context.get("frame")
    publisher = Publisher.of(frame.house if frame else None, site_of(context["request"]))
    data = SafeString(jsonld.script_safe(jsonld.event(entry, publisher)))
    return format_html('<script type="application/ld+json">{}</script>', data)
