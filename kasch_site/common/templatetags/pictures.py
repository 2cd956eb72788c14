"""`{% picture pic sizes="(min-width: 60rem) 30rem, 100vw" %}`: an image in fitting sizes."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def picture(pic, sizes="100vw", loading="lazy"):
    """An `<img>` that the browser takes in the size it needs; nothing for None.

    `sizes` says how wide it is shown (HTML `sizes`), `loading` is "eager" for what stands at the top of a page.
    The description is empty only for what is mere decoration: else, without one, the title stands in.
    """
    if not pic or not pic.file:
        return ""
    offered = pic.renditions()
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" loading="{}" decoding="async">',
        offered[-1][1],
        ", ".join(f"{url} {width}w" for width, url in offered),
        sizes,
        pic.width,
        pic.height,
        "" if pic.is_decorative else pic.alt or pic.title,
        loading,
    )
