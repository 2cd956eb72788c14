"""Pictures in the handbook for staff."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from kasch_site.common.admin.handbook import screenshot as screenshot_of

register = template.Library()


@register.simple_tag
def screenshot(name, alt):
    """Render the screenshot of that name: {% screenshot "first_page" "Die erste Seite mit …" %}"""
    image = screenshot_of(name)
    return format_html(
        '<figure class="screenshot"><img src="{}" width="{}" height="{}" alt="{}"></figure>',
        static(image.path),
        image.width,
        image.height,
        alt,
    )
