"""Template tags of the newspaper."""

from django import template

from kasch_site.common.export import jsonld
from kasch_site.common.templatetags.jsonld import publisher_of
from newspaper.reading import structured_data

register = template.Library()


@register.simple_tag(takes_context=True)
def issue_json_ld(context, issue, name):
    """Render an issue of the paper of this name as data for search engines."""
    return jsonld.script(structured_data.issue(issue, name, publisher_of(context)))


@register.simple_tag(takes_context=True)
def article_json_ld(context, article):
    """Render an article as data for search engines."""
    return jsonld.script(structured_data.article(article, publisher_of(context)))
