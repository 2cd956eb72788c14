"""Edit conflicts in the admin: warn before overwriting somebody else's changes.

A form carries the id of the newest log entry of its record at the time it was opened. If somebody else has saved since,
the form is shown again with a message and all submitted values; saving again overwrites.
"""

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

NEWEST_ENTRY_FIELD = "_newest_log_entry"


class EditConflictMixin:
    """Mixin that `site.HouseAdminSite.register` puts before every ModelAdmin."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        newest_shown = request.POST.get(NEWEST_ENTRY_FIELD, "")
        if obj is None or not newest_shown.isdecimal():
            return form_class
        others = _entries(obj).exclude(user=request.user).select_related("user")
        # Compared in Python: the submitted number may be too large for the database.
        newer = [entry for entry in others[:1] if entry.pk > int(newest_shown[:18])]
        return _with_error(form_class, newer[0]) if newer else form_class

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.pk:
            newest = _entries(obj).values_list("pk", flat=True).first()
            context["newest_log_entry"] = (NEWEST_ENTRY_FIELD, newest or 0)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _entries(obj):
    """Return the log entries of the record, newest first."""
    entries = LogEntry.objects.filter(content_type=get_content_type_for_model(obj), object_id=str(obj.pk))
    return entries.order_by("-pk")


def _with_error(form_class, entry):
    """Return a form class that refuses to save and reports the conflicting entry."""

    def clean(self):
        cleaned_data = super(form_with_error, self).clean()
        self.add_error(None, ValidationError(conflict_message(entry)))
        return cleaned_data

    form_with_error = type(form_class.__name__, (form_class,), {"clean": clean})
    return form_with_error


def conflict_message(entry) -> str:
    """Return who changed the record meanwhile, what was changed, and how to proceed."""
    return _(
        "%(name)s hat das hier inzwischen geändert (%(when)s Uhr: %(what)s). Was Sie eingetragen haben, steht noch da. "
        "Speichern Sie noch einmal, wenn Ihre Fassung gelten soll. Um erst zu vergleichen, öffnen Sie den Eintrag in "
        "einem zweiten Fenster."
    ) % {
        "name": entry.user.get_full_name() or entry.user.get_username(),
        "when": f"{timezone.localtime(entry.action_time):%H:%M}",
        "what": entry.get_change_message().rstrip("."),
    }
