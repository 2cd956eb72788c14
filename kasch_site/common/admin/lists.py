"""Lists that staff only read and act on, whose records nobody writes by hand."""

from django.http import HttpResponseRedirect
from django.urls import reverse


class ListOnlyMixin:
    """A list without forms: nothing to add, to change field by field or to delete; actions are what staff can do."""

    list_display_links = None
    empty_value_display = ""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The address of a record leads to the list, where everything about it stands."""
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def history_view(self, request, object_id, extra_context=None):
        return self.change_view(request, object_id)
