"""`{% picture pic sizes="100vw" %}`: an image in fitting sizes."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def picture(pic, sizes="100vw"):
    """An `<img>` with its width, height and description."""
    if pic is None:
        return ""
    return format_html('<img src="{}" alt="{}" width="{}" height="{}">', pic.file.url, pic.alt, pic.width, pic.height)
