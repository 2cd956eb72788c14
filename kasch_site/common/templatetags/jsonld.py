"""`{% load jsonld %}{% json_ld entry %}`: an entry of the contract as data for search engines."""

from django import template

from kasch_site.common.export import jsonld
from kasch_site.common.export.publisher import Publisher, site_of

register = template.Library()


@register.simple_tag(takes_context=True)
def json_ld(context, entry):
    """Render the entry as a JSON-LD script element."""
    return jsonld.script(jsonld.event(entry, publisher_of(context)))


def publisher_of(context) -> Publisher:
    """Return the house as publisher, from the context of a page."""
    frame = context.get("frame")
    return Publisher.of(frame.house if frame else None, site_of(context["request"]))
