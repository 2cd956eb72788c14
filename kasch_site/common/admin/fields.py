"""Native date and time inputs in the admin.

They use the browser's locale, offer a calendar that works by touch and keyboard, and need no script. Where a browser
has no such input, the German format (24.12.2026) is accepted as well.
"""

from datetime import time

from django import forms
from django.contrib.admin.options import FORMFIELD_FOR_DBFIELD_DEFAULTS
from django.contrib.admin.widgets import AdminURLFieldWidget, RelatedFieldWidgetWrapper
from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _


class NativeDateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class NativeTimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class NativeTimeField(forms.TimeField):
    """A time of day. Midnight can be typed as "24:00" too, as the website prints it for an end; it becomes 0:00."""

    widget = NativeTimeInput

    def to_python(self, value):
        """Return the time; `ValidationError` if it is none."""
        is_midnight = isinstance(value, str) and value.strip() in ("24:00", "24")
        return time.min if is_midnight else super().to_python(value)


class NativeDateTimeInput(forms.SplitDateTimeWidget):
    """A datetime as a date input and a time input side by side."""

    use_fieldset = True

    def __init__(self, attrs=None):
        parts = [NativeDateInput({"aria-label": _("Tag")}), NativeTimeInput({"aria-label": _("Uhrzeit")})]
        forms.MultiWidget.__init__(self, parts, attrs)


def _render_with_text_template(widget, template_name, context, renderer=None):
    """Render a related-object widget with the project's template, which shows text instead of icons."""
    return render_to_string(template_name, context)


def register_admin_widgets():
    """Make these the default widgets of all admin forms, inlines included."""
    RelatedFieldWidgetWrapper._render = _render_with_text_template
    FORMFIELD_FOR_DBFIELD_DEFAULTS[models.DateField] = {"widget": NativeDateInput}
    FORMFIELD_FOR_DBFIELD_DEFAULTS[models.TimeField] = {"form_class": NativeTimeField, "widget": NativeTimeInput}
    FORMFIELD_FOR_DBFIELD_DEFAULTS[models.DateTimeField] = {
        "form_class": forms.SplitDateTimeField,
        "widget": NativeDateTimeInput,
    }
    # Instead of "---------"; a form that knows better says so.
    for relation in (models.ForeignKey, models.OneToOneField):
        FORMFIELD_FOR_DBFIELD_DEFAULTS[relation] = {"empty_label": _("nichts gewählt")}
    # Accept "www.example.org" without a scheme.
    FORMFIELD_FOR_DBFIELD_DEFAULTS[models.URLField] = {"widget": AdminURLFieldWidget, "assume_scheme": "https"}
