"""`{{ page.body|rich_text }}`: a text of staff with its pictures."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from kasch_site.common.models import Picture
from kasch_site.common.text.richtext import PICTURE

register = template.Library()
# As wide as a text is read; see static/css/components/prose.css.
_SIZES = "(min-width: 56rem) 42rem, 92vw"


@register.filter
def rich_text(html):
    """Return a text of a `RichTextField` as HTML, with its pictures; one that was deleted leaves nothing."""
    keys = {int(key) for key in PICTURE.findall(html)}
    pictures = Picture.objects.in_bulk(keys) if keys else {}
    shown = {key: _figure(picture) for key, picture in pictures.items()}
    # Cleaned whenever it is written.
    return mark_safe(PICTURE.sub(lambda figure: shown.get(int(figure[1]), ""), html))  # noqa: S308


def _figure(picture):
    return render_to_string("components/figure.html", {"pic": picture, "sizes": _SIZES})
