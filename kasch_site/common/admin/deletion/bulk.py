"""Deleting selected records of a list: those that can be deleted are, the others are named with the reason."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import router, transaction
from django.db.models import ProtectedError, RestrictedError
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..confirmation.pending_notifications import caused_since, pending_notifications, suppress
from ..confirmation.save import CONFIRMED, message_count, skips_notifications
from ..optimistic_locking.states import shown_before_deletion
from .effects import discard_dry_run, effects
from .refusals import refusals

# Refused records that are named after deleting the others.
MAX_NAMED = 8


class _ConfirmationNeeded(Exception):
    """Raised to leave the transaction of a deletion that would notify persons of whom staff have not read."""


@admin.action(permissions=["delete"], description=gettext_lazy("Ausgewählte löschen"))
def delete_selected(model_admin, request, queryset):
    """Ask before deleting selected records, and delete them."""
    refused = refusals(model_admin, request, queryset)
    chosen = queryset.exclude(pk__in=[record.pk for record, _refusal in refused])
    records = list(chosen)
    if not records and not refused:
        # Records that were deleted meanwhile, or by the same form before, are reported with their names by the list.
        return None
    if "post" in request.POST and records and _delete(model_admin, request, chosen, records):
        _report(model_admin, request, len(records), refused)
        return None
    return _confirmation_page(model_admin, request, chosen, records, refused)


def _delete(model_admin, request, chosen, records) -> bool:
    """Delete the records; return False, with nothing deleted, if staff have to be asked again."""
    before, messages_before = pending_notifications(), message_count(request)
    try:
        with transaction.atomic(using=router.db_for_write(model_admin.model)):
            model_admin.log_deletions(request, records)
            model_admin.delete_queryset(request, chosen)
            caused = caused_since(before)
            if caused and CONFIRMED not in request.POST:
                raise _ConfirmationNeeded
            if skips_notifications(request):
                suppress(caused)
    except (_ConfirmationNeeded, ProtectedError, RestrictedError):
        discard_dry_run(request, messages_before)
        return False
    return True


def _report(model_admin, request, count, refused):
    text = ngettext("Ein Eintrag ist gelöscht.", "%(count)d Einträge sind gelöscht.", count) % {"count": count}
    model_admin.message_user(request, text, messages.SUCCESS)
    for record, refusal in refused[:MAX_NAMED]:
        links = format_html_join("", ' <a href="{1}">{0}</a>', refusal.alternatives)
        text = format_html(_("Nicht gelöscht: „{}“. {}{}"), record, refusal.reason, links)
        model_admin.message_user(request, text, messages.WARNING)
    more = len(refused) - MAX_NAMED
    if more > 0:
        text = ngettext("Und ein weiterer ist noch da.", "Und %(count)d weitere sind noch da.", more)
        model_admin.message_user(request, text % {"count": more}, messages.WARNING)


def _confirmation_page(model_admin, request, chosen, records, refused):
    delete = {"effects": [], "notifications": []}
    if records:
        delete = effects(model_admin, request, records, lambda: model_admin.delete_queryset(request, chosen.all()))
    context = {
        **model_admin.admin_site.each_context(request),
        **delete,
        "title": _("Löschen?") if records else _("Das lässt sich nicht löschen"),
        "opts": model_admin.opts,
        "records": records,
        "shown": shown_before_deletion(model_admin, records),
        "refused": refused,
        "model_count": model_admin.get_deleted_objects(records, request)[1].items() if records else (),
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/delete_selected_confirmation.html", context)
