"""`{% picture pic sizes="(min-width: 60rem) 30rem, 100vw" %}`: an image with its renditions."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def picture(pic, sizes="100vw", loading="lazy"):
    """Render an `<img>` with `srcset`; return "" for None.

    `sizes` is the HTML attribute of that name; `loading` is "eager" for images at the top of a page. The alternative
    text is empty only for decorative images; otherwise the title replaces a missing description.
    """
    if not pic or not pic.file:
        return ""
    renditions = pic.renditions()
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" loading="{}" decoding="async"{}>',
        renditions[-1][1],
        ", ".join(f"{url} {width}w" for width, url in renditions),
        sizes,
        pic.width,
        pic.height,
        "" if pic.is_decorative else pic.alt or pic.title,
        loading,
        format_html(' class="focus-{}"', pic.focus) if pic.focus != pic.Focus.CENTER else "",
    )
