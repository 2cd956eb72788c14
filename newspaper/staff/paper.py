"""The facts about the paper in the administration."""

from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from newspaper.models import Paper

from .month_text import MonthTextMixin


@admin.register(Paper)
class PaperAdmin(MonthTextMixin, admin.ModelAdmin):
    """A singleton: the list redirects to the record, or to a form with the defaults."""

    keeps_drafts = True
    published_contacts = ("responsible", "responsible_address")
    fieldsets = [
        (_("Die Zeitung"), {"fields": ["name", "subtitle", "frequency", "issues_per_year"]}),
        (_("Impressum"), {"fields": ["publisher", "responsible", "responsible_address"]}),
        (_("Mitschreiben"), {"fields": ["next_deadline", "letter_words", "article_words"]}),
    ]

    def changelist_view(self, request, extra_context=None):
        paper = Paper.objects.first()
        if paper is not None and self.has_view_or_change_permission(request):
            return redirect("admin:newspaper_paper_change", paper.pk)
        if self.has_add_permission(request):
            return redirect("admin:newspaper_paper_add")
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request):
        return request.user.has_perm("newspaper.change_paper") and not Paper.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False
