"""Columns, subjects, streets and places in the administration."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newspaper.models import Column, Place, Subject
from newspaper.redaction.terms import patterns_everywhere


class TermForm(forms.ModelForm):
    """Form of a term, which must not contain a hidden name."""

    def clean_name(self):
        name = self.cleaned_data["name"]
        if any(pattern.spans(name) for pattern in patterns_everywhere()):
            raise forms.ValidationError(_("Dieser Name ist in der Zeitung ausgeblendet."))
        return name


class TermAdmin(admin.ModelAdmin):
    """Admin of a vocabulary: names with slugs."""

    keeps_drafts = True
    form = TermForm
    list_display = ["name"]
    search_fields = ["name"]
    fieldsets = [
        (None, {"fields": ["name"]}),
        (_("Adresse"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]


@admin.register(Column)
class ColumnAdmin(TermAdmin):
    list_display = ["name", "order"]
    list_editable = ["order"]
    fieldsets = [(None, {"fields": ["name", "order"]}), TermAdmin.fieldsets[1]]


@admin.register(Subject)
class SubjectAdmin(TermAdmin):
    """Subjects of articles."""


@admin.register(Place)
class PlaceAdmin(TermAdmin):
    """Streets and places of articles."""
