"""The rules of lending in the administration."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.singletons import SingletonMixin
from library.models import LendingRules


@admin.register(LendingRules)
class LendingRulesAdmin(SingletonMixin, admin.ModelAdmin):
    keeps_drafts = True
    fieldsets = [
        (_("Ausleihen"), {"fields": ["loan_days", "max_renewals", "max_loans"]}),
        (_("Vormerken"), {"fields": ["max_holds", "pickup_days"]}),
        (_("Erinnern"), {"fields": ["reminder_days"]}),
    ]
