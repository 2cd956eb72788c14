"""Concurrent edits: the second member of staff gets a message, retains the input and can save again."""

from django.contrib import messages
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from events.scheduling.changes import ChangeRefused
from kasch_site.common.admin.confirmation.save import BACK_TO_FORM

SOMEBODY_ELSE = _(
    "Jemand hat im selben Augenblick etwas gespeichert, das dazu nicht passt. Bitte prüfen Sie die Angaben und "
    "speichern Sie noch einmal. Es ist nichts verloren."
)


class ConflictMixin:
    """Mixin for a ModelAdmin, before `ConfirmBeforeSaveMixin`: shows the form again instead of failing."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the form again with a message after a concurrent edit."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ChangeRefused as refused:
            text = " ".join(refused.messages)
        except IntegrityError:
            text = SOMEBODY_ELSE
        request.POST = request.POST.copy()
        request.POST[BACK_TO_FORM] = "1"
        self.message_user(request, text, messages.ERROR)
        return super().changeform_view(request, object_id, form_url, extra_context)
