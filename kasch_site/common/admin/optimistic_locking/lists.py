"""Optimistic locking in the lists of every ModelAdmin: fields edited in the list, actions on selected records, and the
deletion of a record.
"""

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import router, transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from .edits import Edits
from .merging import page_context, show
from .rows import merging_formset
from .shown import MAX_NAME_LENGTH, SHOWN, Shown, key_of, shown_in
from .states import state_of
from .submissions import FORM_KEY, form_key

NAMED_COLUMNS = 2
MAX_LISTED = 20


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
        request.edits = Edits()
        with transaction.atomic(using=router.db_for_write(self.model)):
            response = check_selected(self, request) or show_list(request, extra_context)
        request.edits.report(self, request)
        return add_token(self, request, response)

    def get_changelist_formset(self, request, **kwargs):
        result = super().get_changelist_formset(request, **kwargs)
        return merging_formset(result, request.edits) if hasattr(request, "edits") else result

    def render_delete_form(self, request, context):
        record = context["object"]
        states = {key_of(record): state_of(record, self.unwatched_fields)}
        context["shown"] = (SHOWN, Shown(states=states).token())
        return super().render_delete_form(request, context)

    def delete_view(self, request, object_id, extra_context=None):
        delete = super().delete_view
        if request.method != "POST" or SHOWN not in request.POST:
            return delete(request, object_id, extra_context)
        if not self.has_delete_permission(request):
            raise PermissionDenied
        with transaction.atomic(using=router.db_for_write(self.model)):
            if is_overtaken(self, request, unquote(object_id)):
                return HttpResponseRedirect(request.get_full_path())
            return delete(request, object_id, extra_context)


def is_overtaken(model_admin, request, object_id) -> bool:
    """Lock a record and return whether it differs from what its page showed, with a message."""
    try:
        model_admin.lock_records([model_admin.opts.pk.to_python(object_id)])
    except ValidationError:
        return False
    record = model_admin.get_object(request, object_id)
    if record is None or _is_as_shown(model_admin, shown_in(request.POST), record):
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
    for record in changelist.result_list:
        shown.states[key_of(record)] = state_of(record, model_admin.unwatched_fields)
        shown.names.setdefault(key_of(record), _name(model_admin, request, record))
    context |= {**page_context(forms), "shown": (SHOWN, shown.token()), "form_key": (FORM_KEY, form_key(request))}
    return response


def check_selected(model_admin, request):
    """Lock the selected records; return a page that asks again if one differs from what the list showed, else None."""
    shown, keys = shown_in(request.POST), request.POST.getlist(ACTION_CHECKBOX_NAME)
    if shown is None or not keys or not request.POST.get("action"):
        return None
    model_admin.lock_records(keys)
    records = {str(record.pk): record for record in model_admin.get_queryset(request).filter(pk__in=keys)}
    label = model_admin.opts.label_lower
    for key in [key for key in keys if key not in records][:MAX_LISTED]:
        text = _("„%(name)s“ gibt es nicht mehr.") % {"name": shown.names.get(f"{label}:{key}", key)}
        model_admin.message_user(request, text, messages.WARNING)
    changed = [record for record in records.values() if not _is_as_shown(model_admin, shown, record)]
    return _ask_again(model_admin, request, records.values(), changed) if changed else None


def _is_as_shown(model_admin, shown, record):
    """Return whether a record is as it was shown; true for records that the page did not show."""
    now = state_of(record, model_admin.unwatched_fields)
    return shown.states.get(key_of(record), now) == now


def _ask_again(model_admin, request, records, changed):
    now = Shown(states={key_of(record): state_of(record, model_admin.unwatched_fields) for record in records})
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (SHOWN, "csrfmiddlewaretoken")
        for value in values
    ]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Inzwischen geändert"),
        "opts": model_admin.opts,
        "changed": [_columns(model_admin, request, record) for record in changed[:MAX_LISTED]],
        "more": max(0, len(changed) - MAX_LISTED),
        "fields": [*sent, (SHOWN, now.token())],
        "back_url": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/optimistic_locking/changed_meanwhile.html", context)


def _columns(model_admin, request, record):
    names = model_admin.get_list_display(request)
    return [text for name in names if (text := _column(model_admin, record, name))]


def _name(model_admin, request, record):
    names = model_admin.get_list_display(request)[:NAMED_COLUMNS]
    columns = [_column(model_admin, record, name) for name in names]
    return ", ".join(filter(None, columns))[:MAX_NAME_LENGTH]


def _column(model_admin, record, name):
    """Return the text of a column of the list; none where it asks for a relation that the record has not."""
    try:
        result = _value(model_admin, record, name)
    except ObjectDoesNotExist:
        return ""
    return "" if result is None or isinstance(result, bool) else strip_tags(str(result)).strip()


def _value(model_admin, record, name):
    if callable(name):
        return name(record)
    if name == "__str__":
        return record
    if hasattr(model_admin, name):
        return getattr(model_admin, name)(record)
    display = getattr(record, f"get_{name}_display", None)
    return display() if display else getattr(record, name)
