"""The rules of lending in the administration."""

from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from library.models import LendingRules


@admin.register(LendingRules)
class LendingRulesAdmin(admin.ModelAdmin):
    """A singleton: the list redirects to the record, or to a form with the defaults."""

    keeps_drafts = True
    fieldsets = [
        (_("Ausleihen"), {"fields": ["loan_days", "max_renewals", "max_loans"]}),
        (_("Vormerken"), {"fields": ["max_holds", "pickup_days"]}),
        (_("Erinnern"), {"fields": ["reminder_days"]}),
    ]

    def changelist_view(self, request, extra_context=None):
        rules = LendingRules.objects.first()
        if rules is not None and self.has_view_or_change_permission(request):
            return redirect("admin:library_lendingrules_change", rules.pk)
        if self.has_add_permission(request):
            return redirect("admin:library_lendingrules_add")
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request):
        return request.user.has_perm("library.change_lendingrules") and not LendingRules.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False
