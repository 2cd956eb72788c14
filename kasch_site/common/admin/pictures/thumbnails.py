"""The column with a small picture in the lists of records that have one."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kasch_site.common.templatetags.pictures import picture as picture_tag


class ThumbnailMixin:
    """Mixin for a ModelAdmin of records with a `PictureField` named `picture`: the column `thumbnail`.

    `list_select_related` must name the picture.
    """

    @admin.display(description=_("Bild"), empty_value="")
    def thumbnail(self, record):
        return thumbnail_of(record.picture)


def thumbnail_of(picture) -> str | None:
    """Return a small image for a list; None without a picture."""
    if picture is None:
        return None
    return format_html('<span class="thumbnail">{}</span>', picture_tag(picture, sizes="96px"))
