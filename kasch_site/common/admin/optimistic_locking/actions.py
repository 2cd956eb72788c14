"""Actions on selected records of a list: whether the records are as the list showed them, and pages that ask again."""

from html import unescape

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ObjectDoesNotExist
from django.template.response import TemplateResponse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kasch_site.common.admin.shown_again import BACK_TO_FORM
from kasch_site.common.admin.unsaved.resume import typed_texts

from .shown import MAX_NAME_LENGTH, SHOWN, Shown, shown_in
from .states import changed_since, states_now

NAMED_COLUMNS = 2
MAX_LISTED = 20


def is_action(request) -> bool:
    """Return whether the submitted form of a list is an action on selected records, and not fields to save."""
    is_chosen = bool(request.POST.get("action") and request.POST.getlist(ACTION_CHECKBOX_NAME))
    return is_chosen and "_save" not in request.POST


def check_selected(model_admin, request):
    """Lock the selected records; return a page that asks again if one differs from what the list showed, else None."""
    shown, keys = shown_in(request.POST), request.POST.getlist(ACTION_CHECKBOX_NAME)
    if shown is None or not is_action(request):
        return None
    model_admin.lock_records(keys)
    records = {str(record.pk): record for record in model_admin.get_queryset(request).filter(pk__in=keys)}
    label = model_admin.opts.label_lower
    for key in [key for key in keys if key not in records][:MAX_LISTED]:
        text = _("„%(name)s“ gibt es nicht mehr.") % {"name": shown.names.get(f"{label}:{key}", key)}
        model_admin.message_user(request, text, messages.WARNING)
    changed = changed_since(model_admin, shown, records.values())
    if not changed:
        return None
    return _ask_again(model_admin, request, states_now(model_admin, shown, records.values()), changed)


def ask_before_resuming(model_admin, request):
    """Return the page that asks, after an interruption, whether to resume an action on selected records."""
    keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
    records = model_admin.get_queryset(request).filter(pk__in=keys)
    context = {
        "title": dict(model_admin.get_action_choices(request)).get(request.POST["action"], ""),
        "names": [name_in_list(model_admin, request, record) for record in records[:MAX_LISTED]],
        "more": max(0, len(keys) - MAX_LISTED),
        "typed": typed_texts(request),
        # An action that asks for confirmation asks again.
        **page_of_action(model_admin, request, {"post": None}),
    }
    return TemplateResponse(request, "admin/unsaved/resume_action.html", context)


def page_of_action(model_admin, request, changed) -> dict:
    """Return the context of a page that resubmits an action with `changed` fields, without those that are None."""
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", BACK_TO_FORM, *changed}
        for value in values
    ]
    return {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "fields": [*sent, *((name, value) for name, value in changed.items() if value is not None)],
        "back_url": request.get_full_path(),
    }


def name_in_list(model_admin, request, record) -> str:
    """Return the name of a record from the first columns of its list."""
    names = model_admin.get_list_display(request)[:NAMED_COLUMNS]
    columns = [_column(model_admin, record, name) for name in names]
    return ", ".join(filter(None, columns))[:MAX_NAME_LENGTH]


def _ask_again(model_admin, request, states, changed):
    context = {
        "title": _("Inzwischen geändert"),
        "names": [" · ".join(_columns(model_admin, request, record)) for record in changed[:MAX_LISTED]],
        "more": max(0, len(changed) - MAX_LISTED),
        **page_of_action(model_admin, request, {SHOWN: Shown(states=states).token()}),
    }
    return TemplateResponse(request, "admin/optimistic_locking/changed_meanwhile.html", context)


def _columns(model_admin, request, record):
    names = model_admin.get_list_display(request)
    return [text for name in names if (text := _column(model_admin, record, name))]


def _column(model_admin, record, name):
    """Return the text of a column of the list; none where it asks for a relation that the record has not."""
    try:
        result = _value(model_admin, record, name)
    except ObjectDoesNotExist:
        return ""
    if result is None or isinstance(result, bool):
        return ""
    is_markup = isinstance(result, SafeString)
    return (unescape(strip_tags(result)) if is_markup else str(result)).strip()


def _value(model_admin, record, name):
    if callable(name):
        return name(record)
    if name == "__str__":
        return record
    if hasattr(model_admin, name):
        return getattr(model_admin, name)(record)
    display = getattr(record, f"get_{name}_display", None)
    return display() if display else getattr(record, name)
