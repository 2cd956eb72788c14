"""Actions on selected dates of the list: cancel, restore, back to the series."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.template.response import TemplateResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.models import Occurrence
from events.recurrence.descriptions import short_day_of
from events.scheduling import changes
from events.scheduling.generation import lock
from kasch_site.common.admin.confirmation.save import confirm_notifications
from kasch_site.common.admin.optimistic_locking.actions import MAX_LISTED, page_of_action

REASON_MISSING = _(
    "Bitte einen Grund nennen, zum Beispiel: Kursleitung ist krank. Er steht auf der Website und im Plan. "
    "Es ist noch nichts abgesagt."
)
MAX_REASON_LENGTH = Occurrence._meta.get_field("reason").max_length
REASON_TOO_LONG = format_lazy(
    _("Bitte schreiben Sie den Grund kürzer, mit höchstens {number} Zeichen. Es ist noch nichts abgesagt."),
    number=MAX_REASON_LENGTH,
)
# Dates listed by name after an action; the others are counted.
MAX_NAMED = 8


class DateActionForm(ActionForm):
    """Action form with the reason, asked for once for all selected dates."""

    # No `max_length`: Django reports any error of an action form as "no action selected".
    reason = forms.CharField(
        label=_("Grund, wenn Termine entfallen:"),
        required=False,
        widget=forms.TextInput({"maxlength": MAX_REASON_LENGTH}),
    )


def date_name(date) -> str:
    """Return title and day of a date."""
    return _("%(title)s am %(day)s") % {"title": date.shown_title, "day": short_day_of(date)}


class DateActionsMixin:
    """Mixin for the ModelAdmin of dates with the actions of its list."""

    action_form = DateActionForm
    actions = ["cancel_dates", "restore_dates", "return_to_series"]

    @admin.action(permissions=["change"], description=_("Entfällt (mit dem Grund nebenan)"))
    @confirm_notifications
    def cancel_dates(self, request, queryset):
        """Cancel the selected dates."""
        reason = request.POST.get("reason", "").strip()
        if not reason or len(reason) > MAX_REASON_LENGTH:
            return self._ask_for_reason(request, queryset, REASON_TOO_LONG if reason else REASON_MISSING)
        cancelled = [
            name for name, _row in self._apply_to_each(request, queryset, lambda date: changes.cancel(date, reason))
        ]
        self._report(request, cancelled, ngettext("Ein Termin entfällt", "%(count)d Termine entfallen", len(cancelled)))
        return None

    def _ask_for_reason(self, request, dates, error):
        """Ask for the reason on a separate page, which keeps the selected dates and the input."""
        names = [date_name(date) for date in dates.select_related("event")]
        context = {
            "title": _("Warum fallen diese Termine aus?"),
            "names": names[:MAX_LISTED],
            "more": max(0, len(names) - MAX_LISTED),
            "error": error,
            "reason": request.POST.get("reason", ""),
            "max_length": MAX_REASON_LENGTH,
            **page_of_action(self, request, {"reason": None}),
        }
        return TemplateResponse(request, "admin/events/occurrence/reason.html", context)

    @admin.action(permissions=["change"], description=_("Findet doch statt (nur die Absage zurücknehmen)"))
    @confirm_notifications
    def restore_dates(self, request, queryset):
        """Restore the selected dates."""
        restored = [name for name, _row in self._apply_to_each(request, queryset, changes.restore)]
        self._report(
            request, restored, ngettext("Ein Termin findet statt", "%(count)d Termine finden statt", len(restored))
        )

    @admin.action(permissions=["change"], description=_("Zurück zur Serie (alles von Hand Geänderte verwerfen)"))
    @confirm_notifications
    def return_to_series(self, request, queryset):
        """Return the selected dates to their series."""
        changed = self._apply_to_each(request, queryset, changes.back_to_series)
        restored, removed = [name for name, row in changed if row], [name for name, row in changed if row is None]
        text = ngettext(
            "Ein Termin folgt wieder seiner Serie", "%(count)d Termine folgen wieder ihrer Serie", len(restored)
        )
        self._report(request, restored, text)
        text = ngettext(
            "Ein Termin ist verschwunden, denn seine Serie hat an dem Tag keinen",
            "%(count)d Termine sind verschwunden, denn ihre Serien haben an den Tagen keine",
            len(removed),
        )
        self._report(request, removed, text)

    def _apply_to_each(self, request, queryset, action) -> list[tuple[str, Occurrence | None]]:
        """Apply a function to each date; return the successful ones as text, each with the return value."""
        changed = []
        # Use a fixed order to avoid deadlocks between concurrent bulk actions.
        for event_id in sorted(set(queryset.order_by().values_list("event_id", flat=True))):
            lock(event_id)
        for date in queryset.select_related("event"):
            try:
                changed.append((date_name(date), action(date)))
            except changes.ChangeRefused as refused:
                self.message_user(request, f"{date}: {' '.join(refused.messages)}", messages.ERROR)
        return changed

    def _report(self, request, names, text):
        if not names:
            return
        omitted = len(names) - MAX_NAMED
        listed = "; ".join(names[:MAX_NAMED])
        if omitted > 0:
            listed += " " + ngettext("und ein weiterer", "und %(count)d weitere", omitted) % {"count": omitted}
        self.message_user(request, f"{text % {'count': len(names)}}: {listed}", messages.SUCCESS)
