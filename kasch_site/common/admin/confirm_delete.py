"""Asking before deleting, where persons would be told of it: the question names them, and staff may keep quiet.

As before saving, the deletion is done for real, looked at and taken back.
"""

from copy import copy

from django.db import router, transaction
from django.http import HttpResponseRedirect

from kasch_site.common.caching.versions import forget_everything

from .confirm import CONFIRMED, ConfirmationNeeded, asks_before_telling, drop_messages, is_quiet, with_tells
from .pending_notifications import keep_quiet, told_since, untold


class ConfirmBeforeDeleteMixin:
    """For a ModelAdmin whose deletion persons may be told of, named before it in the list of bases."""

    def get_actions(self, request):
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            delete, *more = actions["delete_selected"]
            actions["delete_selected"] = (asks_before_telling(delete), *more)
        return actions

    def render_delete_form(self, request, context):
        if not (context["protected"] or context["perms_lacking"]):
            context["tells"] = self._would_tell(request, context["object"])
        return super().render_delete_form(request, context)

    def delete_view(self, request, object_id, extra_context=None):
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        before = untold()
        try:
            with transaction.atomic(using=router.db_for_write(self.model)):
                response = super().delete_view(request, object_id, extra_context)
                told = told_since(before)
                if told and CONFIRMED not in request.POST:
                    raise ConfirmationNeeded(with_tells(None, told))
                if is_quiet(request):
                    keep_quiet(told)
                return response
        except ConfirmationNeeded:
            # Somebody has signed up since staff read that nobody is told: they read it again.
            self._forget_rehearsal(request)
            return HttpResponseRedirect(request.get_full_path())

    def _would_tell(self, request, obj):
        before = untold()
        with transaction.atomic(using=router.db_for_write(self.model)):
            self.delete_model(request, copy(obj))  # deleting takes the key from the record
            told = told_since(before)
            transaction.set_rollback(True, using=router.db_for_write(self.model))
        self._forget_rehearsal(request)
        return told

    def _forget_rehearsal(self, request):
        forget_everything()
        drop_messages(request)
