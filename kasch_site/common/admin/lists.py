"""Admin lists: of records that are not edited in forms, and filtered by time."""

from django.contrib import admin
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

_NO_ACTION = [("", _("bitte wählen"))]


class ReadOnlyMixin:
    """Mixin for records that nobody adds, changes or deletes in the administration."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ListOnlyMixin:
    """Mixin for a list without forms: no adding, editing or deleting; only actions."""

    list_display_links = None
    empty_value_display = ""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Redirect from a record to the list, which shows all its data."""
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def history_view(self, request, object_id, extra_context=None):
        return self.change_view(request, object_id)


class ActionsBelowMixin:
    """Mixin that `site.HouseAdminSite.register` puts before every ModelAdmin: the actions follow the list."""

    actions_on_top = False
    actions_on_bottom = True

    def get_action_choices(self, request, default_choices=_NO_ACTION):
        return super().get_action_choices(request, default_choices)


class TimeFilter(admin.SimpleListFilter):
    """Show what is current or to come by default, on request what is over, or everything. Subclasses define `over`."""

    title = _("Zeit")
    parameter_name = "zeit"
    shows_all = "alle"  # the value that hides nothing

    def past(self) -> Q:
        """Return the condition that a record is over."""
        raise NotImplementedError

    def lookups(self, request, model_admin):
        return [("vorbei", _("vorbei")), ("alle", _("alle"))]

    def choices(self, changelist):
        default, *choices = super().choices(changelist)
        return [{**default, "display": _("heute und später")}, *choices]

    def queryset(self, request, queryset):
        if self.value() == "alle":
            return queryset
        return queryset.filter(self.past()) if self.value() == "vorbei" else queryset.exclude(self.past())
