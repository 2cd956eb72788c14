"""Drafts and published records in the admin: state column, publish and withdraw actions, links to the website."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import router, transaction
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.confirmation.pending_notifications import caused_since, pending_notifications, suppress
from kasch_site.common.admin.confirmation.save import CONFIRMED, skips_notifications
from kasch_site.common.caching.versions import clear_all
from kasch_site.common.models import Publishable

from .preview import SAVE_AND_PREVIEW

SAVE_AND_PUBLISH = "_publish"  # the name of the button "Speichern und veröffentlichen"


class PublishAdminMixin:
    """Mixin for a ModelAdmin of a `Publishable`, listed before `PreviewAdminMixin`.

    Adds the column `state`, actions to publish and to withdraw, a hint above the form of a record that is not public,
    and after saving a message with links to the record.
    """

    def links_to_record(self, request, obj) -> list[tuple[str, str]]:
        """Return the pages that show a saved record, as pairs of URL and link text."""
        if obj.is_published():
            return [(obj.get_absolute_url(), gettext("Auf der Website ansehen"))]
        route = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview"
        return [(reverse(route, args=[obj.pk]), gettext("Vorschau ansehen"))]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if SAVE_AND_PUBLISH in request.POST:
            request.POST = request.POST.copy()
            request.POST["status"] = Publishable.Status.PUBLISHED
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["not_public_hint"] = not_public_hint(obj)
        form, draft = context["adminform"].form, Publishable.Status.DRAFT
        # The saved status, not the submitted one of a form that is shown again.
        context["show_publish"] = "status" in form.fields and form.initial.get("status", draft) == draft
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_post_save_add(self, request, obj):
        self._add_state_message(request, obj)
        return super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        self._add_state_message(request, obj)
        return super().response_post_save_change(request, obj)

    def _add_state_message(self, request, obj):
        if SAVE_AND_PREVIEW in request.POST:
            return
        links = format_html_join(" · ", '<a href="{}">{}</a>', self.links_to_record(request, obj))
        level = messages.INFO if obj.is_published() else messages.WARNING
        self.message_user(request, format_html("{} {}", _state_message(obj), links), level)

    @admin.display(description=_("Zustand"), ordering="status")
    def state(self, obj):
        """Return the state as residents see it: a record with a future publication time is not published yet."""
        if obj.is_published() or obj.status == obj.Status.DRAFT:
            return obj.get_status_display()
        return _("ab %(when)s") % {"when": _format_moment(obj.publish_at)}

    def get_view_on_site_url(self, obj=None):
        """Return the page of a published record; None for a draft, which has only a preview."""
        if obj is None or not obj.pk or not obj.is_published():
            return None
        try:
            return obj.get_absolute_url()
        except NoReverseMatch:  # the form that is shown again has a URL that was refused
            return None

    def withdraw_records(self, queryset) -> int:
        """Turn records into drafts, with all that follows for persons; return how many were not drafts before."""
        return queryset.withdraw()

    def effects_of_withdrawal(self, queryset) -> list[str]:
        """Return a sentence for each record that says how many persons count on it."""
        return []

    def get_actions(self, request):
        actions = super().get_actions(request)
        if actions and self.has_change_permission(request):
            for function in (publish, withdraw):
                actions[function.__name__] = (function, function.__name__, function.short_description)
        return actions


def not_public_hint(obj) -> str:
    """Return why residents do not see a record, for the top of its form; "" if they do."""
    if obj is None or obj.pk is None:
        return gettext("Das hier ist erst ein Entwurf. Auf die Website kommt es, wenn Sie „veröffentlicht“ wählen.")
    if obj.is_published():
        return ""
    if obj.status == obj.Status.DRAFT:
        return gettext("Das hier ist ein Entwurf: Auf der Website sieht es noch niemand.")
    return gettext("Auf der Website ist das erst zu sehen ab: %(when)s.") % {"when": _format_moment(obj.publish_at)}


def _state_message(obj):
    if obj.is_published():
        return gettext("„%(name)s“ ist auf der Website.") % {"name": obj}
    if obj.status == obj.Status.DRAFT:
        return gettext("„%(name)s“ ist noch ein Entwurf: Auf der Website sieht es niemand.") % {"name": obj}
    return gettext("„%(name)s“ kommt auf die Website am %(when)s.") % {
        "name": obj,
        "when": _format_moment(obj.publish_at),
    }


def _format_moment(moment):
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M}"


@admin.action(description=_("Ausgewählte veröffentlichen"))
def publish(model_admin, request, queryset):
    """Publish the selected records."""
    count = queryset.publish()
    text = ngettext("Ein Eintrag ist jetzt veröffentlicht.", "%(count)s Einträge sind jetzt veröffentlicht.", count)
    model_admin.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.action(description=_("Ausgewählte zum Entwurf machen"))
def withdraw(model_admin, request, queryset):
    """Withdraw records after a confirmation, because they disappear from the website. Drafts are left unchanged."""
    released = queryset.released()
    if not released.exists():
        model_admin.message_user(request, gettext("Das sind schon Entwürfe."), messages.INFO)
        return None
    before = pending_notifications()
    if CONFIRMED not in request.POST:
        context = {
            **model_admin.admin_site.each_context(request),
            "title": gettext("Wieder zum Entwurf machen?"),
            "opts": model_admin.opts,
            "released": released,
            "effects": model_admin.effects_of_withdrawal(released),
            "notifications": _caused_by_withdrawal(model_admin, released, before),
            "checkbox": ACTION_CHECKBOX_NAME,
            "action": "withdraw",
        }
        return TemplateResponse(request, "admin/withdraw_confirmation.html", context)
    with transaction.atomic(using=router.db_for_write(model_admin.model)):
        count = model_admin.withdraw_records(released)
        if skips_notifications(request):
            suppress(caused_since(before))
    text = ngettext("Ein Eintrag ist jetzt ein Entwurf.", "%(count)s Einträge sind jetzt Entwürfe.", count)
    model_admin.message_user(request, text % {"count": count}, messages.SUCCESS)
    return None


def _caused_by_withdrawal(model_admin, queryset, before):
    """Return the notifications that withdrawing would cause: do it in a transaction that is rolled back."""
    using = router.db_for_write(model_admin.model)
    with transaction.atomic(using=using):
        model_admin.withdraw_records(queryset.all())
        notifications = caused_since(before)
        transaction.set_rollback(True, using=using)
    clear_all()
    return notifications
