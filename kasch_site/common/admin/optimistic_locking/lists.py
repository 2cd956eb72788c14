"""Optimistic locking in the lists of every ModelAdmin: fields edited in the list, actions, deletion of a record."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import router, transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from kasch_site.common.admin.shown_again import always_invalid, is_shown_again

from .actions import ask_before_resuming, check_selected, is_action, name_in_list
from .merge_report import MergeReport
from .merging import page_context, show
from .rows import merging_formset
from .shown import SHOWN, key_of, shown_in
from .states import changed_since, shown_before_deletion, states_of
from .submissions import FORM_KEY, form_key


class LockedListMixin:
    """Mixin that `site.HouseAdminSite.register` puts before every ModelAdmin; it only has hooks of Django."""

    # Fields that change without anybody editing the record.
    unwatched_fields: frozenset[str] = frozenset()

    def changelist_view(self, request, extra_context=None):
        show_list = super().changelist_view
        if request.method != "POST":
            return add_token(self, request, show_list(request, extra_context))
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if is_shown_again(request) and is_action(request):
            return ask_before_resuming(self, request)
        request.merge_report = MergeReport()
        with transaction.atomic(using=router.db_for_write(self.model)):
            response = check_selected(self, request) or show_list(request, extra_context)
        request.merge_report.report(self, request)
        return add_token(self, request, response)

    def get_changelist_formset(self, request, **kwargs):
        result = super().get_changelist_formset(request, **kwargs)
        result = merging_formset(result, request.merge_report) if hasattr(request, "merge_report") else result
        return always_invalid(result) if is_shown_again(request) else result

    def render_delete_form(self, request, context):
        context["shown"] = shown_before_deletion(self, [context["object"]])
        return super().render_delete_form(request, context)

    def delete_view(self, request, object_id, extra_context=None):
        delete = super().delete_view
        if request.method != "POST" or SHOWN not in request.POST:
            return delete(request, object_id, extra_context)
        if not self.has_delete_permission(request):
            raise PermissionDenied
        with transaction.atomic(using=router.db_for_write(self.model)):
            if is_changed_meanwhile(self, request, unquote(object_id)):
                return HttpResponseRedirect(request.get_full_path())
            return delete(request, object_id, extra_context)


def is_changed_meanwhile(model_admin, request, object_id) -> bool:
    """Lock a record and return whether it differs from what its page showed, with a message."""
    try:
        model_admin.lock_records([model_admin.opts.pk.to_python(object_id)])
    except ValidationError:
        return False
    record = model_admin.get_object(request, object_id)
    if record is None or not changed_since(model_admin, shown_in(request.POST), [record]):
        return False
    text = _("„%(name)s“ hat sich inzwischen geändert. Soll es trotzdem gelöscht werden?")
    model_admin.message_user(request, text % {"name": record}, messages.WARNING)
    return True


def add_token(model_admin, request, response):
    """Add the token and the conflicts to the page of a list."""
    context = getattr(response, "context_data", None)
    if context is None:
        return response
    if "cl" not in context:
        # The page of an action that asks first sends the token of the list again.
        context.setdefault("shown", (SHOWN, request.POST[SHOWN]) if SHOWN in request.POST else None)
        return response
    changelist = context["cl"]
    forms = changelist.formset.forms if changelist.formset else []
    if changelist.formset and changelist.formset.is_bound:
        # Show the rows in the order of the submitted forms, whatever their order is now.
        changelist.result_list = [form.instance for form in forms]
    shown = show(forms)
    shown.states |= states_of(changelist.result_list, model_admin.unwatched_fields)
    for record in changelist.result_list:
        shown.names.setdefault(key_of(record), name_in_list(model_admin, request, record))
    context |= {**page_context(forms), "shown": (SHOWN, shown.token()), "form_key": (FORM_KEY, form_key(request))}
    return response
