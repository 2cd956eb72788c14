"""Lending without a computer: a sheet to print, and the page to enter it later."""

import re
from datetime import time

from django import forms
from django.urls import path
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.admin.fields import NativeDateInput
from kasch_site.common.admin.shown_again import is_shown_again
from kasch_site.common.forms.base import AccessibleForm, LineField
from kasch_site.common.forms.bounded_fields import DateField
from kasch_site.visitors.staff import NO_AUTOFILL, require
from library.circulation import offline_sheet
from library.circulation.desk.scans import ScanKind, read
from library.models import Hold, NumberKind
from library.models.numbers import number_of
from library.staff.permissions import is_at_desk

LINES = 20  # of a sheet, so that the page looks like the paper
_TIME = re.compile(r"(\d{1,2})[:.,h ]?(\d{2})?")


class DayForm(AccessibleForm):
    """The day of the sheet."""

    day = DateField(label=_("Welcher Tag?"), widget=NativeDateInput)


class RowForm(AccessibleForm):
    """A line of the sheet; an empty one is ignored. Without a card the copy was returned."""

    time = LineField(label=_("Zeit"), max_length=5, required=False)
    card = LineField(label=_("Ausweis"), max_length=40, required=False)
    copy = LineField(label=_("Buch"), max_length=40, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {**NO_AUTOFILL, "inputmode": "numeric", "aria-label": field.label}

    def clean_time(self):
        text = self.cleaned_data["time"]
        match = _TIME.fullmatch(text)
        if text and not (match and int(match[1]) < 24 and int(match[2] or 0) < 60):
            raise forms.ValidationError(_("Bitte so: 15:10"))
        return time(int(match[1]), int(match[2] or 0)) if text else None

    def clean_card(self):
        return _number(self.cleaned_data["card"], NumberKind.CARD, _("Das ist keine Ausweisnummer."))

    def clean_copy(self):
        return _number(self.cleaned_data["copy"], NumberKind.COPY, _("Das ist keine Nummer eines Buches."))

    def clean(self):
        data = super().clean()
        if not self.errors and any(data.values()) and not (data.get("time") and data.get("copy")):
            raise forms.ValidationError(_("Bitte tragen Sie Zeit und Buch ein."))
        return data

    def row(self, day) -> offline_sheet.Row | None:
        """Return the line; None for an empty one."""
        data = self.cleaned_data
        return (
            offline_sheet.Row(clock.local(day, data["time"]), data["copy"], data["card"]) if data.get("copy") else None
        )


Rows = forms.formset_factory(RowForm, extra=LINES, max_num=LINES, absolute_max=LINES)


def _number(entered, kind, message):
    """Return the number of a label or card, from a scan, typed digits, or its short form."""
    scans = read(entered)
    if not scans:
        return ""
    own = ScanKind.CARD if kind == NumberKind.CARD else ScanKind.COPY
    if len(scans) > 1 or scans[0].kind not in (own, ScanKind.SERIAL):
        raise forms.ValidationError(message)
    return scans[0].text if scans[0].kind is own else number_of(kind, int(scans[0].text))


class PaperMixin:
    """Pages of the offline sheet."""

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("papier/", view(self.paper_sheet), name="library_paper_sheet"),
            path("papier/eintragen/", view(self.paper_entry), name="library_paper_entry"),
        ]
        return own + super().get_urls()

    def paper_sheet(self, request):
        """Show the empty sheet for printing."""
        require(is_at_desk(request.user))
        return self.page(request, _("Ausleihe auf Papier"), "paper_sheet", {"lines": range(LINES)})

    def paper_entry(self, request):
        """Preview the entered lines, then enter all or none."""
        require(is_at_desk(request.user))
        data = request.POST or None
        day, rows = DayForm(data, initial={"day": clock.today()}), Rows(data)
        context = {"day": day, "rows": rows, "has_errors": False, "verdicts": []}
        if data is not None and day.is_valid() & rows.is_valid():
            filled = [(form, row) for form in rows if (row := form.row(day.cleaned_data["day"]))]
            enters = "enter" in data and not is_shown_again(request)
            run = offline_sheet.enter if enters else offline_sheet.preview
            verdicts = run([row for _form, row in filled])
            context["is_right"] = bool(verdicts) and not any(verdict.is_wrong for verdict in verdicts)
            if enters and context["is_right"]:
                return self._entered(request, day.cleaned_data["day"], verdicts)
            for (form, _row), verdict in zip(filled, verdicts, strict=True):
                form.verdict = verdict
            context["verdicts"] = verdicts
        context["has_errors"] = data is not None and not context.get("is_right")
        return self.page(request, _("Papier eintragen"), "paper_entry", context)

    def _entered(self, request, day, verdicts):
        """Show the entered lines for reading and printing; a repeated form shows the same and enters nothing twice."""
        ready = [verdict.hold.pk for verdict in verdicts if verdict.hold is not None]
        context = {
            "day": day,
            "verdicts": sorted(verdicts, key=lambda verdict: verdict.row.at),
            "put_aside": list(Hold.objects.ready().filter(pk__in=ready).with_titles()),
        }
        return self.page(request, _("Papier ist eingetragen"), "paper_entered", context)
