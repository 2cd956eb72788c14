"""The facts about the newspaper in the administration."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.singletons import SingletonMixin
from newspaper.models import Paper

from .month_text import MonthTextMixin


@admin.register(Paper)
class PaperAdmin(MonthTextMixin, SingletonMixin, admin.ModelAdmin):
    keeps_drafts = True
    published_contacts = ("responsible", "responsible_address")
    fieldsets = [
        (_("Die Zeitung"), {"fields": ["name", "subtitle", "frequency", "issues_per_year"]}),
        (_("Impressum"), {"fields": ["publisher", "responsible", "responsible_address"]}),
        (_("Mitschreiben"), {"fields": ["next_deadline", "letter_words", "article_words"]}),
    ]
