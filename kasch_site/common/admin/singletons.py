"""The page of a model that has at most one record: the house, the rules of the library."""

from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse


class SingletonMixin:
    """A `ModelAdmin` whose list redirects to the one record, or to the form of a new one. It cannot be deleted."""

    def changelist_view(self, request, extra_context=None):
        """Redirect to the record. Raise `PermissionDenied` for users who may not see it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        record = self.model._default_manager.first()
        if record is not None:
            return redirect(reverse(f"{name}_change", args=[record.pk]))
        if self.has_add_permission(request):
            return redirect(f"{name}_add")
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request):
        """Return whether there is no record yet and the user may change it."""
        may_change = request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename('change', self.opts)}")
        return may_change and not self.model._default_manager.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def get_model_perms(self, request):
        """Return the permissions for the menu, which offers no second record: no query on every page."""
        return {
            "add": False,
            "change": self.has_change_permission(request),
            "delete": False,
            "view": self.has_view_permission(request),
        }
