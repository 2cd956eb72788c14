"""Columns, subjects, streets and places in the administration."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newspaper.models import Column, Place, Subject


class TermAdmin(admin.ModelAdmin):
    """A name with an address."""

    keeps_drafts = True
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
