"""Drafts and published records in the lists of the admin, and the two actions that change one into the other."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class PublishAdminMixin:
    """For a ModelAdmin of a `Publishable`: the column `state`, and actions to publish and to withdraw."""

    @admin.display(description=_("Zustand"), ordering="status")
    def state(self, obj):
        """The state as residents notice it: published from a day to come is not published yet."""
        if obj.is_published() or obj.status == obj.Status.DRAFT:
            return obj.get_status_display()
        return _("ab %(when)s") % {"when": f"{timezone.localtime(obj.publish_at):%d.%m.%Y, %H:%M}"}

    def get_view_on_site_url(self, obj=None):
        """The page of a published record; a draft has none yet, only its preview."""
        return obj.get_absolute_url() if obj is not None and obj.pk and obj.is_published() else None

    def get_actions(self, request):
        actions = super().get_actions(request)
        if actions and self.has_change_permission(request):
            for function in (publish, withdraw):
                actions[function.__name__] = (function, function.__name__, function.short_description)
        return actions


@admin.action(description=_("Ausgewählte veröffentlichen"))
def publish(model_admin, request, queryset):
    count = queryset.publish()
    text = ngettext("Ein Eintrag ist jetzt veröffentlicht.", "%(count)s Einträge sind jetzt veröffentlicht.", count)
    model_admin.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.action(description=_("Ausgewählte zum Entwurf machen"))
def withdraw(model_admin, request, queryset):
    count = queryset.withdraw()
    text = ngettext("Ein Eintrag ist jetzt ein Entwurf.", "%(count)s Einträge sind jetzt Entwürfe.", count)
    model_admin.message_user(request, text % {"count": count}, messages.SUCCESS)
