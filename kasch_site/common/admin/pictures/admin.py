"""The admin of pictures and of redirects from old URLs."""

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from kasch_site.common.media.picture_field import MAX_SHOWN
from kasch_site.common.models import OldAddress, Picture
from kasch_site.common.templatetags.pictures import picture as picture_tag
from kasch_site.common.text.richtext import KEY

from ..deletion.usage import links_to_forms
from .forms import PictureForm
from .thumbnails import thumbnail_of


class DescriptionFilter(admin.SimpleListFilter):
    title = _("Bildbeschreibung")
    parameter_name = "beschreibung"

    def lookups(self, request, model_admin):
        return [("fehlt", _("fehlt noch"))]

    def queryset(self, request, queryset):
        return queryset.without_alt() if self.value() == "fehlt" else queryset


class RightsFilter(admin.SimpleListFilter):
    title = _("Rechte")
    parameter_name = "rechte"

    def lookups(self, request, model_admin):
        return [("fehlt", _("fehlt noch"))]

    def queryset(self, request, queryset):
        return queryset.without_rights() if self.value() == "fehlt" else queryset


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    keeps_drafts = True
    form = PictureForm
    list_display = ["thumbnail", "title", "description", "size"]
    list_display_links = ["thumbnail", "title"]
    list_filter = [DescriptionFilter, RightsFilter]
    list_per_page = 40
    search_fields = ["title", "alt", "credit"]
    readonly_fields = ["preview", "used_by"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.choices_view)
        return [path("auswahl/", view, name="common_picture_choices"), *super().get_urls()]

    def choices_view(self, request):
        """Return pictures for the editor, as JSON: those that `q` finds, or the one with the key `nummer`."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        pictures, key = self.get_queryset(request), request.GET.get("nummer", "")
        if key:
            pictures = pictures.filter(pk=int(key)) if KEY.fullmatch(key) else pictures.none()
        else:
            pictures, _may_have_duplicates = self.get_search_results(request, pictures, request.GET.get(SEARCH_VAR, ""))
        return JsonResponse({"pictures": [_choice(picture) for picture in pictures[:MAX_SHOWN]]})

    def effects_of_deletion(self, request, records):
        """Return the names of the records that show a picture."""
        for picture in records:
            places_of_use = links_to_forms(self.admin_site, picture.used_by())
            if places_of_use:
                text = _("„{picture}“ ist dann hier nicht mehr zu sehen: {users}.")
                yield format_html(text, picture=picture, users=places_of_use)

    def get_fieldsets(self, request, obj=None):
        preview = ["preview"] if obj else []
        usage = [(_("Wo ist das Bild zu sehen?"), {"fields": ["used_by"]})] if obj else []
        return [
            (_("Das Bild"), {"fields": [*preview, "file", "title"]}),
            (_("Für Menschen, die es nicht sehen"), {"fields": ["alt", "is_decorative"]}),
            (_("Auf Karten"), {"fields": ["focus"]}),
            (_("Von wem ist es?"), {"fields": ["credit", "rights"]}),
            *usage,
        ]

    @admin.display(description=_("Bild"))
    def thumbnail(self, picture):
        return thumbnail_of(picture)

    @admin.display(description=_("Vorschau"))
    def preview(self, picture):
        return format_html('<span class="picture-preview">{}</span>', picture_tag(picture, sizes="400px"))

    @admin.display(description=_("Bildbeschreibung"))
    def description(self, picture):
        if picture.is_decorative:
            return _("(nur Schmuck)")
        return picture.alt or mark_safe(f"<strong>{_('fehlt noch')}</strong>")  # noqa: S308

    @admin.display(description=_("Größe"))
    def size(self, picture):
        return f"{picture.width} × {picture.height}"

    @admin.display(description=_("Benutzt bei"))
    def used_by(self, picture):
        return links_to_forms(self.admin_site, picture.used_by()) or _("Noch nirgends.")


def _choice(picture):
    return {"key": picture.pk, "name": picture.title, "image": picture_tag(picture, sizes="160px")}


@admin.register(OldAddress)
class OldAddressAdmin(admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["path", "target"]
    search_fields = ["path", "target"]
