"""The handbook for staff: its pictures, and the links of other pages to its chapters."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from kasch_site.common.admin.handbook.chapters import chapter_for_model
from kasch_site.common.admin.handbook.chapters import screenshot as screenshot_of

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


@register.filter
def chapter(opts):
    """Return the chapter about the model of a page of the administration, given its `opts`; None without any."""
    return chapter_for_model(opts.label_lower) if opts else None
