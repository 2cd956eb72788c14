"""Admin lists of records that are not edited in forms."""

from django.http import HttpResponseRedirect
from django.urls import reverse


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
