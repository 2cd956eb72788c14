"""Drafts and published records in the admin: which is which, making one of the other, the way to the website."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .preview import SAVE_AND_PREVIEW


class PublishAdminMixin:
    """For a ModelAdmin of a `Publishable`, named before `PreviewAdminMixin`.

    Adds the column `state`, actions to publish and to withdraw, a hint above a form whose record residents do not see,
    and after saving a message that says where the record is now.
    """

    def places_of(self, request, obj) -> list[tuple[str, str]]:
        """Where a saved record is to be found, as pairs of address and words on the link."""
        if obj.is_published():
            return [(obj.get_absolute_url(), gettext("Auf der Website ansehen"))]
        route = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview"
        return [(reverse(route, args=[obj.pk]), gettext("Vorschau ansehen"))]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["unseen_hint"] = unseen_hint(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_post_save_add(self, request, obj):
        self._say_where(request, obj)
        return super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        self._say_where(request, obj)
        return super().response_post_save_change(request, obj)

    def _say_where(self, request, obj):
        if SAVE_AND_PREVIEW in request.POST:
            return
        links = format_html_join(" · ", '<a href="{}">{}</a>', self.places_of(request, obj))
        level = messages.INFO if obj.is_published() else messages.WARNING
        self.message_user(request, format_html("{} {}", _where(obj), links), level)

    @admin.display(description=_("Zustand"), ordering="status")
    def state(self, obj):
        """The state as residents notice it: published from a day to come is not published yet."""
        if obj.is_published() or obj.status == obj.Status.DRAFT:
            return obj.get_status_display()
        return _("ab %(when)s") % {"when": _moment(obj.publish_at)}

    def get_view_on_site_url(self, obj=None):
        """The page of a published record; a draft has none yet, only its preview."""
        return obj.get_absolute_url() if obj is not None and obj.pk and obj.is_published() else None

    def get_actions(self, request):
        actions = super().get_actions(request)
        if actions and self.has_change_permission(request):
            for function in (publish, withdraw):
                actions[function.__name__] = (function, function.__name__, function.short_description)
        return actions


def unseen_hint(obj) -> str:
    """Why residents do not see a record, above its form; "" if they do."""
    if obj is None or obj.pk is None:
        return gettext("Das hier ist erst ein Entwurf. Auf die Website kommt es, wenn Sie „veröffentlicht“ wählen.")
    if obj.is_published():
        return ""
    if obj.status == obj.Status.DRAFT:
        return gettext("Das hier ist ein Entwurf: Auf der Website sieht es noch niemand.")
    return gettext("Auf der Website ist das erst zu sehen ab: %(when)s.") % {"when": _moment(obj.publish_at)}


def _where(obj):
    if obj.is_published():
        return gettext("„%(name)s“ ist auf der Website.") % {"name": obj}
    if obj.status == obj.Status.DRAFT:
        return gettext("„%(name)s“ ist noch ein Entwurf: Auf der Website sieht es niemand.") % {"name": obj}
    return gettext("„%(name)s“ kommt auf die Website am %(when)s.") % {"name": obj, "when": _moment(obj.publish_at)}


def _moment(moment):
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M}"


@admin.action(description=_("Ausgewählte veröffentlichen"))
def publish(model_admin, request, queryset):
    count = queryset.publish()
    text = ngettext("Ein Eintrag ist jetzt veröffentlicht.", "%(count)s Einträge sind jetzt veröffentlicht.", count)
    model_admin.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.action(description=_("Ausgewählte zum Entwurf machen"))
def withdraw(model_admin, request, queryset):
    """Asks first, for the website loses what is chosen; what is a draft already is left as it is."""
    shown = queryset.released()
    if not shown.exists():
        model_admin.message_user(request, gettext("Das sind schon Entwürfe."), messages.INFO)
        return None
    if "post" not in request.POST:
        context = {
            **model_admin.admin_site.each_context(request),
            "title": gettext("Wieder zum Entwurf machen?"),
            "opts": model_admin.opts,
            "chosen": shown,
            "checkbox": ACTION_CHECKBOX_NAME,
            "action": "withdraw",
        }
        return TemplateResponse(request, "admin/withdraw_confirmation.html", context)
    count = shown.withdraw()
    text = ngettext("Ein Eintrag ist jetzt ein Entwurf.", "%(count)s Einträge sind jetzt Entwürfe.", count)
    model_admin.message_user(request, text % {"count": count}, messages.SUCCESS)
    return None
