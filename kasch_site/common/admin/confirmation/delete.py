"""Confirmation before deleting if anybody would be notified; staff may suppress the notifications.

As with saving, the deletion is run inside a transaction, inspected and rolled back.
"""

from copy import copy

from django.db import router, transaction
from django.http import HttpResponseRedirect

from kasch_site.common.caching.versions import clear_all

from .pending_notifications import caused_since, pending_notifications, suppress
from .save import (
    CONFIRMED,
    ConfirmationNeeded,
    confirm_notifications,
    discard_messages,
    skips_notifications,
    with_notifications,
)


class ConfirmBeforeDeleteMixin:
    """Mixin for a ModelAdmin whose deletions may notify people; listed before it in the bases."""

    def get_actions(self, request):
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            delete, *rest = actions["delete_selected"]
            actions["delete_selected"] = (confirm_notifications(delete), *rest)
        return actions

    def render_delete_form(self, request, context):
        if not (context["protected"] or context["perms_lacking"]):
            context["notifications"] = self._preview_notifications(request, context["object"])
        return super().render_delete_form(request, context)

    def delete_view(self, request, object_id, extra_context=None):
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        before = pending_notifications()
        try:
            with transaction.atomic(using=router.db_for_write(self.model)):
                response = super().delete_view(request, object_id, extra_context)
                caused = caused_since(before)
                if caused and CONFIRMED not in request.POST:
                    raise ConfirmationNeeded(with_notifications(None, caused))
                if skips_notifications(request):
                    suppress(caused)
                return response
        except ConfirmationNeeded:
            # Notifications have become pending since staff saw a page without any: ask again.
            self._discard_dry_run(request)
            return HttpResponseRedirect(request.get_full_path())

    def _preview_notifications(self, request, obj):
        before = pending_notifications()
        with transaction.atomic(using=router.db_for_write(self.model)):
            self.delete_model(request, copy(obj))  # deleting clears the primary key
            caused = caused_since(before)
            transaction.set_rollback(True, using=router.db_for_write(self.model))
        self._discard_dry_run(request)
        return caused

    def _discard_dry_run(self, request):
        clear_all()
        discard_messages(request)
