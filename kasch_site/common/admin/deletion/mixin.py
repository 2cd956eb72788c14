"""Deleting in every ModelAdmin: the page that asks first, and the page that says why not.

As with saving, the deletion is run inside a transaction, inspected and rolled back.
"""

from copy import copy

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import router, transaction
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from ..confirmation.pending_notifications import caused_since, pending_notifications, suppress
from ..confirmation.save import (
    CONFIRMED,
    ConfirmationNeeded,
    discard_messages,
    message_count,
    skips_notifications,
    with_notifications,
)
from .bulk import delete_selected
from .effects import discard_dry_run, effects
from .refusals import own_refusal, refusal_of

_TEMPLATE = "admin/delete_confirmation.html"


class DeletionMixin:
    """Mixin that `site.HouseAdminSite.register` puts before every ModelAdmin.

    A ModelAdmin says in `deletion_refusal` what it does not delete (`refusals`), and in `effects_of_deletion` what
    follows (`effects`). Staff who may delete a record may delete its parts with it.
    """

    def get_actions(self, request):
        """Put our action in the place of Django's, last in the list."""
        actions = super().get_actions(request)
        if actions.pop("delete_selected", None):
            actions["delete_selected"] = (delete_selected, "delete_selected", delete_selected.short_description)
        return actions

    def get_deleted_objects(self, objs, request):
        """Add what the ModelAdmin refuses to what the database protects; ask for no permissions for the parts."""
        objects, counts, _missing, protected = super().get_deleted_objects(objs, request)
        return objects, counts, set(), [*protected, *filter(None, (own_refusal(self, request, obj) for obj in objs))]

    def render_delete_form(self, request, context):
        record = context["object"]
        if context["protected"]:
            context |= {"title": _("Das lässt sich nicht löschen"), "refusal": refusal_of(self, request, record)}
        else:
            # Deleting clears the primary key of the instance.
            context |= effects(self, request, [record], lambda: self.delete_model(request, copy(record)))
            context["title"] = _("Löschen?")
        return super().render_delete_form(request, context)

    def delete_view(self, request, object_id, extra_context=None):
        before = pending_notifications()
        try:
            with transaction.atomic(using=router.db_for_write(self.model)):
                response = super().delete_view(request, object_id, extra_context)
                if request.method == "POST":
                    self._settle_notifications(request, caused_since(before))
                return response
        except PermissionDenied:
            record = self.get_object(request, unquote(object_id))
            if record is None or not self.has_delete_permission(request):
                raise
            return self._render_refusal(request, record)
        except (ConfirmationNeeded, ProtectedError, RestrictedError):
            # Something has changed since staff saw the page: ask again.
            discard_dry_run(request)
            return HttpResponseRedirect(request.get_full_path())

    def response_delete(self, request, obj_display, obj_id):
        """Say that the record is deleted in our words instead of Django's."""
        before = message_count(request)
        response = super().response_delete(request, obj_display, obj_id)
        if message_count(request) > before:
            discard_messages(request, before)
            self.message_user(request, _("„%(name)s“ ist gelöscht.") % {"name": obj_display}, messages.SUCCESS)
        return response

    def _settle_notifications(self, request, caused):
        if caused and CONFIRMED not in request.POST:
            raise ConfirmationNeeded(with_notifications(None, caused))
        if skips_notifications(request):
            suppress(caused)

    def _render_refusal(self, request, record):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Das lässt sich nicht löschen"),
            "object": record,
            "opts": self.opts,
            "perms_lacking": (),
            "protected": [record],
            "refusal": refusal_of(self, request, record),
        }
        return TemplateResponse(request, _TEMPLATE, context, status=403)
