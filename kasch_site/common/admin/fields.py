"""Days and hours in the admin: the browser's own fields.

They show the day as the reader's country writes it, open a calendar that works by touch and keyboard alike, and need no
script. What is typed where a browser has no such field is read in the German form (24.12.2026) as well.
"""

from django import forms
from django.contrib.admin.options import FORMFIELD_FOR_DBFIELD_DEFAULTS
from django.contrib.admin.widgets import AdminURLFieldWidget, RelatedFieldWidgetWrapper
from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class DayAndClockInput(forms.SplitDateTimeWidget):
    """A moment as a day and an hour beside each other."""

    use_fieldset = True

    def __init__(self, attrs=None):
        parts = [DayInput({"aria-label": _("Tag")}), ClockInput({"aria-label": _("Uhrzeit")})]
        forms.MultiWidget.__init__(self, parts, attrs)


def _render_with_our_templates(widget, template_name, context, renderer=None):
    """Draw a field that points at other records: its icons are words in the template of this project."""
    return render_to_string(template_name, context)


def use_in_admin():
    """Make these the fields of every form of the admin, inlines included, that chooses no other."""
    RelatedFieldWidgetWrapper._render = _render_with_our_templates
    FORMFIELD_FOR_DBFIELD_DEFAULTS[models.DateField] = {"widget": DayInput}
    FORMFIELD_FOR_DBFIELD_DEFAULTS[models.TimeField] = {"widget": ClockInput}
    FORMFIELD_FOR_DBFIELD_DEFAULTS[models.DateTimeField] = {
        "form_class": forms.SplitDateTimeField,
        "widget": DayAndClockInput,
    }
    # "www.example.org" as people write it.
    FORMFIELD_FOR_DBFIELD_DEFAULTS[models.URLField] = {"widget": AdminURLFieldWidget, "assume_scheme": "https"}
