"""Inlines of series and single dates in the form of an event; saved by the scheduling functions."""

import re
from datetime import timedelta

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.models import Occurrence, Series
from events.scheduling.changes import change
from events.scheduling.generation import add_date, end_series
from kasch_site.common import clock

from .date_form import DateForm
from .forms import SeriesForm

# Fields of a series that are empty by default.
_ANSWER = re.compile(r"series-\d+-(weekday|starts_on|starts_at|ends_at|until|count)")
# Past single dates remain in the form for this period.
SHOWN_AFTER = timedelta(days=30)


# Reject more rows than anybody enters before parsing them.
MAX_ROWS = 200


class SeriesInline(admin.StackedInline):
    model = Series
    max_num = MAX_ROWS
    form = SeriesForm
    verbose_name = _("Serie")
    verbose_name_plural = _("Wann? Was immer wiederkommt")
    fieldsets = [
        (None, {"fields": [("frequency", "interval"), ("nth", "weekday")]}),
        (None, {"fields": ["starts_on", ("starts_at", "ends_at", "is_all_day"), ("until", "count")]}),
        (
            _("An besonderen Tagen"),
            {
                "fields": [("on_public_holidays", "on_school_holidays", "on_closing_days")],
                "description": _(
                    "„fällt aus“: Der Termin steht da, mit „Entfällt“ und dem Grund. „kein Termin“: Er steht nirgends, "
                    "auch nicht im Plan."
                ),
            },
        ),
    ]

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, absolute_max=MAX_ROWS, **kwargs)

    def get_extra(self, request, obj=None, **kwargs):
        """Return one empty form for an event without series."""
        return 0 if obj and obj.series.exists() else 1

    def is_open(self, request, obj=None):
        """Return whether there is a series, or a partly filled one."""
        typed = (value for name, value in request.POST.items() if _ANSWER.fullmatch(name))
        return bool(obj and obj.series.exists()) or any(typed)


class DateInline(admin.StackedInline):
    """Inline of dates outside a series; dates of series are changed in the list of dates."""

    model = Occurrence
    form = DateForm
    extra = 1
    verbose_name = _("Termin")
    verbose_name_plural = _("Wann? Einzelne Termine")
    show_change_link = True
    max_num = MAX_ROWS
    fieldsets = [(None, {"fields": [("day", "start", "end", "is_all_day"), ("last_day", "title")]})]

    def is_open(self, request, obj=None):
        """Return whether the inline is expanded: unless all dates come from a series."""
        if obj is None or request.method == "POST":
            return True
        return not obj.series.exists() or self.get_queryset(request).filter(event=obj).exists()

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, absolute_max=MAX_ROWS, **kwargs)

    def get_queryset(self, request):
        return super().get_queryset(request).single().upcoming(clock.now() - SHOWN_AFTER)

    def has_delete_permission(self, request, obj=None):
        # This queryset has single dates only, and `obj` is the event.
        return request.user.has_perm("events.delete_occurrence")


def save_series(event, formset):
    """Save series; deleting one removes its future dates except those changed by hand."""
    changed = formset.save(commit=False)
    for series in formset.deleted_objects:
        end_series(series)
    for series in changed:
        series.save()
    formset.save_m2m()


def save_dates(event, formset):
    """Save single dates with the same functions as other pages."""
    formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
    for form in formset.deleted_forms:
        if form.instance.pk:
            form.instance.delete()
            formset.deleted_objects.append(form.instance)
    for form in formset.forms:
        if not form.has_changed() or form in formset.deleted_forms:
            continue
        if form.instance.pk:
            formset.changed_objects.append((change(form.instance, **form.date_values()), form.changed_data))
        else:
            formset.new_objects.append(add_date(event, **form.date_values()))
