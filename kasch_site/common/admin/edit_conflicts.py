"""Two members of staff change the same record: the second is told before the work of the first is overwritten.

A form carries along which entry of the admin's log was the newest when it was opened. If somebody else has saved since,
it is shown again with a sentence and with everything that was typed; saved once more, it holds.
"""

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

SEEN = "_seen_change"


class OthersChangesMixin:
    """Goes before every ModelAdmin; `admin_site.HouseAdminSite.register` sees to it."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        seen = request.POST.get(SEEN, "")
        if obj is None or not seen.isdecimal():
            return form_class
        others = _entries(obj).exclude(user=request.user).select_related("user")
        # Compared here: the database may not know a number of any length.
        newer = [entry for entry in others[:1] if entry.pk > int(seen[:18])]
        return _refusing(form_class, newer[0]) if newer else form_class

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.pk:
            newest = _entries(obj).values_list("pk", flat=True).first()
            context["seen_change"] = (SEEN, newest or 0)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _entries(obj):
    """What the log says of the record, the newest first."""
    about = LogEntry.objects.filter(content_type=get_content_type_for_model(obj), object_id=str(obj.pk))
    return about.order_by("-pk")


def _refusing(form_class, entry):
    """The form class for a form that holds back what was typed, and says who was faster."""

    def clean(self):
        found = super(refusing, self).clean()
        self.add_error(None, ValidationError(sentence_about(entry)))
        return found

    refusing = type(form_class.__name__, (form_class,), {"clean": clean})
    return refusing


def sentence_about(entry) -> str:
    """Who has changed the record meanwhile, what of it, and what to do."""
    return _(
        "%(name)s hat das hier inzwischen geändert (%(when)s Uhr: %(what)s). Was Sie eingetragen haben, steht noch da. "
        "Speichern Sie noch einmal, wenn Ihre Fassung gelten soll. Um erst zu vergleichen, öffnen Sie den Eintrag in "
        "einem zweiten Fenster."
    ) % {
        "name": entry.user.get_full_name() or entry.user.get_username(),
        "when": f"{timezone.localtime(entry.action_time):%H:%M}",
        "what": entry.get_change_message().rstrip("."),
    }
