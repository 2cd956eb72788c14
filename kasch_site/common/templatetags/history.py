"""Values of the history, with what is only in one of two texts marked."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def marked(pieces, tag: str):
    """Return a text in pieces as HTML; marked ones in `<del>` or `<ins>`, and between words for screen readers."""
    start = _("[weg:]") if tag == "del" else _("[neu:]")
    return format_html_join(
        "", "{}", ((_marked(text, tag, start) if is_marked else text,) for is_marked, text in pieces)
    )


def _marked(text, tag, start):
    marker = '<span class="visually-hidden"> {} </span>'
    parts = format_html(marker, start), text, format_html(marker, _("[bis hier]"))
    return format_html("<del>{}{}{}</del>" if tag == "del" else "<ins>{}{}{}</ins>", *parts)
