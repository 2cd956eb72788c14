"""Choose the highlight of the printed plan of a month."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import Occurrence
from events.planning.highlights import can_be_highlight, highlight_of, set_highlight
from events.planning.month_summary import MonthSummary
from events.recurrence.descriptions import short_day_of

from .page import Page


class HighlightForm(forms.Form):
    """The dates of a month that can be its highlight."""

    def __init__(self, summary: MonthSummary, data=None):
        super().__init__(data)
        self.month, chosen = summary.month, highlight_of(summary.month)
        self.rows = {str(row.pk): row for row in summary.dates.values() if can_be_highlight(row)}
        choices = [(key, f"{short_day_of(row)}: {row.shown_title}") for key, row in self.rows.items()]
        self.fields["date"] = forms.ChoiceField(
            label=_("Was steht groß vorn?"),
            required=False,
            choices=[("", _("nichts Besonderes")), *choices],
            initial=str(chosen.occurrence_id) if chosen else "",
        )

    def chosen(self) -> Occurrence | None:
        """Return the chosen date; None for no date."""
        return self.rows.get(self.cleaned_data["date"])


class HighlightMixin:
    """The part of the month assistant that chooses the highlight."""

    def _choose_highlight(self, request, first):
        """Store the choice; if the date has been cancelled or deleted since, show a message."""
        page = Page(first)
        form = HighlightForm(page.summary, request.POST)
        if form.is_valid():
            set_highlight(first, form.chosen())
            self.message_user(request, _("Gemerkt: So beginnt der Plan."), messages.SUCCESS)
        else:
            self.message_user(
                request, _("Dieser Termin findet nicht mehr statt. Bitte wählen Sie einen anderen."), messages.ERROR
            )
        return HttpResponseRedirect(f"{reverse('admin:month_prepare', args=[first.year, first.month])}#drucken")
