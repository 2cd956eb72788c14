"""Preview of a draft on a phone, on a computer and in print."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import router, transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kasch_site.common.admin.optimistic_locking.shown import SHOWN, Shown, shown_in
from kasch_site.common.admin.optimistic_locking.states import changed_since, states_of

from .draft_preview import ON_PAPER, ON_SCREEN, PARAMETER

SAVE_AND_PREVIEW = "_preview"


@dataclass(frozen=True)
class PreviewFrame:
    """A frame of a given width that shows the page."""

    name: str
    kind: str
    url: str


class PreviewAdminMixin:
    """Mixin for a ModelAdmin whose records have a page that supports `draft_preview.preview_kind`.

    Adds "Vorschau" to the form, "Speichern und Vorschau" to its buttons, and a page with three frames.
    """

    def preview_url(self, obj, kind=ON_SCREEN) -> str:
        """Return the URL of the draft's preview."""
        return f"{obj.get_absolute_url()}?{PARAMETER}={kind}"

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<path:object_id>/vorschau/", view, name=self._preview_route()), *super().get_urls()]

    def preview_view(self, request, object_id):
        """Show the page in three frames."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        if request.method == "POST":
            return self._publish(request, obj)
        may_publish = obj.status == obj.Status.DRAFT and self.has_change_permission(request, obj)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Vorschau: %(name)s") % {"name": obj},
            "opts": self.opts,
            "original": obj,
            "frames": [
                PreviewFrame(_("Auf dem Handy"), "phone", self.preview_url(obj)),
                PreviewFrame(_("Am Computer"), "desktop", self.preview_url(obj)),
                PreviewFrame(_("Auf Papier"), "paper", self.preview_url(obj, ON_PAPER)),
            ],
            "is_public": obj.is_published(),
            "may_publish": may_publish,
            "shown": (SHOWN, Shown(states=states_of([obj])).token()),
            "has_view_permission": True,
        }
        return TemplateResponse(request, "admin/preview.html", context)

    def _publish(self, request, obj):
        """Publish a record as its preview showed it; if it has changed since then, show the preview again."""
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        with transaction.atomic(using=router.db_for_write(self.model)):
            self.lock_records([obj.pk])
            record = self.get_object(request, str(obj.pk))
            if changed_since(self, shown_in(request.POST) or Shown(), [record]):
                text = _("„%(name)s“ hat sich inzwischen geändert. Bitte sehen Sie es noch einmal an.")
                self.message_user(request, text % {"name": record}, messages.WARNING)
                return HttpResponseRedirect(self._preview_page(record))
            if self.model._default_manager.filter(pk=record.pk).publish():
                self.log_change(request, record, [{"changed": {"fields": [_("Zustand")]}}])
        record.refresh_from_db()
        return self.response_post_save_change(request, record)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["has_preview"] = True
        if obj is not None and obj.pk:
            context["preview_url"] = self._preview_page(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_post_save_add(self, request, obj):
        return self._redirect_to_preview(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        return self._redirect_to_preview(request, obj) or super().response_post_save_change(request, obj)

    def _redirect_to_preview(self, request, obj):
        return HttpResponseRedirect(self._preview_page(obj)) if SAVE_AND_PREVIEW in request.POST else None

    def _preview_page(self, obj):
        return reverse(f"{self.admin_site.name}:{self._preview_route()}", args=[obj.pk])

    def _preview_route(self):
        return f"{self.opts.app_label}_{self.opts.model_name}_preview"
