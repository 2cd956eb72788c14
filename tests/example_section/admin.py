"""The list of repairs for staff."""

from django.contrib import admin

from kasch_site.visitors.staff import RequestAdmin

from .models import Repair


@admin.register(Repair)
class RepairAdmin(RequestAdmin):
    list_display = ("name", "contact", "doll", "day", "state", "spelled_code")
    list_filter = ("state",)
    readonly_fields = ("name", "contact", "doll", "day", "state", "spelled_code")
    fields = readonly_fields
